// Turns of the thread's event loop: in each the system is asked which sockets have something, and those are read one after
// another. What is cheaper done for all of them together waits for the turn's end; having that told has a price, too, so whether it pays
// depends on how many reads a turn has. That is known of the turns of late, by the loop's own count of them.

import { performance } from "node:perf_hooks";

/** Reads after which is looked anew how many a turn has. */
const READS_COUNTED = 64;

export class Turn {
  readonly #end: () => void;
  readonly #turns: () => number;
  #reads = 0;
  /** Turns there had been when reads began to be counted. */
  #turnsBefore = 0;
  #isEndAwaited = false;
  #meanReads = 0;

  /** @param end what is done at the end of a turn that was asked for.   @param turns tells how many the thread has had. */
  constructor(end: () => void, turns: () => number = turnsOfThread) {
    this.#end = end;
    this.#turns = turns;
  }

  /** Reads in a turn, on average of late. */
  get meanReads(): number {
    return this.#meanReads;
  }

  countRead(): void {
    if (++this.#reads === READS_COUNTED) this.#compare();
  }

  /** Asks for the end of the turn under way to be told; once is enough. */
  awaitEnd(): void {
    if (this.#isEndAwaited) return;
    this.#isEndAwaited = true;
    setImmediate(this.#ended);
  }

  readonly #ended = (): void => {
    try {
      this.#end();
    } finally {
      this.#isEndAwaited = false; // what is done at the end needs no other one
    }
  };

  #compare(): void {
    const turns = this.#turns();
    this.#meanReads = this.#reads / Math.max(1, turns - this.#turnsBefore);
    this.#turnsBefore = turns;
    this.#reads = 0;
  }
}

function turnsOfThread(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}
