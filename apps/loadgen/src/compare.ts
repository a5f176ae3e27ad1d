// The verb `compare`: the same workload against two servers, in alternation. The order turns round from one round to the
// next (A B, B A, A B ...), so that a machine that gets slower or faster meanwhile does not favour one of them.
import { isGeneratorBound } from "./load/generator-load.ts";
import type { CompareOptions } from "./options/compare-options.ts";
import { isOpenLoop, type RunOptions } from "./options/run-options.ts";
import { type RunParts, type RunResult, run } from "./run.ts";
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

export interface Round {
  readonly a: RoundFigures;
  readonly b: RoundFigures;
}

export interface Comparison {
  /** Those in which both servers had their run. */
  readonly rounds: readonly Round[];
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
  let errors = 0;
  const runOn = async (side: RunOptions, round: number): Promise<RoundFigures | undefined> => {
    // Filled once: what a later round finds is what the earlier ones left, on both sides alike.
    const roundOptions = { ...side, prefill: side.prefill && round === 0 };
    const result = await run(roundOptions, partsFor(roundOptions));
    errors += errorsOf(result);
    return result.interrupted ? undefined : figuresOf(roundOptions, result);
  };
  for (let round = 0; round < options.rounds && !signal.aborted; round++) {
    const order = round % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const);
    const figures: { a?: RoundFigures; b?: RoundFigures } = {};
    for (const side of order) {
      const one = signal.aborted ? undefined : await runOn(options[side], round);
      if (one !== undefined) figures[side] = one;
    }
    if (figures.a !== undefined && figures.b !== undefined) rounds.push({ a: figures.a, b: figures.b });
  }
  return { rounds, interrupted: signal.aborted, errors };
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

function figuresOf(options: RunOptions, { measured }: RunResult): RoundFigures | undefined {
  if (measured === undefined) return undefined;
  const { measurements, elapsedMs, load } = measured;
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
