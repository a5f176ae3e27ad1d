// A cache as a whole: what it is made of, how large it is, what it counts, and the work that concerns all items. Keys and
// values come with the classes built on it.
import { type ArenaShape, arenaBytes } from "./arena/arena.ts";
import { CLOCKS, FORMAT_VERSION } from "./arena/arena-layout.ts";
import { arenasIn, makeBuffers } from "./arena/arena-memory.ts";
import { checkShard } from "./check-invariants.ts";
import { type EngineOptions, type Limits, resolveConfig, resolveMaxMemory, resolvePolicy } from "./config.ts";
import { ConfigError } from "./errors.ts";
import type { PolicyName, PolicyOptions } from "./eviction/policy-names.ts";
import { checkBuffers, type SharedHandle } from "./handle.ts";
import { measure } from "./measure.ts";
import { RawCache } from "./raw-cache.ts";
import { SLICE_ITEMS } from "./reclaim/allocator.ts";
import { type Removal, Removals } from "./reclaim/removals.ts";
import { SWEEP_DELAY_MS } from "./reclaim/sweeper.ts";
import { Shard } from "./shard.ts";
import { mixSeed } from "./sources/random.ts";
import { COUNTER, type Stats, sumStats } from "./stats.ts";
import { ShardLocks } from "./threads/shard-locks.ts";

/** The namespace of keys given to the classes; the others belong to users of the low-level surface. */
export const NAMESPACE = 0;

/** What `Segcache` does as a whole. */
export class ManagedCache {
  /** The low-level surface over the same items: bytes as they are kept, whatever the codec. */
  readonly raw: RawCache;
  /** What the cache was made with, and what follows from it. */
  readonly limits: Limits;
  protected readonly now: () => number;
  private readonly shards: readonly Shard[];
  private readonly removals: Removals | undefined;
  private readonly tell: ((removal: Removal) => void) | undefined;
  private readonly shape: ArenaShape;
  private readonly policyOptions: PolicyOptions;
  /** Absent in a cache of one thread. */
  private readonly locks: ShardLocks | undefined;
  private isTelling = false;

  /**
   * @param tell is given every item that has left, if present.
   * @param buffers the memory of a cache that is there already and of which `options` tell; absent: a new cache is made.
   */
  protected constructor(
    options: EngineOptions,
    tell: ((removal: Removal) => void) | undefined,
    buffers: readonly SharedArrayBuffer[] | undefined,
  ) {
    const { limits, shape, policyOptions, now, seed } = resolveConfig(options);
    const hashKey0 = mixSeed(seed);
    const hashKey1 = mixSeed(seed + 1);
    this.limits = limits;
    this.now = now;
    this.tell = tell;
    const removals = tell === undefined ? undefined : new Removals(NAMESPACE);
    this.removals = removals;
    const { policy, valueBytesMax, shared } = limits;
    if (buffers !== undefined) checkBuffers(buffers, limits.shardCount, shape);
    const memories = arenasIn(buffers ?? newBuffers(limits, shape), limits.shardCount, arenaBytes(shape));
    this.shards = memories.map((memory, index) => {
      const random = mixSeed(seed + 2 + index);
      const own = { hashKey0, hashKey1, random, removals, memory };
      return new Shard({ shape, policy, policyOptions, valueBytesMax, ...own }, now);
    });
    this.locks = shared ? new ShardLocks(this.shards) : undefined;
    this.raw = new RawCache(this.shards, this.locks);
    this.shape = shape;
    this.policyOptions = policyOptions;
    if (buffers === undefined) this.setMaxMemory(limits.maxMemory);
  }

  /** This thread's number in a shared cache, from 1 on, for `recover`; 0 in a cache that is not shared. */
  get threadNumber(): number {
    return this.locks?.threadNumber ?? 0;
  }

  /**
   * Sets right what a thread that has ended left behind: any part of the cache that it was changing at that moment is emptied,
   * since what is in it cannot be trusted, and threads that wait for it go on. To be called by whoever learns of the end of a
   * thread that did not leave the cache in peace (`worker.terminate()`, an uncaught error), and only when it has ended. Nobody is told
   * of items that are lost in this way. @param threadNumber its `threadNumber`. @returns how many of `limits.shardCount` parts were emptied.
   */
  recover(threadNumber: number): number {
    if (!Number.isSafeInteger(threadNumber) || threadNumber < 1 || threadNumber === this.threadNumber)
      throw new RangeError(`threadNumber must be the number of another thread, got ${String(threadNumber)}`);
    const { segments } = resolveMaxMemory(this.maxMemory, this.limits, this.shape);
    return this.locks === undefined ? 0 : this.locks.recover(threadNumber, (index) => this.salvage(index, segments));
  }

  private salvage(index: number, segments: number): void {
    this.shards[index].salvage(this.shards[0]);
    this.shards[index].limit(segments);
  }

  /** Lets another policy take over from now on; what is stored stays. @throws ConfigError for an unknown policy. */
  setPolicy(policy: PolicyName, options: PolicyOptions = {}): void {
    const checked = resolvePolicy(policy, options);
    this.forAllShards((shard) => shard.setPolicy(policy, checked));
    this.settle(undefined);
  }

  /** The present bound on memory, bytes. */
  get maxMemory(): number {
    return this.shards[0].arena.clocks[CLOCKS.maxMemory];
  }

  /**
   * Changes the bound on memory, up to what was reserved when the cache was made. With a lower one items are evicted bit by
   * bit, as part of sets and of `expire` and `expireSlice`; memory once touched stays with the process.
   * @throws ConfigError for a size that is too small or above the reserve.
   */
  setMaxMemory(size: number | string): void {
    const { maxMemory, segments } = resolveMaxMemory(size, this.limits, this.shape);
    this.forAllShards((shard) => {
      shard.arena.clocks[CLOCKS.maxMemory] = maxMemory;
      shard.limit(segments);
    });
  }

  /** Removes everything; all memory is free at once. */
  clear(): void {
    this.forAllShards((shard) => shard.clear());
    this.settle(undefined);
  }

  /** Removes every item whose time has come and frees what memory that gives. @returns the number of items removed. */
  expire(): number {
    let removed = 0;
    for (const [index, shard] of this.shards.entries()) {
      const { counters } = shard.arena;
      for (let more = true; more; this.raw.release()) {
        this.locks?.hold(index);
        const before = counters[COUNTER.itemsExpired];
        more = sweep(shard, 0);
        removed += counters[COUNTER.itemsExpired] - before;
      }
    }
    return this.settle(removed);
  }

  /** The same as `expire`, under lru-cache's name, and as there: @returns whether anything was removed. */
  purgeStale(): boolean {
    return this.expire() > 0;
  }

  /**
   * Does one bounded slice of that work, of which the less pressing part is left for half a second. Waits for no other thread:
   * what one is at is left for the next time. @returns true if more is due.
   */
  expireSlice(): boolean {
    let more = false;
    for (const [index, shard] of this.shards.entries()) {
      if (this.locks?.tryHold(index) === false) continue;
      if (sweep(shard, SWEEP_DELAY_MS)) more = true;
      this.raw.release();
    }
    return this.settle(more);
  }

  /** Items in the cache. An expired one is counted until `expire` or an access has met it. */
  get size(): number {
    return this.shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** Counters since the cache was made, and gauges of now; a plain object of numbers. Of a shared cache that others are changing
   * meanwhile, and for which this waits at none of them, no snapshot of one moment. */
  stats(): Stats {
    return sumStats(this.shards.map(measure));
  }

  /** Walks the whole cache and throws if anything contradicts anything else: for tests and after suspicion; slow. */
  checkInvariants(): void {
    this.forAllShards(checkShard);
  }

  /** The end of `using cache = new Segcache(...)`: removes everything. The memory goes with the cache itself. */
  [Symbol.dispose](): void {
    this.clear();
  }

  /**
   * Ends a call: lets other threads at what it used, tells what it removed, if somebody wants to know, and passes its result
   * on. By now nothing of the engine is in use, so whoever is told may call the cache; what those calls remove is told after
   * what is told already. What is removed in a section is told after it.
   */
  protected settle<T>(result: T): T {
    this.raw.release();
    if (this.removals !== undefined && !this.removals.isEmpty && this.mayTell) this.tellAll(this.removals);
    return result;
  }

  /** The memory of all shards and what another thread must know to use it. @throws ConfigError for a cache that is not shared. */
  protected shareWith(ttl: number | undefined): SharedHandle {
    const { shared, maxMemory, reserveMemory, policy, segmentSize, shardCount, valueBytesMax } = this.limits;
    if (!shared) throw new ConfigError("shared", "must be true for a cache that other threads are to open");
    const { policyOptions } = this;
    const sizes = { maxMemory, reserveMemory, segmentSize, maxValueSize: valueBytesMax, shards: shardCount };
    return {
      formatVersion: FORMAT_VERSION,
      buffers: [...new Set(this.shards.map(({ arena }) => arena.buffer as SharedArrayBuffer))], // by `shared` above
      options: { shared, ...sizes, policy, policyOptions, ttl },
    };
  }

  /** Does something to every shard while no other thread is at any of them. */
  private forAllShards(action: (shard: Shard) => void): void {
    this.raw.enterWholeSection();
    try {
      for (const shard of this.shards) action(shard);
    } finally {
      this.raw.leaveSection();
    }
  }

  private get mayTell(): boolean {
    return !this.isTelling && this.locks?.inSection !== true;
  }

  /** Every removal is told even when being told of one throws; the first error comes out in the end. */
  private tellAll(removals: Removals): void {
    const errors: unknown[] = [];
    this.isTelling = true;
    while (!removals.isEmpty) {
      for (const removal of removals.take()) {
        try {
          this.tell?.(removal);
        } catch (error) {
          errors.push(error);
        }
      }
    }
    this.isTelling = false;
    if (errors.length > 0) throw errors[0];
  }
}

/** Memory for the shards of a new cache. @throws ConfigError when the system does not give it. */
function newBuffers(limits: Limits, shape: ArenaShape): ArrayBufferLike[] {
  const { shared, shardCount, maxMemory, reserveMemory } = limits;
  const make = (bytes: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  try {
    return makeBuffers(shardCount, arenaBytes(shape), make);
  } catch {
    const option = reserveMemory > maxMemory ? "reserveMemory" : "maxMemory";
    throw new ConfigError(option, `must be no more than the system gives, got ${reserveMemory} bytes`);
  }
}

/** One slice of what is due in a shard; true if more is. */
function sweep(shard: Shard, delayMs: number): boolean {
  shard.lookup.tick();
  return shard.sweeper.step(SLICE_ITEMS, delayMs) || shard.shrink();
}
