// The verb `compare`: the same workload against two servers, in alternation. The order turns round from one round to the
// next (A B, B A, A B ...), so that a machine that gets slower or faster meanwhile does not favour one of them.
import { isGeneratorBound } from "./load/generator-load.ts";
import { Latencies } from "./load/latencies.ts";
import type { CompareOptions } from "./options/compare-options.ts";
import { isOpenLoop, type RunOptions } from "./options/run-options.ts";
import { type MeasuredResult, type RunParts, type RunResult, run } from "./run.ts";
import { medianOf } from "./saturation.ts";

/** The figures that are compared, of one run. */
export interface RoundFigures {
  readonly operationsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** null without gets. */
  readonly hitRatio: number | null;
  readonly errors: number;
  readonly dropped: number;
  readonly generatorBound: boolean;
}

/** Of the first server and of the second. */
export interface BySide<Thing> {
  readonly a: Thing;
  readonly b: Thing;
}
export type Round = BySide<RoundFigures>;

export interface Comparison {
  /** Those in which both servers had their run. */
  readonly rounds: readonly Round[];
  /** All latencies of these rounds. */
  readonly latencies: BySide<Latencies>;
  readonly interrupted: boolean;
  /** Errors of all runs, unmeasured phases included. */
  readonly errors: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Parts of one run, made anew for each. */
export type PartsFor = (options: RunOptions) => RunParts;

/** @throws ConnectError when a server cannot be reached. */
export async function compare(options: CompareOptions, partsFor: PartsFor, signal: AbortSignal): Promise<Comparison> {
  const rounds: Round[] = [];
  const latencies = { a: new Latencies(), b: new Latencies() };
  let errors = 0;
  const runOn = async (side: RunOptions, round: number): Promise<MeasuredResult | undefined> => {
    // Filled once: what a later round finds is what the earlier ones left, on both sides alike.
    const roundOptions = { ...side, prefill: side.prefill && round === 0 };
    const result = await run(roundOptions, partsFor(roundOptions));
    errors += errorsOf(result);
    return result.interrupted ? undefined : result.measured;
  };
  for (let round = 0; round < options.rounds && !signal.aborted; round++) {
    const order = round % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const);
    const measured: { a?: MeasuredResult; b?: MeasuredResult } = {};
    for (const side of order) {
      const one = signal.aborted ? undefined : await runOn(options[side], round);
      if (one !== undefined) measured[side] = one;
    }
    const { a, b } = measured;
    if (a === undefined || b === undefined) continue;
    rounds.push({ a: figuresOf(options.a, a), b: figuresOf(options.b, b) });
    latencies.a.add(a.measurements.allResponses());
    latencies.b.add(b.measurements.allResponses());
  }
  return { rounds, latencies, interrupted: signal.aborted, errors };
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}

/** B over A, round by round; undefined where a ratio means nothing. */
export function ratiosOf(
  rounds: readonly Round[],
  figureOf: (figures: RoundFigures) => number | null,
): Spread | undefined {
  const ratios = rounds.flatMap(({ a, b }) => {
    const [first, second] = [figureOf(a), figureOf(b)];
    return first === null || second === null || first === 0 ? [] : [second / first];
  });
  return ratios.length === 0 ? undefined : spreadOf(ratios);
}

function figuresOf(options: RunOptions, { measurements, elapsedMs, load }: MeasuredResult): RoundFigures {
  const responses = measurements.allResponses();
  const { operations, hits, misses, errors, dropped } = measurements;
  return {
    operationsPerSecond: elapsedMs > 0 ? (operations / elapsedMs) * 1000 : 0,
    p50Ms: responses.percentileUs(50) / 1000,
    p99Ms: responses.percentileUs(99) / 1000,
    p999Ms: responses.percentileUs(99.9) / 1000,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    errors,
    dropped,
    generatorBound: isGeneratorBound(load, measurements, isOpenLoop(options)),
  };
}

function errorsOf({ prefill, warmup, measured }: RunResult): number {
  return [prefill, warmup, measured].reduce(
    (sum, phase) => sum + (phase?.measurements.errors ?? 0) + (phase?.measurements.lostConnections ?? 0),
    0,
  );
}
