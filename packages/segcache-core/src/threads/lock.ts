// The lock of one shard: a word of its header that holds the owner's thread number, so that whoever learns of a thread's end
// knows what it held. A short spin first, since calls are short; then sleep until woken. It is the three-state mutex of
// U. Drepper's "Futexes Are Tricky" (2011): free, held, and held with somebody asleep, who alone makes a release cost a call.
// Sleep is cut into pieces, because a thread that dies between freeing the lock and waking others wakes nobody.
import { HEADER } from "../arena/arena-layout.ts";
import { SegcacheError } from "../errors.ts";
import type { Stopwatch } from "../sources/stopwatch.ts";
import { COUNTER } from "../stats.ts";

/** Beside the owner's number: somebody may be asleep. */
const SLEEPERS: number = 2 ** 30;
const OWNER_MASK: number = SLEEPERS - 1;
/** The highest thread number. */
export const THREADS_MAX: number = OWNER_MASK;

/** Looks at a held lock before sleeping: about as long as a call or two take. */
const SPINS = 200;
/** Longest sleep without another look, milliseconds. */
const SLEEP_MS = 20;
/** No call holds a lock a hundredth as long: after this, milliseconds, the owner has died or stands still. */
const TIMEOUT_MS = 10_000;
/** Where sleep is forbidden: most turns of an idle loop between two looks. */
const IDLE_TURNS_MAX = 4096;

/** What a lock guards, as far as it concerns the lock. */
export interface Guarded {
  readonly words: Int32Array;
  readonly counters: Float64Array;
}

/** Whether this thread may sleep; a browser's main thread may not. */
export function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

export class Lock {
  private readonly words: Int32Array;
  private readonly counters: Float64Array;
  private readonly threadNumber: number;
  private readonly sleeps: boolean;
  private readonly stopwatch: Stopwatch;

  constructor({ words, counters }: Guarded, threadNumber: number, sleeps: boolean, stopwatch: Stopwatch) {
    this.words = words;
    this.counters = counters;
    this.threadNumber = threadNumber;
    this.sleeps = sleeps;
    this.stopwatch = stopwatch;
  }

  /** The number of the thread that holds the lock, 0 when it is free. */
  get owner(): number {
    return Atomics.load(this.words, HEADER.lock) & OWNER_MASK;
  }

  /** Takes the lock if it is free. */
  tryTake(): boolean {
    return Atomics.compareExchange(this.words, HEADER.lock, 0, this.threadNumber) === 0;
  }

  /** Takes the lock, waiting for it if need be. @throws SegcacheError `LOCK_TIMEOUT` when it cannot be had. */
  take(): void {
    if (!this.tryTake()) this.takeHeld();
  }

  release(): void {
    if (Atomics.exchange(this.words, HEADER.lock, 0) >= SLEEPERS) Atomics.notify(this.words, HEADER.lock, 1);
  }

  /** Takes the lock over from a thread that has died. False when that thread does not hold it. */
  takeFrom(deadThread: number): boolean {
    const { words, threadNumber } = this;
    for (;;) {
      const held = Atomics.load(words, HEADER.lock);
      if ((held & OWNER_MASK) !== deadThread) return false;
      // Sleepers may be owed a wake by nobody but the dead: the release that follows must not leave it out.
      if (Atomics.compareExchange(words, HEADER.lock, held, threadNumber | SLEEPERS) === held) return true;
    }
  }

  private takeHeld(): void {
    const { counters, stopwatch } = this;
    const began = stopwatch();
    if (!this.spin()) this.wait(began);
    counters[COUNTER.lockWaits]++;
    counters[COUNTER.lockWaitMs] += stopwatch() - began;
  }

  private spin(): boolean {
    for (let look = 0; look < SPINS; look++) {
      if (Atomics.load(this.words, HEADER.lock) === 0 && this.tryTake()) return true;
    }
    return false;
  }

  private wait(began: number): void {
    const { words, threadNumber, sleeps } = this;
    let turns = 1;
    for (;;) {
      const held = Atomics.load(words, HEADER.lock);
      if (held === 0) {
        // There may be other sleepers: whoever has slept says so, and at worst wakes one in vain.
        if (Atomics.compareExchange(words, HEADER.lock, 0, threadNumber | SLEEPERS) === 0) return;
        continue;
      }
      if (this.stopwatch() - began > TIMEOUT_MS) throw timeout(held & OWNER_MASK);
      if (!sleeps) {
        turns = Math.min(2 * turns, IDLE_TURNS_MAX);
        for (let turn = 0; turn < turns; turn++) Atomics.load(words, HEADER.magic);
      } else {
        const marked = held | SLEEPERS;
        if (held !== marked && Atomics.compareExchange(words, HEADER.lock, held, marked) !== held) continue;
        Atomics.wait(words, HEADER.lock, marked, SLEEP_MS);
      }
    }
  }
}

function timeout(owner: number): SegcacheError {
  return new SegcacheError(
    "LOCK_TIMEOUT",
    `thread ${owner} has held part of the cache for ${TIMEOUT_MS} ms; if it has ended, call recover(${owner})`,
  );
}
