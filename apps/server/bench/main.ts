// The server beside Redis and memcached on this machine; prints tables and writes each part's record to the results folder.
//   main.ts [case or part ...]   cases of requests: get set incr mget set-ex crowd evict
//     parts: requests threads locks items memory start
//     --pipeline N   only that pipeline, may be repeated     --quick   short turns     --smoke   only whether it runs
//     --results folder          --docs   puts the records into docs/benchmarks.md instead of measuring

import { join } from "node:path";
import { parseArgs } from "node:util";
import { printed, reportOf, type Table, updateDocument, writeReport } from "segcache-bench-report";
import { CASES } from "./cases.ts";
import { runItems } from "./items.bench.ts";
import { runLocks } from "./locks.bench.ts";
import { runMemory, runStart } from "./process.bench.ts";
import { isInstalled, type Kind, versionOf } from "./programs.ts";
import { type RequestsOptions, runRequests } from "./requests.bench.ts";
import { runThreads } from "./threads.bench.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/benchmarks.md");
/** The document has the engine's tables too. */
const MARK_PREFIX = "server-";
const PARTS = ["requests", "threads", "locks", "items", "memory", "start"] as const;
type Part = (typeof PARTS)[number];
const NAMES: ReadonlySet<string> = new Set(CASES.map(({ name }) => name));
const CHURN_SECONDS = 180;

const args = process.argv.slice(2).filter((arg) => arg !== "--");
const { values, positionals } = parseArgs({
  args,
  allowPositionals: true,
  options: {
    pipeline: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
    results: { type: "string" },
  },
});
const folder = values.results ?? join(import.meta.dirname, "results");

function requestsOptions(names: readonly string[]): RequestsOptions {
  const pipelines = values.pipeline.map(Number);
  if (values.smoke) return { names, pipelines, turnSeconds: 0.1, rounds: 1, fillRequests: 20_000 };
  const fillRequests = 4_000_000;
  if (values.quick) return { names, pipelines, turnSeconds: 1, rounds: 3, fillRequests };
  return { names, pipelines, turnSeconds: 3, rounds: 5, fillRequests };
}

function run(part: Part, names: readonly string[]): Promise<readonly Table[]> {
  switch (part) {
    case "requests":
      return runRequests(requestsOptions(names));
    case "threads":
      return runThreads(requestsOptions(names));
    case "locks":
      return runLocks(requestsOptions(names));
    case "items":
      return runItems(values.smoke);
    case "memory":
      return runMemory(values.smoke ? 0 : values.quick ? 10 : CHURN_SECONDS);
    case "start":
      return runStart(values.smoke);
  }
}

function versions(): readonly string[] {
  const kinds: Kind[] = ["segcache", "redis", ...(isInstalled("memcached") ? (["memcached"] as const) : [])];
  return kinds.map(versionOf);
}

async function measure(): Promise<void> {
  const unknown = positionals.filter((name) => !NAMES.has(name) && !PARTS.some((part) => part === name));
  if (unknown.length > 0)
    throw new Error(`no such case: ${unknown.join(", ")}; there are ${[...NAMES, ...PARTS].join(", ")}`);
  const missing = ["redis-server", "redis-benchmark"].filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    console.error(`bench:server needs ${missing.join(" and ")} (Debian: redis-server, redis-tools)`);
    process.exitCode = 1;
    return;
  }
  if (!isInstalled("memcached"))
    console.error("memcached is not installed: items and threads are compared with Redis only");
  const names = positionals.filter((name) => NAMES.has(name));
  const parts = PARTS.filter((part) => {
    if (positionals.length === 0 || positionals.includes(part)) return true;
    return part === "requests" && names.length > 0;
  });
  for (const part of parts) {
    const tables = await run(part, names);
    for (const table of tables) console.log(printed(table));
    // A smoke run's figures mean nothing and must not end up in documents.
    if (values.smoke && values.results === undefined) continue;
    const options = values.quick ? ["--quick"] : [];
    const command = [
      "pnpm bench:server",
      ...positionals,
      ...values.pipeline.map((one) => `--pipeline ${one}`),
      ...options,
    ];
    writeReport(reportOf(part, { command: command.join(" "), versions: versions() }, tables), folder);
  }
}

if (values.docs) {
  const written = updateDocument(DOCUMENT, folder, PARTS, MARK_PREFIX);
  console.log(`docs/benchmarks.md now has ${written.join(", ")}`);
} else {
  await measure();
}
