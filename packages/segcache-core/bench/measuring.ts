// Measuring by CPU time of the whole process, collector threads included: on a machine with other work it says more than the
// clock on the wall. Contestants take turns, and each keeps its best turn and its spread.
import type { Segcache } from "segcache-core";

export interface Timing {
  /** CPU nanoseconds per operation in the best round. */
  readonly best: number;
  /** How much the median round lies above the best, as a share of it. */
  readonly spread: number;
}

/** A piece of work: does its operations and returns how many there were. */
export type Work = () => number;

/** Runs every piece of work once a round, in turn; the first `warmups` rounds do not count. */
export function takeTurns(works: readonly Work[], rounds: number, warmups: number): readonly Timing[] {
  const costs = works.map((): number[] => []);
  for (let round = -warmups; round < rounds; round++) {
    works.forEach((work, at) => {
      const before = process.cpuUsage();
      const operations = work();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) costs[at].push(((user + system) * 1000) / operations);
    });
  }
  return costs.map(timingOf);
}

function timingOf(costs: readonly number[]): Timing {
  const sorted = costs.toSorted((a, b) => a - b);
  const best = sorted[0];
  return { best, spread: sorted[sorted.length >> 1] / best - 1 };
}

/** Fails the run when a bench does not measure what it says it does. */
export function premise(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the bench's premise does not hold: ${what}`);
}

/** Collects garbage until nothing more comes of it; needs --expose-gc. */
export function collectGarbage(): void {
  premise(typeof globalThis.gc === "function", "node runs with --expose-gc");
  for (let time = 0; time < 3; time++) globalThis.gc?.();
}

/** Key and value bytes of all live items of a cache: what it is there for. */
export function payloadOf(cache: Segcache): { readonly items: number; readonly bytes: number } {
  const { raw } = cache;
  let items = 0;
  let bytes = 0;
  let cursor = 0;
  do {
    cursor = raw.scan(cursor, 0, 1024);
    for (let at = 0; at < raw.scannedCount; at++) {
      items++;
      bytes += raw.keyBytes(raw.scanned[at]) + raw.valueBytes(raw.scanned[at]);
    }
  } while (cursor !== 0);
  return { items, bytes };
}

/** Values by rank in a sorted list: the smallest that at least a share `q` of all do not exceed. */
export function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}
