// How fast traces can be replayed: as fast as possible, and in the open loop at a speed that makes 100,000 requests a second
// of them, with the raw driver against segcache-server.

import type { Report } from "../src/report/report-shape.ts";
import { SegcacheServer } from "../test/e2e/segcache-server.ts";
import { nameOf, reportBy, secondsOf, tracePaths } from "./programs.ts";
import { type BenchReport, benchReport } from "./report.ts";

const REQUESTS_MAX = Number(process.env.BENCH_REQUESTS ?? 1_000_000);
const GOAL = 100_000;
const LOAD = "--look-aside --driver raw --clients 8";
/** Several requests travel in one write. */
const FAST = `${LOAD} --speed max --pipeline 64`;

export async function runReplay(): Promise<BenchReport | undefined> {
  const paths = tracePaths("replay");
  if (paths.length === 0) return undefined;
  const rows: string[][] = [];
  for (const path of paths) {
    const { fastest, timed } = await replaysOf(path);
    const rate = (fastest.operations.total - fastest.operations.lookAsideSets) / fastest.durationSeconds;
    const offered = timed.operations.total - timed.operations.lookAsideSets + timed.operations.dropped;
    rows.push([
      nameOf(path),
      count(fastest.operations.total - fastest.operations.lookAsideSets),
      count(rate),
      count(fastest.operationsPerSecond.total),
      count(offered / timed.durationSeconds),
      count(timed.operations.dropped),
      `${(timed.generator.sendDelayP99Ms ?? 0).toFixed(2)}`,
      `${Math.round(timed.generator.cpuShare * 100)} %`,
      ((fastest.generator.cpuShare * fastest.durationSeconds * 1e6) / fastest.operations.total).toFixed(2),
    ]);
    console.error(`replay: ${rows.at(-1)?.join(", ")}`);
  }
  return benchReport(
    "replay",
    { fastest: FAST, timed: LOAD, requestsMax: REQUESTS_MAX },
    {
      title: "Replay of traces with the raw driver",
      columns: [
        "trace",
        "requests",
        "fastest, requests/s",
        "with fills, ops/s",
        "timed, requests/s",
        "dropped",
        "sent late by p99, ms",
        "its generator CPU, of a core",
        "fastest, generator CPU µs per request",
      ],
      rows,
      notes: [
        `Goal: ${count(GOAL)} requests/s. The server ran on the same machine.`,
        "CPU per request does not depend on what else the machine has to do: ten microseconds of it are a full core at the goal.",
      ],
    },
  );
}

async function replaysOf(path: string): Promise<{ fastest: Report; timed: Report }> {
  const server = await SegcacheServer.start("--maxmemory", "512mb");
  try {
    const common = ["--port", `${server.port}`, "--trace", path, "--requests", `${REQUESTS_MAX}`];
    const fastest = await reportBy<Report>("run", [...common, ...FAST.split(" ")]);
    await server.client.flushall();
    const requests = fastest.operations.total - fastest.operations.lookAsideSets;
    const speed = `${((await secondsOf(path, REQUESTS_MAX)) * GOAL) / requests}`;
    const timed = await reportBy<Report>("run", [...common, ...LOAD.split(" "), "--speed", speed, "--keep-ttl"]);
    return { fastest, timed };
  } finally {
    await server.stop();
  }
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
