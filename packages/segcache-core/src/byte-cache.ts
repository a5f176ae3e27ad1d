// What can be done with a key and the bytes kept under it, whatever values a program makes of them.
import { Arguments, checkedCount } from "./arguments.ts";
import type { CacheValue } from "./codecs.ts";
import type { EngineOptions } from "./config.ts";
import { SegcacheError } from "./errors.ts";
import { NEVER } from "./item/item-layout.ts";
import { ManagedCache, NAMESPACE } from "./managed-cache.ts";
import type { CacheKey } from "./options.ts";
import { IF_PRESENT, KEEP_TTL, MISS, NO_SPACE, NOT_INTEGER, OVERFLOW, SKIPPED, STORED, TOO_LARGE } from "./outcomes.ts";
import type { Removal } from "./reclaim/removals.ts";
import type { ItemRef } from "./shard-router.ts";
import { checkDelta, INTEGER_TEXT_MAX, notInteger, overflow, UINT64_MAX, uint64Of } from "./wide-integers.ts";

/** What `Segcache` does with keys and the bytes kept under them. */
export class ByteCache extends ManagedCache {
  protected readonly args: Arguments;

  protected constructor(
    options: EngineOptions,
    ttl: number | undefined,
    tell: ((removal: Removal) => void) | undefined,
    buffers: readonly SharedArrayBuffer[] | undefined,
  ) {
    super(options, tell, buffers);
    this.args = new Arguments(this.limits, this.now, ttl);
  }

  /** True when `get` would return a value. Counts nothing. */
  has(key: CacheKey): boolean {
    return this.settle(this.find(key) !== MISS);
  }

  /** Removes a key. @returns whether it was there. */
  delete(key: CacheKey): boolean {
    const length = this.args.keyLength(key);
    return this.settle(this.raw.delete(this.args.keyBuffer(key), 0, length, NAMESPACE));
  }

  /** The value's bytes as text (UTF-8), whatever the codec, or undefined when the key is absent or has expired. Counts as `get` does. */
  getString(key: CacheKey): string | undefined {
    const length = this.args.keyLength(key);
    const item = this.raw.get(this.args.keyBuffer(key), 0, length, NAMESPACE);
    return this.settle(item === MISS ? undefined : this.raw.valueText(item));
  }

  /**
   * Copies the value's bytes to `target` from `offset` on; allocates nothing. Counts as `get` does.
   * @returns the value's length, or undefined when the key is absent. If that length is more than `target` has from `offset`
   * on, nothing was copied. @throws RangeError for an offset that is no place in the target.
   */
  getInto(key: CacheKey, target: Uint8Array, offset: number = 0): number | undefined {
    const room = target.length - checkedCount("offset", offset);
    if (room < 0) throw new RangeError(`offset must be at most ${target.length}, got ${offset}`);
    const keyLength = this.args.keyLength(key);
    const item = this.raw.get(this.args.keyBuffer(key), 0, keyLength, NAMESPACE);
    if (item === MISS) return this.settle(undefined);
    const length = this.raw.valueBytes(item);
    if (length <= room) this.raw.copyValue(item, target, offset);
    return this.settle(length);
  }

  /** Bytes [start, end) of the value, as `Uint8Array.slice` would give them. @returns undefined when the key is absent. Counts as `get` does. */
  getRange(key: CacheKey, start: number, end: number = Infinity): Uint8Array | undefined {
    const keyLength = this.args.keyLength(key);
    const item = this.raw.get(this.args.keyBuffer(key), 0, keyLength, NAMESPACE);
    if (item === MISS) return this.settle(undefined);
    const length = this.raw.valueBytes(item);
    const from = placeIn(length, start);
    const to = Math.max(placeIn(length, end), from);
    const part = new Uint8Array(to - from);
    this.raw.copyValueRange(item, from, to, part, 0);
    return this.settle(part);
  }

  /**
   * Writes bytes over part of a value from byte `offset` on, lengthening it with zero bytes where needed. An absent key counts as
   * empty; a present one keeps its time to live. Writing nothing changes nothing. @returns the value's length.
   * @throws SegcacheError `VALUE_TOO_LARGE`, or `NO_SPACE` under policy `none`, the value being unchanged.
   */
  setRange(key: CacheKey, offset: number, value: CacheValue): number {
    const { args, raw } = this;
    checkedCount("offset", offset);
    args.readValue(value);
    const present = this.find(key) !== MISS;
    if (args.valueEnd === 0 && !present) return this.settle(0);
    if (offset + args.valueEnd > this.limits.valueBytesMax) return this.settled(TOO_LARGE);
    if (!present) {
      const padded = new Uint8Array(offset + args.valueEnd);
      padded.set(args.value.subarray(0, args.valueEnd), offset);
      return this.create(key, padded, padded.length);
    }
    const keyLength = args.keyLength(key);
    const keyBytes = args.keyBuffer(key);
    return this.settled(raw.setRange(keyBytes, 0, keyLength, NAMESPACE, offset, args.value, 0, args.valueEnd));
  }

  /**
   * Appends bytes to a value. An absent key counts as empty; a present one keeps its time to live.
   * @returns the value's new length. @throws SegcacheError as `setRange` does.
   */
  append(key: CacheKey, value: CacheValue): number {
    const { args } = this;
    args.readValue(value);
    if (args.valueEnd > this.limits.valueBytesMax) return this.settled(TOO_LARGE);
    if (this.find(key) === MISS) return this.create(key, args.value, args.valueEnd);
    const keyLength = args.keyLength(key);
    return this.settled(this.raw.append(args.keyBuffer(key), 0, keyLength, NAMESPACE, args.value, 0, args.valueEnd));
  }

  /**
   * Adds to a value that is the decimal text of a signed 64-bit integer. An absent key counts as 0; a present one keeps its
   * time to live. Given a bigint it works on all 64 bits and returns one; given a number, on safe integers.
   * @returns the result, which is now the value. @throws SegcacheError `NOT_INTEGER`, `OVERFLOW`, or `NO_SPACE` under policy
   * `none`, the value being unchanged; TypeError, RangeError for a delta that is none.
   */
  increment(key: CacheKey, delta?: number): number;
  increment(key: CacheKey, delta: bigint): bigint;
  increment(key: CacheKey, delta: number | bigint = 1): number | bigint {
    checkDelta(delta);
    const item = this.find(key);
    const before = item === MISS ? "0" : this.shortText(item);
    if (typeof delta === "number" && Math.abs(Number(before) + delta) > Number.MAX_SAFE_INTEGER)
      throw this.settle(overflow("a safe integer, and a number was given, not a bigint"));
    if (item === MISS) {
      if (BigInt.asIntN(64, BigInt(delta)) !== BigInt(delta)) throw this.settle(overflow("a signed 64-bit integer"));
      this.args.readValue(String(delta));
      this.create(key, this.args.value, this.args.valueEnd);
      return delta;
    }
    const keyLength = this.args.keyLength(key);
    const result = this.raw.increment(this.args.keyBuffer(key), 0, keyLength, NAMESPACE, delta);
    if (result === NOT_INTEGER) throw this.settle(notInteger("signed"));
    if (result === OVERFLOW) throw this.settle(overflow("a signed 64-bit integer"));
    if (result < 0) return this.settled(result);
    const text = this.shortText(result);
    return this.settle(typeof delta === "bigint" ? BigInt(text) : Number(text));
  }

  /**
   * Adds to a value that is the decimal text of an unsigned 64-bit integer, going on from 0 after 2^64 - 1. The time to live
   * stays. @returns the result, or undefined when the key is absent. @throws SegcacheError `NOT_INTEGER`, or `NO_SPACE` under
   * policy `none`, after which the key has no value; RangeError for a delta below 0 or above 2^64 - 1.
   */
  wrappingAdd(key: CacheKey, delta: number | bigint): bigint | undefined {
    return this.changeUint64(key, delta, (value, by) => BigInt.asUintN(64, value + by));
  }

  /** Subtracts from such a value, stopping at 0; otherwise like `wrappingAdd`. */
  saturatingSubtract(key: CacheKey, delta: number | bigint): bigint | undefined {
    return this.changeUint64(key, delta, (value, by) => (value > by ? value - by : 0n));
  }

  /** Milliseconds until the key expires; Infinity when it never does, 0 when it is absent. */
  getRemainingTTL(key: CacheKey): number {
    const item = this.find(key);
    const deadline = item === MISS ? 0 : this.raw.deadline(item);
    return this.settle(deadline === NEVER ? NEVER : Math.max(deadline - this.now(), 0));
  }

  /**
   * Gives a key another time to live, counted from now; undefined, 0 or Infinity: it never expires.
   * @returns false when the key is absent. @throws SegcacheError `NO_SPACE` under policy `none`, the item being unchanged.
   */
  setTTL(key: CacheKey, ttl: number | undefined): boolean {
    const length = this.args.keyLength(key);
    const deadline = this.args.deadlineOf(ttl);
    const outcome = this.settle(this.raw.setDeadline(this.args.keyBuffer(key), 0, length, NAMESPACE, deadline));
    if (outcome === NO_SPACE)
      throw new SegcacheError("NO_SPACE", `no space left to add a TTL and policy "none" evicts nothing`);
    return outcome !== SKIPPED;
  }

  /**
   * Starts a key's time to live anew: `ttl` milliseconds from now, or the cache's own `ttl`; with neither nothing changes.
   * @returns false when the key is absent. @throws SegcacheError as `setTTL` does.
   */
  touch(key: CacheKey, ttl?: number): boolean {
    const chosen = ttl === undefined ? this.args.defaultTtl : ttl;
    return chosen === undefined ? this.has(key) : this.setTTL(key, chosen);
  }

  /** Takes a key's time to live away: it never expires. @returns false when the key is absent or had none. */
  persist(key: CacheKey): boolean {
    const item = this.find(key);
    const expires = item !== MISS && this.raw.deadline(item) !== NEVER;
    return expires ? this.setTTL(key, undefined) : this.settle(false);
  }

  /** A key's approximate popularity, 0 to 127, or undefined when it is absent. Counts nothing. */
  frequency(key: CacheKey): number | undefined {
    const length = this.args.keyLength(key);
    const frequency = this.raw.frequency(this.args.keyBuffer(key), 0, length, NAMESPACE);
    return this.settle(frequency === MISS ? undefined : frequency);
  }

  /** The item of a live key, or MISS; counts nothing. */
  protected find(key: CacheKey): ItemRef {
    const length = this.args.keyLength(key);
    return this.raw.peek(this.args.keyBuffer(key), 0, length, NAMESPACE);
  }

  /** An item's bytes, the caller's to keep; undefined for MISS. */
  protected copyOf(item: ItemRef): Uint8Array | undefined {
    return item === MISS ? undefined : this.raw.value(item);
  }

  /** Stores a first value under an absent key; returns its length. @throws SegcacheError */
  private create(key: CacheKey, value: Uint8Array, end: number): number {
    const { args } = this;
    const length = args.keyLength(key);
    const deadline = args.deadlineOrDefault(undefined);
    const outcome = this.raw.set(args.keyBuffer(key), 0, length, NAMESPACE, value, 0, end, deadline, 0);
    return outcome === STORED ? this.settle(end) : this.settled(outcome);
  }

  private changeUint64(
    key: CacheKey,
    delta: number | bigint,
    change: (value: bigint, by: bigint) => bigint,
  ): bigint | undefined {
    const { args } = this;
    checkDelta(delta);
    const by = BigInt(delta);
    if (by < 0n || by > UINT64_MAX) throw new RangeError(`delta must be 0 to 2^64 - 1, got ${delta}`);
    const item = this.find(key);
    if (item === MISS) return this.settle(undefined);
    const before = uint64Of(this.shortText(item));
    if (before === undefined) throw this.settle(notInteger("unsigned"));
    const after = change(before, by);
    args.readValue(String(after));
    const length = args.keyLength(key);
    const flags = IF_PRESENT + KEEP_TTL;
    const keyBytes = args.keyBuffer(key);
    this.settled(this.raw.set(keyBytes, 0, length, NAMESPACE, args.value, 0, args.valueEnd, NEVER, flags));
    return after;
  }

  /** Settles, and throws what the outcome of a write means; a length passes. */
  private settled(outcome: number): number {
    this.args.refuse(this.settle(outcome));
    return outcome;
  }

  /** A value that may be a whole number, as text; a longer one than any of those comes back as text that is none. */
  private shortText(item: ItemRef): string {
    return this.raw.valueBytes(item) > INTEGER_TEXT_MAX ? "no number" : this.raw.valueText(item);
  }
}

/** A place as `slice` takes it, negative counting from the end, as one within [0, length]. */
function placeIn(length: number, place: number): number {
  const whole = Math.trunc(place) || 0;
  return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length);
}
