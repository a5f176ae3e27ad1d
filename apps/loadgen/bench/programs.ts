// The built generator as a child process, and the folder of traces.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spread } from "../src/replay/spread.ts";
import { readTrace } from "../src/replay/trace-file.ts";
import { loadgen } from "../test/e2e/redis-server.ts";

/** Runs a verb and gives its JSON report.   @param mayFail whether requests may fail.   @throws when it ended otherwise. */
export async function reportBy<Report>(verb: string, args: readonly string[], mayFail = false): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "loadgen-bench-"));
  try {
    const json = join(folder, "report.json");
    const { exitCode, stdout, stderr } = await loadgen([verb, ...args, "--json", json]);
    if (exitCode !== 0 && !(exitCode === 1 && mayFail && existsSync(json)))
      throw new Error(`${verb} ended with ${exitCode}: ${stderr.trim().split("\n").at(-1)}\n${stdout}`);
    return JSON.parse(readFileSync(json, "utf8")) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Paths of the traces, or none with a word of why. Some of them only, if BENCH_TRACES names them. */
export function tracePaths(part: string): readonly string[] {
  const folder = process.env.SEGCACHE_TRACES;
  if (folder === undefined || folder === "") {
    console.warn(`${part}: SKIPPED, because SEGCACHE_TRACES does not name a folder of traces`);
    return [];
  }
  const wanted = process.env.BENCH_TRACES?.split(",");
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv.gz") && !file.startsWith("published-"));
  const chosen = files.filter((file) => wanted === undefined || wanted.includes(nameOf(file)));
  return chosen.map((file) => join(folder, file));
}

export function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.csv\.gz$/, "");
}

/** How long the first requests of a trace took when they were recorded. */
export async function secondsOf(path: string, requestsMax: number): Promise<number> {
  let [requests, lastMs] = [0, 0];
  for await (const rows of spread(readTrace(path))) {
    const within = rows.slice(0, requestsMax - requests);
    requests += within.length;
    lastMs = within.at(-1)?.sendMs ?? lastMs;
    if (requests >= requestsMax) break;
  }
  return lastMs / 1000;
}
