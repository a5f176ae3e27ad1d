// The benches, all or by name; prints tables and writes each part's record to the results folder.
//   main.ts [part ...]      --smoke: in small, a few seconds   --results folder
//   main.ts --docs          puts the records into docs/benchmarks.md

import { join } from "node:path";
import { parseArgs } from "node:util";
import { printed, type Report, updateDocument, writeReport } from "segcache-bench-report";
import { measureBatches, runBatches } from "./batches.bench.ts";
import { CHILD_FLAG } from "./child.ts";
import { measureMemory, runMemory } from "./memory.bench.ts";
import { runMissRatio } from "./miss-ratio.bench.ts";
import { runOverwrites } from "./overwrites.bench.ts";
import { measureLoop, runPauses } from "./pauses.bench.ts";
import { runSessions } from "./sessions.bench.ts";
import { runSpeed } from "./speed.bench.ts";

const PARTS: Readonly<Record<string, (isSmoke: boolean) => Report | undefined>> = {
  memory: runMemory,
  speed: runSpeed,
  batches: runBatches,
  pauses: runPauses,
  sessions: runSessions,
  overwrites: runOverwrites,
  "miss-ratio": runMissRatio,
};

const DOCUMENT = join(import.meta.dirname, "../../../docs/benchmarks.md");

const CHILDREN: Readonly<Record<string, (input: never) => unknown>> = {
  batches: measureBatches,
  memory: measureMemory,
  loop: measureLoop,
};

async function runChild(name: string, input: string): Promise<void> {
  process.stdout.write(JSON.stringify(await CHILDREN[name](JSON.parse(input) as never)));
}

function runParts(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    allowPositionals: true,
    options: {
      smoke: { type: "boolean", default: false },
      results: { type: "string" },
      docs: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`no such bench: ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
  const folder = values.results ?? join(import.meta.dirname, "results");
  if (values.docs) {
    const written = updateDocument(DOCUMENT, folder, Object.keys(PARTS));
    console.log(`docs/benchmarks.md now has ${written.join(", ")}`);
    return;
  }
  for (const name of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
    const report = PARTS[name](values.smoke);
    if (report === undefined) continue;
    for (const table of report.tables) console.log(printed(table));
    // A smoke run's figures mean nothing and must not end up in documents.
    if (!values.smoke || values.results !== undefined) writeReport(report, folder);
  }
}

const [flag, name, input] = process.argv.slice(2);
if (flag === CHILD_FLAG) await runChild(name, input);
else runParts(process.argv.slice(2));
