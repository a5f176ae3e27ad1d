// Time as the generator sees it: a monotonic clock, a repeating tick and a wake-up. Injected, so that a test can run a
// whole load in virtual time.

export interface Clock {
  /** Microseconds since an arbitrary start, with fractions; never steps back. */
  nowUs(): number;
  /** Calls `tick` again and again until the returned function is called. */
  every(intervalMs: number, tick: () => void): () => void;
  /** Calls `run` once, as soon as the event loop can after `atUs`, never before, never during this call. */
  wakeAt(atUs: number, run: () => void): () => void;
}

/** Timers come on whole milliseconds and late; this long before a wake-up the event loop polls instead. */
const POLL_US = 1500;

/** A clock that counts from `startNs` of process.hrtime: threads of one process given the same start agree on the time. */
export function clockFrom(startNs: bigint): Clock {
  // Counted from a start: as a number, nanoseconds of uptime would lose digits after some weeks.
  const nowUs = (): number => Number(process.hrtime.bigint() - startNs) / 1000;
  return {
    nowUs,
    every(intervalMs: number, tick: () => void): () => void {
      const timer = setInterval(tick, intervalMs);
      return () => clearInterval(timer);
    },
    wakeAt(atUs: number, run: () => void): () => void {
      let cancel = (): void => {};
      const wait = (): void => {
        const leftUs = atUs - nowUs();
        if (leftUs > POLL_US) {
          const timer = setTimeout(wait, Math.floor((leftUs - POLL_US) / 1000));
          cancel = () => clearTimeout(timer);
        } else {
          const poll = setImmediate(leftUs <= 0 ? run : wait);
          cancel = () => clearImmediate(poll);
        }
      };
      wait();
      return () => cancel();
    },
  };
}

export const systemClockStartNs: bigint = process.hrtime.bigint();

export const systemClock: Clock = clockFrom(systemClockStartNs);

/** The date and time of day, for the head of a report. */
export function today(): Date {
  return new Date();
}
