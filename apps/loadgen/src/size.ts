// The verb `size`: the hit ratio of a workload or trace against memory, by simulating the engine at many sizes in one pass,
// beside exact LRU at the bytes that Redis and memcached take for an item.
import type { PolicyName } from "segcache-core";
import type { Clock } from "./clock.ts";
import type { Progress } from "./progress.ts";
import { type Curve, distanceOf, pointOf } from "./sizing/curve.ts";
import { PEERS } from "./sizing/item-bytes.ts";
import { FULL, type Sampling, sampleOf, shareOfSample } from "./sizing/sampling.ts";
import { Simulation } from "./sizing/simulation.ts";
import type { AccessSink, AccessSource } from "./sizing/sources.ts";

export interface SizingPlan {
  readonly source: AccessSource;
  /** Requests of the source; Infinity where they are not known. */
  readonly requests: number;
  /** Requests at the beginning whose misses do not count. */
  readonly warmup: number;
  /** Ascending. */
  readonly sizesBytes: readonly number[];
  readonly policies: readonly PolicyName[];
  readonly lookAside: boolean;
  /** Share of the keys that the source holds of what it stands for: less than 1 for a sampled log. */
  readonly recorded: number;
  readonly seed: number;
}

export interface SizingParts {
  readonly clock: Clock;
  readonly progress: Progress;
  /** Ends the simulation early; what was simulated until then is the result. */
  readonly signal: AbortSignal;
}

export interface SizingResult {
  readonly curves: readonly Curve[];
  readonly sampling: Sampling;
  readonly requests: number;
  /** Reads that counted, of followed keys or not. */
  readonly reads: number;
  /** Distinct keys that were followed. */
  readonly followedKeys: number;
  /** Values that a cache refused for their size, all caches together. */
  readonly tooLarge: number;
  readonly elapsedMs: number;
  readonly interrupted: boolean;
}

/** Lets signals in and the progress out; more often would cost more than it shows. */
const REST_MS = 50;

/** @throws TraceError for a trace that cannot be read. */
export async function simulate(plan: SizingPlan, sampling: Sampling, parts: SizingParts): Promise<SizingResult> {
  const { clock, progress, signal } = parts;
  const pass = new Pass(plan, sampling);
  const startedUs = clock.nowUs();
  let restedUs = startedUs;
  let requests = 0;
  progress.start({ label: sampling === FULL ? "full" : "sampled", total: plan.requests, unit: "requests" });
  try {
    for await (requests of plan.source(pass)) {
      const nowUs = clock.nowUs();
      if (signal.aborted) break;
      if (nowUs - restedUs < REST_MS * 1000) continue;
      restedUs = nowUs;
      progress.update({ ...NOTHING_ANSWERED, elapsedMs: (nowUs - startedUs) / 1000, operations: requests });
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    progress.stop();
  }
  return { ...pass.result(), requests, elapsedMs: (clock.nowUs() - startedUs) / 1000, interrupted: signal.aborted };
}

const NOTHING_ANSWERED = { hits: 0, misses: 0, errors: 0, dropped: 0, p50Us: 0, p99Us: 0 };

/** How far a sampled result is from a full one of the same source. */
export function errorOf(sampled: SizingResult, full: SizingResult): number {
  return distanceOf(sampled.curves, full.curves);
}

class Pass implements AccessSink {
  private readonly plan: SizingPlan;
  private readonly sampling: Sampling;
  private readonly simulations: readonly Simulation[];
  private requests = 0;
  private reads = 0;

  constructor(plan: SizingPlan, sampling: Sampling) {
    this.plan = plan;
    this.sampling = sampling;
    const share = shareOfSample(sampling) * plan.recorded;
    const { sizesBytes, policies, lookAside, seed } = plan;
    this.simulations = Array.from(
      { length: sampling.samples },
      (_, sample) => new Simulation({ sizesBytes, policies, lookAside, share, seed: seed + sample }),
    );
  }

  next(): void {
    this.requests++;
  }

  offer(id: number, reads: boolean): number {
    if (reads && this.counts) this.reads++;
    return this.sampling.rate === 1 ? 0 : sampleOf(id, this.sampling);
  }

  take(...[sample, kind, item, nowMs]: Parameters<AccessSink["take"]>): void {
    const { name, valueBytes, ttlMs, fills } = item;
    this.simulations[sample]?.apply({ kind, name, valueBytes, ttlMs, fills }, nowMs, this.counts);
  }

  private get counts(): boolean {
    return this.requests > this.plan.warmup;
  }

  result(): Pick<SizingResult, "curves" | "sampling" | "reads" | "followedKeys" | "tooLarge"> {
    const { simulations, sampling, reads } = this;
    const { sizesBytes, policies } = this.plan;
    const readsBySample = reads * shareOfSample(sampling);
    const curves = [...policies, ...PEERS.map(({ name }) => name)].map((name, curve) => ({
      name,
      points: sizesBytes.map((bytes, at) => {
        const misses = simulations.map((each) => each.misses[curve * sizesBytes.length + at] ?? 0);
        return pointOf(bytes, misses, readsBySample);
      }),
    }));
    const followedKeys = simulations.reduce((sum, { keys }) => sum + keys, 0);
    const tooLarge = simulations.reduce((sum, each) => sum + each.tooLarge, 0);
    return { curves, sampling, reads, followedKeys, tooLarge };
  }
}
