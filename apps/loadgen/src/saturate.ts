// The verb `saturate`: one set of connections, filled and warmed up once, then an open loop at every rate that the
// search asks for. Each step is preceded by a short one at its own rate, unmeasured, so that what an overloaded step
// left behind is gone.
import type { CrewResult } from "./load/crew.ts";
import { isGeneratorBound } from "./load/generator-load.ts";
import type { Phase } from "./load/loader.ts";
import type { SaturateOptions } from "./options/saturate-options.ts";
import { fill, type MeasuredResult, type RunParts, runPhase, warmUp } from "./run.ts";
import { type Saturation, type Step, saturate as search } from "./saturation.ts";

/** Of a step's length. */
const SETTLE_SHARE = 0.2;

/** A step that answered less than this share of what it offered does not hold, however quick the answers were. */
const ACHIEVED_MIN = 0.95;

export interface SaturateResult extends Saturation {
  readonly interrupted: boolean;
  /** Errors by message, of all phases. */
  readonly errors: ReadonlyMap<string, number>;
}

/** @throws ConnectError when the server cannot be reached. */
export async function runSaturate(options: SaturateOptions, parts: RunParts): Promise<SaturateResult> {
  const errors = new Map<string, number>();
  const note = (result: CrewResult | undefined): void => {
    for (const [message, count] of result?.measurements.errorsByMessage ?? []) {
      errors.set(message, (errors.get(message) ?? 0) + count);
    }
  };
  try {
    await parts.crew.connect(parts.signal);
    note(await fill(options.base, parts));
    note(await warmUp(options.base, parts));
    const result = await search(options.search, async (rate) => {
      if (parts.signal.aborted) return undefined;
      const label = `${Math.round(rate).toLocaleString("en-US")}/s`;
      await runPhase(phaseAt(options, rate, SETTLE_SHARE, "warmup"), label, parts);
      if (parts.signal.aborted) return undefined;
      const measured = await runPhase(phaseAt(options, rate, 1, "measured"), label, parts);
      note(measured);
      return parts.signal.aborted ? undefined : stepOf(options, rate, measured);
    });
    return { ...result, interrupted: parts.signal.aborted, errors };
  } finally {
    await parts.crew.close();
  }
}

function phaseAt(options: SaturateOptions, rate: number, share: number, kind: "warmup" | "measured"): Phase {
  const { arrivals: process, workload } = options.base;
  return {
    kind,
    requests: Number.POSITIVE_INFINITY,
    durationMs: options.step * share,
    arrivals: { rate, process, seed: workload.spec.seed },
    replay: undefined,
    startUs: undefined,
  };
}

/** What a measured phase says about its rate. */
export function stepOf(options: SaturateOptions, rate: number, measured: MeasuredResult): Step {
  const { measurements, elapsedMs, load } = measured;
  const responses = measurements.allResponses();
  const { operations, errors, dropped, hits, misses, lookAsideSets } = measurements;
  const failedShare = operations + errors + dropped === 0 ? 1 : (errors + dropped) / (operations + errors + dropped);
  // Fills come on top of what was offered.
  const achieved = elapsedMs > 0 ? ((operations - lookAsideSets) / elapsedMs) * 1000 : 0;
  const latencyMs = responses.percentileUs(options.percentile) / 1000;
  return {
    rate,
    achieved,
    latencyMs,
    p50Ms: responses.percentileUs(50) / 1000,
    p99Ms: responses.percentileUs(99) / 1000,
    failedShare,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    holds: latencyMs <= options.slo && failedShare <= options.errorsMax && achieved >= expectedAt(options, rate),
    generatorBound: isGeneratorBound(load, measurements, true),
  };
}

/** Poisson arrivals differ from their mean by chance: three standard deviations are allowed. */
function expectedAt(options: SaturateOptions, rate: number): number {
  const count = (rate * options.step) / 1000;
  return rate * Math.min(ACHIEVED_MIN, 1 - 3 / Math.sqrt(Math.max(count, 9.1)));
}
