// How fast traces can be replayed: as fast as possible, and in the open loop at a speed that makes 100,000 requests a second
// of them, with the raw driver against segcache-server.

import { type Cell, type Column, cellTexts, type Report, reportOf } from "segcache-bench-report";
import type { Report as RunReport } from "../src/report/report-shape.ts";
import { SegcacheServer } from "../test/e2e/segcache-server.ts";
import { nameOf, reportBy, secondsOf, tracePaths } from "./programs.ts";

const REQUESTS_MAX = Number(process.env.BENCH_REQUESTS ?? 1_000_000);
const GOAL = 100_000;
const LOAD = "--look-aside --driver raw --clients 8";
/** Several requests travel in one write. */
const FAST = `${LOAD} --speed max --pipeline 64`;
const COLUMNS: readonly Column[] = [
  { title: "trace" },
  { title: "requests", digits: 0 },
  { title: "fastest, requests/s", digits: 0 },
  { title: "with fills, ops/s", digits: 0 },
  { title: "timed, requests/s", digits: 0 },
  { title: "dropped", digits: 0 },
  { title: "sent late by p99, ms", digits: 2 },
  { title: "its generator CPU, % of a core", digits: 0 },
  { title: "fastest, generator CPU µs per request", digits: 2 },
];

export async function runReplay(): Promise<Report | undefined> {
  const paths = tracePaths("replay");
  if (paths.length === 0) return undefined;
  const rows: Cell[][] = [];
  for (const path of paths) {
    const { fastest, timed } = await replaysOf(path);
    const requests = fastest.operations.total - fastest.operations.lookAsideSets;
    const offered = timed.operations.total - timed.operations.lookAsideSets + timed.operations.dropped;
    const row = [
      nameOf(path),
      requests,
      requests / fastest.durationSeconds,
      fastest.operationsPerSecond.total,
      offered / timed.durationSeconds,
      timed.operations.dropped,
      timed.generator.sendDelayP99Ms ?? 0,
      timed.generator.cpuShare * 100,
      (fastest.generator.cpuShare * fastest.durationSeconds * 1e6) / fastest.operations.total,
    ];
    rows.push(row);
    console.error(`replay: ${cellTexts(COLUMNS, row).join(", ")}`);
  }
  return reportOf("replay", { options: { fastest: FAST, timed: LOAD, requestsMax: REQUESTS_MAX } }, [
    {
      title: "Replay of traces with the raw driver",
      columns: COLUMNS,
      rows,
      notes: [
        `Goal: ${GOAL.toLocaleString("en-US")} requests/s. The server ran on the same machine.`,
        "CPU per request does not depend on what else the machine has to do: ten microseconds of it are a full core at the goal.",
      ],
    },
  ]);
}

async function replaysOf(path: string): Promise<{ fastest: RunReport; timed: RunReport }> {
  const server = await SegcacheServer.start("--maxmemory", "512mb");
  try {
    const common = ["--port", `${server.port}`, "--trace", path, "--requests", `${REQUESTS_MAX}`];
    const fastest = await reportBy<RunReport>("run", [...common, ...FAST.split(" ")]);
    await server.client.flushall();
    const requests = fastest.operations.total - fastest.operations.lookAsideSets;
    const speed = `${((await secondsOf(path, REQUESTS_MAX)) * GOAL) / requests}`;
    const timed = await reportBy<RunReport>("run", [...common, ...LOAD.split(" "), "--speed", speed, "--keep-ttl"]);
    return { fastest, timed };
  } finally {
    await server.stop();
  }
}
