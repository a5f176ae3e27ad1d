// The benches, all or by name: prints their tables and keeps their records.
//   main.ts [part ...]      main.ts --docs   writes the records into docs/benchmarks-loadgen.md
import { parseArgs } from "node:util";
import { runErrors } from "./errors.bench.ts";
import { runReplay } from "./replay.bench.ts";
import { type BenchReport, keep, tableText, writePage } from "./report.ts";
import { runSampling } from "./sampling.bench.ts";
import { runStall } from "./stall.bench.ts";
import { runTraces } from "./traces.bench.ts";

const PARTS: Readonly<Record<string, () => Promise<BenchReport | undefined>>> = {
  sampling: runSampling,
  traces: runTraces,
  errors: runErrors,
  replay: runReplay,
  stall: runStall,
};

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: { docs: { type: "boolean", default: false } },
});
const names = positionals.length === 0 ? Object.keys(PARTS) : positionals;
if (values.docs) {
  console.log(`docs/benchmarks-loadgen.md now has ${writePage(Object.keys(PARTS)).join(", ")}`);
} else {
  for (const name of names) {
    const run = PARTS[name];
    if (run === undefined) throw new Error(`no such bench: ${name}; there are ${Object.keys(PARTS).join(", ")}`);
    const report = await run();
    if (report === undefined) continue;
    console.log(`${tableText(report)}\n`);
    keep(report);
  }
}
