// Spans of time finer than the clock's milliseconds, for what is measured rather than stored.

/** Milliseconds since some moment, with fractions; never steps back. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();
