// The benches, all or by name; prints tables and writes each part's record to the results folder.
//   main.ts [part ...]      --results folder
//   main.ts --docs          puts the records into docs/benchmarks-loadgen.md

import { join } from "node:path";
import { parseArgs } from "node:util";
import { printed, type Report, updateDocument, writeReport } from "segcache-bench-report";
import { runErrors } from "./errors.bench.ts";
import { runReplay } from "./replay.bench.ts";
import { runSampling } from "./sampling.bench.ts";
import { runStall } from "./stall.bench.ts";
import { runTraces } from "./traces.bench.ts";

const PARTS: Readonly<Record<string, () => Promise<Report | undefined>>> = {
  sampling: runSampling,
  traces: runTraces,
  errors: runErrors,
  replay: runReplay,
  stall: runStall,
};

const DOCUMENT = join(import.meta.dirname, "../../../docs/benchmarks-loadgen.md");

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: { docs: { type: "boolean", default: false }, results: { type: "string" } },
});
const folder = values.results ?? join(import.meta.dirname, "results");
const names = positionals.length === 0 ? Object.keys(PARTS) : positionals;
if (values.docs) {
  const written = updateDocument(DOCUMENT, folder, Object.keys(PARTS));
  console.log(`docs/benchmarks-loadgen.md now has ${written.join(", ")}`);
} else {
  for (const name of names) {
    const run = PARTS[name];
    if (run === undefined) throw new Error(`no such bench: ${name}; there are ${Object.keys(PARTS).join(", ")}`);
    const report = await run();
    if (report === undefined) continue;
    for (const table of report.tables) console.log(printed(table));
    writeReport(report, folder);
  }
}
