// Which shards of a shared cache this thread holds. Outside sections that is at most one: a call that names a key takes its
// shard and keeps it, so that the item found can still be read, until a call concerns another shard or the owner of the cache
// lets go. A section holds several, taken all together in ascending order. Either way nobody waits for a shard while
// holding a higher one, so no circle of threads can wait for one another.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { assert } from "../errors.ts";
import { systemStopwatch } from "../sources/stopwatch.ts";
import { Lock, maySleep, THREADS_MAX } from "./lock.ts";

/** What must be known of a shard. */
export interface LockedShard {
  readonly arena: Arena;
  /** Takes over what other threads have set. */
  catchUp(): void;
}

const NO_SHARD = -1;

export class ShardLocks {
  /** This thread's number among all that opened the cache, from 1 on; never given out twice. */
  readonly threadNumber: number;
  private readonly shards: readonly LockedShard[];
  private readonly locks: readonly Lock[];
  /** 1 for each shard that this thread holds. */
  private readonly held: Uint8Array;
  /** 1 for each shard that the section being prepared concerns. */
  private readonly wanted: Uint8Array;
  /** The shard held outside sections. */
  private current: number = NO_SHARD;
  /** Sections entered and not left: the outermost one holds the shards. */
  private depth = 0;

  constructor(shards: readonly LockedShard[]) {
    const threadNumber = Atomics.add(shards[0].arena.words, HEADER.threads, 1) + 1;
    assert(threadNumber <= THREADS_MAX, "a thread's number fits a lock");
    const sleeps = maySleep();
    this.threadNumber = threadNumber;
    this.shards = shards;
    this.locks = shards.map(({ arena }) => new Lock(arena, threadNumber, sleeps, systemStopwatch));
    this.held = new Uint8Array(shards.length);
    this.wanted = new Uint8Array(shards.length);
  }

  get inSection(): boolean {
    return this.depth > 0;
  }

  /** Makes sure that this thread holds a shard, letting go of the one held before. */
  hold(index: number): void {
    if (this.held[index] === 0) this.moveTo(index);
  }

  /** The same without waiting. False when another thread holds the shard, or when a section holds others. */
  tryHold(index: number): boolean {
    if (this.held[index] !== 0) return true;
    if (this.depth > 0) return false;
    this.release();
    if (!this.locks[index].tryTake()) return false;
    this.taken(index);
    this.current = index;
    return true;
  }

  /** Lets go of the shard held outside sections, if any. */
  release(): void {
    const { current } = this;
    if (current === NO_SHARD) return;
    this.current = NO_SHARD;
    this.letGo(current);
  }

  /** Forgets which shards were wanted. */
  prepare(): void {
    this.wanted.fill(0);
  }

  want(index: number): void {
    this.wanted[index] = 1;
  }

  wantAll(): void {
    this.wanted.fill(1);
  }

  /** Takes all shards wanted. Inside another section they must be among those it holds. */
  enter(): void {
    const { wanted, held } = this;
    if (this.depth > 0) {
      for (let index = 0; index < wanted.length; index++) if (wanted[index] > held[index]) throw outside();
      this.depth++;
      return;
    }
    this.release();
    try {
      for (let index = 0; index < wanted.length; index++) if (wanted[index] === 1) this.take(index);
    } catch (error) {
      this.letGoOfAll();
      throw error;
    }
    this.depth = 1;
  }

  leave(): void {
    assert(this.depth > 0, "a section is left as often as it is entered");
    if (--this.depth === 0) this.letGoOfAll();
  }

  /** Frees every shard that a thread held when it ended, after `salvage` has set it right. @returns how many. */
  recover(deadThread: number, salvage: (index: number) => void): number {
    let recovered = 0;
    for (const [index, lock] of this.locks.entries()) {
      if (!lock.takeFrom(deadThread)) continue;
      salvage(index);
      lock.release();
      recovered++;
    }
    return recovered;
  }

  private moveTo(index: number): void {
    if (this.depth > 0) throw outside();
    this.release();
    this.take(index);
    this.current = index;
  }

  private take(index: number): void {
    this.locks[index].take();
    this.taken(index);
  }

  private taken(index: number): void {
    this.held[index] = 1;
    this.shards[index].catchUp();
  }

  private letGo(index: number): void {
    this.held[index] = 0;
    this.locks[index].release();
  }

  private letGoOfAll(): void {
    for (let index = this.held.length - 1; index >= 0; index--) if (this.held[index] === 1) this.letGo(index);
  }
}

function outside(): Error {
  return new Error("inside a section only keys that were added to it can be used");
}
