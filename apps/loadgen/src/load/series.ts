// The course of a phase, second by second. Threads report at their own pace; what they say about one second is added
// up whenever it comes.
import { Latencies } from "./latencies.ts";
import type { Tick } from "./loop.ts";

const COUNTS = ["operations", "hits", "misses", "errors", "dropped", "late"] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/** One second: what was counted in it, and the latencies of its responses. */
export interface SeriesRow extends Readonly<Counts> {
  readonly second: number;
  readonly responses: Latencies;
}

export class Series {
  private readonly rowsBySecond: Map<number, SeriesRow & Counts> = new Map();
  /** Each thread's counters when its last second ended. */
  private readonly before: Map<number, Counts> = new Map();

  add(thread: number, tick: Tick): void {
    if (tick.interval === undefined) return;
    const { second, responses } = tick.interval;
    const before = this.before.get(thread) ?? noCounts();
    let row = this.rowsBySecond.get(second);
    if (row === undefined) {
      row = { second, ...noCounts(), responses: new Latencies() };
      this.rowsBySecond.set(second, row);
    }
    for (const name of COUNTS) row[name] += tick[name] - before[name];
    row.responses.add(responses);
    this.before.set(thread, countsOf(tick));
  }

  /** In order of time; a second in which nothing happened and nothing was reported has none. */
  rows(): SeriesRow[] {
    return [...this.rowsBySecond.values()].sort((a, b) => a.second - b.second);
  }
}

function noCounts(): Counts {
  return { operations: 0, hits: 0, misses: 0, errors: 0, dropped: 0, late: 0 };
}

function countsOf(tick: Tick): Counts {
  const { operations, hits, misses, errors, dropped, late } = tick;
  return { operations, hits, misses, errors, dropped, late };
}
