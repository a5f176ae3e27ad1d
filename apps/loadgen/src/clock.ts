// Time as the generator sees it: a monotonic clock and a repeating tick. Injected, so that a test can run a whole
// load in virtual time.

export interface Clock {
  /** Microseconds since an arbitrary start, with fractions; never steps back. */
  nowUs(): number;
  /** Calls `tick` again and again until the returned function is called. */
  every(intervalMs: number, tick: () => void): () => void;
}

// Counted from the start of the process: as a number, nanoseconds of uptime would lose digits after some weeks.
const startNs = process.hrtime.bigint();

export const systemClock: Clock = {
  nowUs(): number {
    return Number(process.hrtime.bigint() - startNs) / 1000;
  },
  every(intervalMs: number, tick: () => void): () => void {
    const timer = setInterval(tick, intervalMs);
    return () => clearInterval(timer);
  },
};
