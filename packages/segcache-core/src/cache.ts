// The cache as a program uses it: Map-shaped, keys and values as strings or bytes, times to live in milliseconds. It
// checks arguments, turns strings into bytes and outcomes into results or errors; the shards do the rest.

import { checkShard } from "./check-invariants.ts";
import { type Limits, resolveConfig, resolvePolicy, type SegcacheOptions } from "./config.ts";
import { SegcacheError } from "./errors.ts";
import type { PolicyName, PolicyOptions } from "./eviction/policy-names.ts";
import { NEVER } from "./item/item-layout.ts";
import { measure } from "./measure.ts";
import { MISS, NO_SPACE, SKIPPED, STORED } from "./outcomes.ts";
import { type ItemRef, RawCache } from "./raw-cache.ts";
import { SLICE_ITEMS } from "./reclaim/allocator.ts";
import { SWEEP_DELAY_MS } from "./reclaim/sweeper.ts";
import { Shard } from "./shard.ts";
import { mixSeed } from "./sources/random.ts";
import { type Stats, sumStats } from "./stats.ts";
import { decodeText, TextScratch } from "./text.ts";

/** A string (its UTF-8 bytes) or bytes, 0 to 65,535 of them. */
export type CacheKey = string | Uint8Array;
/** A string (its UTF-8 bytes) or bytes. */
export type CacheValue = string | Uint8Array;

export interface SetOptions {
  /** Milliseconds from now, exact; absent, 0 or Infinity never expires; fractions round up. */
  readonly ttl?: number | undefined;
}

/** What `trySet` did. After `value-too-large` and `no-space` the key has no value any more. */
export type SetOutcome = "stored" | "value-too-large" | "no-space";

/** The namespace of keys given to this class; the others belong to users of the low-level surface. */
const NAMESPACE = 0;

/**
 * A cache bounded in bytes. Values are copied in and out: what `get` returns is yours, and changing it changes nothing here.
 * A live key may be evicted at any time to make room (except under policy `none`); an expired one is never returned.
 */
export class Segcache {
  /** The low-level surface over the same items. */
  readonly raw: RawCache;
  readonly limits: Limits;
  private readonly shards: readonly Shard[];
  private readonly keyText: TextScratch;
  private readonly valueText: TextScratch;
  private readonly now: () => number;

  /** @throws ConfigError when an option cannot be honoured. */
  constructor(options: SegcacheOptions) {
    const { limits, shape, policyOptions, now, seed } = resolveConfig(options);
    const hashKey0 = mixSeed(seed);
    const hashKey1 = mixSeed(seed + 1);
    this.limits = limits;
    this.now = now;
    const { policy } = limits;
    this.shards = Array.from({ length: limits.shardCount }, (_, index) => {
      const random = mixSeed(seed + 2 + index);
      return new Shard(
        { shape, policy, policyOptions, valueBytesMax: limits.valueBytesMax, hashKey0, hashKey1, random },
        now,
      );
    });
    this.raw = new RawCache(this.shards);
    this.keyText = new TextScratch(limits.keyBytesMax);
    this.valueText = new TextScratch(limits.valueBytesMax);
  }

  /**
   * Stores a copy of `value` under `key`, replacing any earlier value.
   * @returns true.
   * @throws SegcacheError `VALUE_TOO_LARGE`, or `NO_SPACE` under policy `none`; either way the earlier value is gone.
   * TypeError or RangeError for a key, value or ttl that is not one.
   */
  set(key: CacheKey, value: CacheValue, options?: SetOptions): boolean {
    const outcome = this.trySet(key, value, options);
    if (outcome === "stored") return true;
    if (outcome === "no-space") throw new SegcacheError("NO_SPACE", `no space left and policy "none" evicts nothing`);
    throw new SegcacheError(
      "VALUE_TOO_LARGE",
      `value must be at most ${this.limits.valueBytesMax} bytes, and the key must fit a segment`,
    );
  }

  /** Like `set`, but tells the outcome instead of throwing. @throws TypeError or RangeError for a caller's mistake. */
  trySet(key: CacheKey, value: CacheValue, options?: SetOptions): SetOutcome {
    const keyBytes = this.keyLength(key);
    const deadline = this.deadlineOf(options?.ttl);
    const buffer = this.keyBuffer(key);
    const isText = typeof value === "string";
    if (!isText && !(value instanceof Uint8Array))
      throw new TypeError(`value must be a string or Uint8Array, got ${typeof value}`);
    const valueBytes = isText ? this.valueText.encode(value) : value.length;
    const source = isText ? this.valueText.bytes : value;
    if (valueBytes < 0) {
      // Only its being too long is known of this text; any such length has the engine refuse it by its own rule.
      this.raw.set(buffer, 0, keyBytes, NAMESPACE, source, 0, this.limits.valueBytesMax + 1, deadline, 0);
      return "value-too-large";
    }
    const outcome = this.raw.set(buffer, 0, keyBytes, NAMESPACE, source, 0, valueBytes, deadline, 0);
    return outcome === STORED ? "stored" : outcome === NO_SPACE ? "no-space" : "value-too-large";
  }

  /** The value's bytes, a copy, or undefined when the key is absent or has expired. Counts towards the key's popularity. */
  get(key: CacheKey): Uint8Array | undefined {
    const length = this.keyLength(key);
    return this.copyOf(this.raw.get(this.keyBuffer(key), 0, length, NAMESPACE));
  }

  /** The value as text (UTF-8), or undefined when the key is absent or has expired. */
  getString(key: CacheKey): string | undefined {
    const value = this.get(key);
    return value === undefined ? undefined : decodeText(value);
  }

  /** Like `get`, but leaves popularity and statistics as they are. */
  peek(key: CacheKey): Uint8Array | undefined {
    return this.copyOf(this.find(key));
  }

  /** True when `get` would return a value. Changes nothing. */
  has(key: CacheKey): boolean {
    return this.find(key) !== MISS;
  }

  /** Removes a key. @returns whether it was there. */
  delete(key: CacheKey): boolean {
    const length = this.keyLength(key);
    return this.raw.delete(this.keyBuffer(key), 0, length, NAMESPACE);
  }

  /** Milliseconds until the key expires; Infinity when it never does, 0 when it is absent. */
  getRemainingTTL(key: CacheKey): number {
    const item = this.find(key);
    if (item === MISS) return 0;
    const deadline = this.raw.deadline(item);
    return deadline === NEVER ? NEVER : Math.max(deadline - this.now(), 0);
  }

  /**
   * Gives a key another time to live, counted from now; undefined, 0 or Infinity: it never expires.
   * @returns false when the key is absent. @throws SegcacheError `NO_SPACE` under policy `none`, the item being unchanged.
   */
  setTTL(key: CacheKey, ttl: number | undefined): boolean {
    const length = this.keyLength(key);
    const deadline = this.deadlineOf(ttl);
    const outcome = this.raw.setDeadline(this.keyBuffer(key), 0, length, NAMESPACE, deadline);
    if (outcome === NO_SPACE)
      throw new SegcacheError("NO_SPACE", `no space left to add a TTL and policy "none" evicts nothing`);
    return outcome !== SKIPPED;
  }

  /** Lets another policy take over from now on; what is stored stays. @throws ConfigError for an unknown policy. */
  setPolicy(policy: PolicyName, options: PolicyOptions = {}): void {
    const checked = resolvePolicy(policy, options);
    for (const shard of this.shards) shard.setPolicy(policy, checked);
  }

  /** Removes everything; all memory is free at once. */
  clear(): void {
    for (const shard of this.shards) shard.clear();
  }

  /** Removes every item whose time has come and frees what memory that gives. @returns the number of items removed. */
  expire(): number {
    const before = this.stats().itemsExpired;
    while (this.sweep(0));
    return this.stats().itemsExpired - before;
  }

  /** Does one bounded slice of that work, of which the less pressing part is left for half a second. @returns true if more is due. */
  expireSlice(): boolean {
    return this.sweep(SWEEP_DELAY_MS);
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

  private sweep(delayMs: number): boolean {
    let more = false;
    for (const shard of this.shards) {
      shard.lookup.tick();
      if (shard.sweeper.step(SLICE_ITEMS, delayMs)) more = true;
    }
    return more;
  }

  private find(key: CacheKey): ItemRef {
    const length = this.keyLength(key);
    return this.raw.peek(this.keyBuffer(key), 0, length, NAMESPACE);
  }

  private copyOf(item: ItemRef): Uint8Array | undefined {
    if (item === MISS) return undefined;
    const value = new Uint8Array(this.raw.valueBytes(item));
    this.raw.copyValue(item, value, 0);
    return value;
  }

  /** Length of a key, whose bytes `keyBuffer` gives afterwards. */
  private keyLength(key: CacheKey): number {
    if (typeof key === "string") {
      const length = this.keyText.encode(key);
      if (length >= 0) return length;
    } else if (!(key instanceof Uint8Array)) {
      throw new TypeError(`key must be a string or Uint8Array, got ${typeof key}`);
    } else if (key.length <= this.limits.keyBytesMax) {
      return key.length;
    }
    throw new RangeError(`key must be at most ${this.limits.keyBytesMax} bytes`);
  }

  private keyBuffer(key: CacheKey): Uint8Array {
    return typeof key === "string" ? this.keyText.bytes : key;
  }

  private deadlineOf(ttl: number | undefined): number {
    if (ttl === undefined || ttl === 0 || ttl === Infinity) return NEVER;
    if (typeof ttl !== "number" || !(ttl > 0))
      throw new RangeError(`ttl must be a positive number of milliseconds, got ${String(ttl)}`);
    return Math.ceil(this.now()) + Math.ceil(ttl);
  }
}
