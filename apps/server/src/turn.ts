// Turns of the thread's event loops: in each the system is asked which sockets have something, and those are read one after
// another. What is cheaper done for all of them together waits for the turn's end. Turns of the ring's loop begin and end here. In those
// of Node's, having the end told has a price, so whether it pays depends on how many reads a turn has; that is known of the
// turns of late, by that loop's own count of them.

import { performance } from "node:perf_hooks";

/** Reads after which is looked anew how many a turn has. */
const READS_COUNTED = 64;
/** Reads in a turn from which on it is worth while to have requests wait for its end, and replies. */
const REQUESTS_GATHERED_FROM = 8;
const REPLIES_GATHERED_FROM = 2;

export class Turn {
  readonly #end: () => void;
  readonly #turns: () => number;
  #reads = 0;
  /** Turns there had been when reads began to be counted. */
  #turnsBefore = 0;
  #isEndAwaited = false;
  #meanReads = 0;
  /** Reads of the ring's turn that is under way; 0 while none is. */
  #readsOfRing = 0;

  /** @param end what is done at the end of a turn that was asked for.   @param turns tells how many the thread has had. */
  constructor(end: () => void, turns: () => number = turnsOfThread) {
    this.#end = end;
    this.#turns = turns;
  }

  /** Reads in a turn of Node's loop, on average of late. */
  get meanReads(): number {
    return this.#meanReads;
  }

  /** Whether requests of one read each are better run together at the end of the turn. */
  get gathersRequests(): boolean {
    return this.isOfRing ? this.#readsOfRing > 1 : this.#meanReads >= REQUESTS_GATHERED_FROM;
  }

  /** Whether the replies to so many requests are better sent at the end of the turn. */
  gathersReplies(requests: number): boolean {
    return this.isOfRing || (requests > 1 && this.#meanReads >= REPLIES_GATHERED_FROM);
  }

  /** Whether a turn of the ring's is under way: it ends by itself, and all of its replies are sent then. */
  get isOfRing(): boolean {
    return this.#readsOfRing > 0;
  }

  /** Begins a turn of the ring's loop. @param reads it has at most. */
  begin(reads: number): void {
    this.#readsOfRing = Math.max(1, reads);
  }

  /** Ends it. */
  end(): void {
    try {
      this.#end();
    } finally {
      this.#readsOfRing = 0;
    }
  }

  /** Counts a read of Node's loop; those of the ring's turns are known when they begin. */
  countRead(): void {
    if (this.isOfRing) return;
    if (++this.#reads === READS_COUNTED) this.#compare();
  }

  /** Asks for the end of the turn under way to be told; once is enough. */
  awaitEnd(): void {
    if (this.#isEndAwaited || this.isOfRing) return;
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
