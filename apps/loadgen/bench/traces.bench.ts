// Simulation against the truth: the hit ratio that `size` computes for a trace, in full, beside that of a segcache-server
// through which the trace is replayed, and what the samples make of it.
import { type Cell, type Column, cellTexts, type Report, reportOf } from "segcache-bench-report";
import type { Report as RunReport } from "../src/report/report-shape.ts";
import type { SizeReport } from "../src/report/size-report.ts";
import { SegcacheServer } from "../test/e2e/segcache-server.ts";
import { nameOf, reportBy, secondsOf, tracePaths } from "./programs.ts";

const SIZES_MIB = [4, 8, 16, 32, 64];
/** Sizes of values where a trace has none. */
const VALUES = ["--value-size", "lognormal:159:1"];
/** A cache split among threads takes no value as large as one that is not, and the simulation is of one that is not. */
const THREADS = ["--threads", "1"];
/** One request at a time: several clients would not keep the order of the trace, on which small caches depend. */
const LOAD = ["--look-aside", "--driver", "raw", "--clients", "1"];
const REQUESTS_MAX = Number(process.env.BENCH_REQUESTS ?? 300_000);
/** This trace has TTLs, which shrink with its time; faster still, what one request takes would be long beside them. */
const SPEEDS: Readonly<Record<string, number>> = { "dns-wrccdc-2018": 10 };

const GOAL_POINTS = 1;
const COLUMNS: readonly Column[] = [
  { title: "trace" },
  { title: "memory" },
  { title: "hit ratio by simulation, %", digits: 2 },
  { title: "by replay, %", digits: 2 },
  { title: "difference, points", digits: 2 },
];

export async function runTraces(): Promise<Report | undefined> {
  const paths = tracePaths("traces");
  if (paths.length === 0) return undefined;
  const rows: Cell[][] = [];
  let worst = 0;
  for (const path of paths) {
    for (const size of SIZES_MIB) {
      const bytes = size * 2 ** 20;
      const real = await replayed(path, bytes);
      const { hitRatio, largest, tooLarge } = await simulated(path, bytes, real.speed);
      // The server refuses what is too large for it, and so does the simulation.
      if (real.errors > tooLarge) throw new Error(`replay of ${path}: ${real.errors} errors, ${tooLarge} expected`);
      const difference = (hitRatio - real.hitRatio) * 100;
      worst = Math.max(worst, Math.abs(difference));
      const row = [nameOf(path), `${size} MiB`, hitRatio * 100, real.hitRatio * 100, difference];
      rows.push(row);
      console.error(`traces: ${cellTexts(COLUMNS, row).join(", ")}`);
      // Where everything fits all larger sizes are alike.
      if (hitRatio === largest) break;
    }
  }
  const options = { values: VALUES[1], requestsMax: REQUESTS_MAX, load: LOAD.join(" "), server: THREADS.join(" ") };
  return reportOf("traces", { options }, [
    {
      title: "Simulation against a replay through segcache-server",
      columns: COLUMNS,
      rows,
      notes: [`Largest difference: ${worst.toFixed(2)} points (goal: ${GOAL_POINTS}).`],
    },
  ]);
}

/** The hit ratio at a size and at the largest of all; popularity is counted by time, which passes as fast as in the replay. */
async function simulated(
  path: string,
  bytes: number,
  speed: number,
): Promise<{ hitRatio: number; largest: number; tooLarge: number }> {
  const sizes = `${bytes},${(SIZES_MIB.at(-1) ?? 1) * 2 ** 20}`;
  const args = [
    "--trace",
    path,
    "--look-aside",
    "--full",
    "--speed",
    `${speed}`,
    "--sizes",
    sizes,
    ...VALUES,
    ...limit(),
  ];
  const { curves, simulation } = await reportBy<SizeReport>("size", args);
  const points = curves[0]?.points ?? [];
  const { tooLarge } = simulation;
  return { hitRatio: points[0]?.hitRatio ?? Number.NaN, largest: points.at(-1)?.hitRatio ?? Number.NaN, tooLarge };
}

async function replayed(path: string, bytes: number): Promise<{ hitRatio: number; speed: number; errors: number }> {
  const server = await SegcacheServer.start("--maxmemory", `${bytes}`, "--maxmemory-reserve", `${bytes}`, ...THREADS);
  try {
    const speed = SPEEDS[nameOf(path)];
    const pace = ["--speed", speed === undefined ? "max" : `${speed}`];
    const args = ["--port", `${server.port}`, "--trace", path, ...pace, ...LOAD, ...VALUES, ...limit()];
    const { hits, errors, durationSeconds } = await reportBy<RunReport>("run", args, true);
    if (hits.ratio === null) throw new Error(`replay of ${path}: no hit ratio`);
    return {
      hitRatio: hits.ratio,
      errors: errors.total,
      speed: speed ?? (await secondsOf(path, REQUESTS_MAX)) / durationSeconds,
    };
  } finally {
    await server.stop();
  }
}

function limit(): readonly string[] {
  return ["--requests", `${REQUESTS_MAX}`];
}
