// Reports that a plan is made from, with figures that are easy to recognise.
import type { SaturateReport } from "../../src/report/saturate-report.ts";
import type { SizeReport } from "../../src/report/size-report.ts";
import type { Step } from "../../src/saturation.ts";

const GENERATOR = { name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };
const GIB = 2 ** 30;

export function sampleSize(changes: Partial<SizeReport> = {}): SizeReport {
  const curve = (name: string, ratios: readonly number[]): SizeReport["curves"][number] => ({
    name,
    points: ratios.map((hitRatio, at) => ({ bytes: GIB * 4 ** at, hitRatio, error: 0.01 })),
  });
  return {
    schema: 2,
    verb: "size",
    startedAt: "1970-01-01T00:00:00.000Z",
    generator: GENERATOR,
    trace: null,
    workload: { mix: "get:1,set:0", distribution: "zipf", theta: 0.99, seed: 1, "look-aside": true },
    extent: { keys: 10_000_000, payloadBytes: 8 * GIB, footprintBytes: 12 * GIB },
    simulation: {
      requests: 2_000_000,
      warmup: 1_000_000,
      reads: 900_000,
      rate: 0.1,
      samples: 4,
      followedKeys: 100_000,
      recorded: 1,
      seconds: 12,
      tooLarge: 0,
    },
    error: { kind: "estimated", estimated: 0.01, measured: null, fullSeconds: null },
    curves: [
      curve("s3fifo", [0.8, 0.9, 0.95]),
      curve("redis", [0.7, 0.85, 0.94]),
      curve("memcached", [0.72, 0.86, 0.96]),
    ],
    needs: [{ hitRatio: 0.9, bytes: { s3fifo: 4 * GIB, redis: 8 * GIB, memcached: 7 * GIB } }],
    interrupted: false,
    ...changes,
  };
}

export function sampleSaturate(changes: Partial<SaturateReport> = {}): SaturateReport {
  const step = (share: number): Step => ({
    rate: 50_000 * share,
    achieved: 50_000 * share,
    latencyMs: share * 4,
    p50Ms: share,
    p99Ms: share * 4,
    failedShare: 0,
    hitRatio: 1,
    holds: share <= 1,
    generatorBound: false,
  });
  return {
    schema: 2,
    verb: "saturate",
    startedAt: "1970-01-01T00:00:00.000Z",
    generator: { ...GENERATOR, driver: "fake 1.0", threads: 1 },
    target: { address: "127.0.0.1:6379", tls: false, cluster: false },
    objective: { percentile: 99, sloMs: 5, errorsMax: 0.001 },
    workload: { mix: "get:10,set:1", distribution: "uniform", seed: 1 },
    knee: { median: 52_000, min: 50_000, max: 54_000 },
    knees: [50_000, 52_000, 54_000],
    isLowerBound: false,
    headroom: [0.25, 0.5, 0.75, 0.9, 1, 1.1].map(step),
    steps: [0.5, 1, 2].map(step),
    errors: [],
    interrupted: false,
    ...changes,
  };
}
