// A cache as a whole: what it is made of, how large it is, what it counts, and the work that concerns all items. Keys and
// values come with the classes built on it.
import type { ArenaShape } from "./arena/arena.ts";
import { checkShard } from "./check-invariants.ts";
import { type EngineOptions, type Limits, resolveConfig, resolveMaxMemory, resolvePolicy } from "./config.ts";
import type { PolicyName, PolicyOptions } from "./eviction/policy-names.ts";
import { measure } from "./measure.ts";
import { RawCache } from "./raw-cache.ts";
import { SLICE_ITEMS } from "./reclaim/allocator.ts";
import { type Removal, Removals } from "./reclaim/removals.ts";
import { SWEEP_DELAY_MS } from "./reclaim/sweeper.ts";
import { Shard } from "./shard.ts";
import { mixSeed } from "./sources/random.ts";
import { type Stats, sumStats } from "./stats.ts";

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
  private memoryBound: number;
  private isTelling = false;

  /** @param tell is given every item that has left, if present. */
  protected constructor(options: EngineOptions, tell: ((removal: Removal) => void) | undefined) {
    const { limits, shape, policyOptions, now, seed } = resolveConfig(options);
    const hashKey0 = mixSeed(seed);
    const hashKey1 = mixSeed(seed + 1);
    this.limits = limits;
    this.now = now;
    this.tell = tell;
    const removals = tell === undefined ? undefined : new Removals(NAMESPACE);
    this.removals = removals;
    const { policy, valueBytesMax } = limits;
    this.shards = Array.from({ length: limits.shardCount }, (_, index) => {
      const random = mixSeed(seed + 2 + index);
      return new Shard({ shape, policy, policyOptions, valueBytesMax, hashKey0, hashKey1, random, removals }, now);
    });
    this.raw = new RawCache(this.shards);
    this.shape = shape;
    this.memoryBound = limits.maxMemory;
    if (limits.reserveMemory > limits.maxMemory) this.setMaxMemory(limits.maxMemory);
  }

  /** Lets another policy take over from now on; what is stored stays. @throws ConfigError for an unknown policy. */
  setPolicy(policy: PolicyName, options: PolicyOptions = {}): void {
    const checked = resolvePolicy(policy, options);
    for (const shard of this.shards) shard.setPolicy(policy, checked);
    this.settle(undefined);
  }

  /** The present bound on memory, bytes. */
  get maxMemory(): number {
    return this.memoryBound;
  }

  /**
   * Changes the bound on memory, up to what was reserved when the cache was made. With a lower one items are evicted bit by
   * bit, as part of sets and of `expire` and `expireSlice`; memory once touched stays with the process.
   * @throws ConfigError for a size that is too small or above the reserve.
   */
  setMaxMemory(size: number | string): void {
    const { maxMemory, segments } = resolveMaxMemory(size, this.limits, this.shape);
    this.memoryBound = maxMemory;
    for (const shard of this.shards) shard.limit(segments);
  }

  /** Removes everything; all memory is free at once. */
  clear(): void {
    for (const shard of this.shards) shard.clear();
    this.settle(undefined);
  }

  /** Removes every item whose time has come and frees what memory that gives. @returns the number of items removed. */
  expire(): number {
    const before = this.stats().itemsExpired;
    while (this.sweep(0));
    return this.settle(this.stats().itemsExpired - before);
  }

  /** The same as `expire`, under lru-cache's name, and as there: @returns whether anything was removed. */
  purgeStale(): boolean {
    return this.expire() > 0;
  }

  /** Does one bounded slice of that work, of which the less pressing part is left for half a second. @returns true if more is due. */
  expireSlice(): boolean {
    return this.settle(this.sweep(SWEEP_DELAY_MS));
  }

  /** Items in the cache. An expired one is counted until `expire` or an access has met it. */
  get size(): number {
    return this.shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** Counters since the cache was made, and gauges of now; a plain object of numbers. */
  stats(): Stats {
    return sumStats(this.shards.map(measure));
  }

  /** Walks the whole cache and throws if anything contradicts anything else: for tests and after suspicion; slow. */
  checkInvariants(): void {
    for (const shard of this.shards) checkShard(shard);
  }

  /** The end of `using cache = new Segcache(...)`: removes everything. The memory goes with the cache itself. */
  [Symbol.dispose](): void {
    this.clear();
  }

  /**
   * Ends a call: tells what it removed, if somebody wants to know, and passes its result on. By now nothing of the engine is
   * in use, so whoever is told may call the cache; what those calls remove is told after what is told already.
   */
  protected settle<T>(result: T): T {
    if (this.removals !== undefined && !this.removals.isEmpty && !this.isTelling) this.tellAll(this.removals);
    return result;
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

  private sweep(delayMs: number): boolean {
    let more = false;
    for (const shard of this.shards) {
      shard.lookup.tick();
      if (shard.sweeper.step(SLICE_ITEMS, delayMs) || shard.shrink()) more = true;
    }
    return more;
  }
}
