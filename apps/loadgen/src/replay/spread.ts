// Traces often tell time in whole seconds. Sent as recorded, all requests of a second would come at its first moment;
// instead they are spread evenly over the time until the next one told, at most a second.
import type { TraceRow } from "./trace-row.ts";

/** A second with more rows than this is spread in pieces, each on its own: memory stays bounded. */
const SAME_TIME_MAX = 1_000_000;
const SPREAD_MAX_MS = 1000;

export interface TimedRow extends TraceRow {
  /** When to send it: milliseconds since the first row of the trace. */
  readonly sendMs: number;
}

/** Finer times are kept: a row alone at its time is sent at it. */
export async function* spread(batches: AsyncIterable<readonly TraceRow[]>): AsyncGenerator<readonly TimedRow[]> {
  let waiting: TraceRow[] = [];
  let firstMs: number | undefined;
  for await (const batch of batches) {
    const timed: TimedRow[] = [];
    for (const row of batch) {
      firstMs ??= row.atMs;
      const atMs = waiting[0]?.atMs ?? row.atMs;
      if (row.atMs !== atMs || waiting.length === SAME_TIME_MAX) {
        for (const ready of spreadOver(waiting, atMs - firstMs, row.atMs - atMs)) timed.push(ready);
        waiting = [];
      }
      waiting.push(row);
    }
    if (timed.length > 0) yield timed;
  }
  const [first] = waiting;
  if (first !== undefined) yield spreadOver(waiting, first.atMs - (firstMs ?? 0), SPREAD_MAX_MS);
}

function spreadOver(rows: readonly TraceRow[], startMs: number, gapMs: number): TimedRow[] {
  const stepMs = Math.min(Math.max(gapMs, 0), SPREAD_MAX_MS) / rows.length;
  return rows.map((row, index) => ({ ...row, sendMs: startMs + index * stepMs }));
}
