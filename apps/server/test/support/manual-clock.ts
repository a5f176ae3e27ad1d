// A clock that stands still until a test moves it.

import type { Clock } from "../../src/sources/clock.ts";

export class ManualClock implements Clock {
  nowMs: number;

  constructor(nowMs = 1_800_000_000_000) {
    this.nowMs = nowMs;
  }

  refresh(): number {
    return this.nowMs;
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }
}
