// The only reader of the system's time. The server works on a reading taken once per batch of requests, so every
// command of a batch, and the engine under it, sees one instant. Invariant: `nowMs` changes only in refresh().

export interface Clock {
  /** Unix milliseconds, as last read. */
  readonly nowMs: number;
  /** Reads the time anew and returns it. */
  refresh(): number;
}

export class SystemClock implements Clock {
  nowMs: number = Date.now();

  refresh(): number {
    this.nowMs = Date.now();
    return this.nowMs;
  }
}
