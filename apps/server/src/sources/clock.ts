// The only reader of the system's time. The server works on a reading taken once per batch of requests, so every
// command of a batch, and the engine under it, sees one instant. Invariant: `nowMs` changes only in refresh().

import { systemTimer, type Timer } from "./timer.ts";

export interface Clock {
  /** Unix milliseconds, as last read. */
  readonly nowMs: number;
  /** Takes the time anew and returns it. @param micros what the timer shows at this moment, if it was just read. */
  refresh(micros?: number): number;
}

/** How long the distance from the timer to Unix time is taken for the same. */
const TRUSTED_MICROS = 50_000;

/** Unix time worked out from the timer, which is read anyway, so that a batch of requests takes one reading instead of two. */
export class SystemClock implements Clock {
  nowMs = 0;
  readonly #timer: Timer;
  readonly #readUnix: () => number;
  /** Unix time at the timer's zero, milliseconds with a fraction. */
  #zeroMs = Number.NEGATIVE_INFINITY;
  #trustedUntil = Number.NEGATIVE_INFINITY;

  constructor(timer: Timer = systemTimer, readUnix: () => number = Date.now) {
    this.#timer = timer;
    this.#readUnix = readUnix;
    this.refresh();
  }

  refresh(micros: number = this.#timer()): number {
    if (micros >= this.#trustedUntil) this.#compare();
    this.nowMs = Math.floor(this.#zeroMs + micros / 1000);
    return this.nowMs;
  }

  /** Moves zero as little as the system's time demands: that is known to the millisecond, and read between two looks at the timer. */
  #compare(): void {
    const before = this.#timer();
    const unixMs = this.#readUnix();
    const after = this.#timer();
    const least = unixMs - after / 1000;
    const most = unixMs + 1 - before / 1000;
    this.#zeroMs = Math.min(Math.max(this.#zeroMs, least), most);
    this.#trustedUntil = after + TRUSTED_MICROS;
  }
}
