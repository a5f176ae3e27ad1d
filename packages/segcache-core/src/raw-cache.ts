// The low-level surface, for servers: a key is a range of the caller's buffer, an item a number, and nothing is allocated.
// It also picks the shard: a cache larger than one arena can be is split over several by key hash.
import { HEADER } from "./arena/arena-layout.ts";
import { Key } from "./item/key.ts";
import type { Shard } from "./shard.ts";
import { hashBytes } from "./sources/hash.ts";
import { Updates } from "./updates.ts";

/** A found item; valid until the next call on the same cache. Never negative. */
export type ItemRef = number;

/** Item references of successive shards are this far apart: more words than an arena has. */
const SHARD_STRIDE = 2 ** 29;

export class RawCache {
  private readonly shards: readonly Shard[];
  private readonly key: Key = new Key();
  private readonly updates: Updates = new Updates();
  private readonly hashKey0: number;
  private readonly hashKey1: number;
  /** Number of the shard the last key belongs to. */
  private shardIndex = 0;

  constructor(shards: readonly Shard[]) {
    this.shards = shards;
    this.hashKey0 = shards[0].arena.words[HEADER.hashKey0];
    this.hashKey1 = shards[0].arena.words[HEADER.hashKey1];
  }

  /** Finds a live key and counts the access. @returns the item, or MISS. */
  get(buffer: Uint8Array, start: number, end: number, namespace: number): ItemRef {
    return this.refTo(this.locate(buffer, start, end, namespace).get(this.key));
  }

  /** Finds a live key without counting anything. @returns the item, or MISS. */
  peek(buffer: Uint8Array, start: number, end: number, namespace: number): ItemRef {
    return this.refTo(this.locate(buffer, start, end, namespace).peek(this.key));
  }

  /** Length of an item's value, bytes. */
  valueBytes(item: ItemRef): number {
    return this.shardOf(item).items.valueBytes(item % SHARD_STRIDE);
  }

  /** Copies an item's value to `target[at..]`, where there must be room for it. @returns its length. */
  copyValue(item: ItemRef, target: Uint8Array, at: number): number {
    return this.shardOf(item).items.copyValue(item % SHARD_STRIDE, target, at);
  }

  /** An item's deadline, Unix milliseconds, or NEVER. */
  deadline(item: ItemRef): number {
    return this.shardOf(item).items.deadline(item % SHARD_STRIDE);
  }

  /**
   * Stores a copy of the value. `deadline` is absolute (NEVER = none); one that has passed removes the key instead.
   * @param flags 0, or a sum of IF_ABSENT or IF_PRESENT, and KEEP_TTL.
   * @returns STORED; SKIPPED when a condition failed; TOO_LARGE or NO_SPACE, after which the earlier value is gone too.
   */
  set(
    keyBuffer: Uint8Array,
    keyStart: number,
    keyEnd: number,
    namespace: number,
    valueBuffer: Uint8Array,
    valueStart: number,
    valueEnd: number,
    deadline: number,
    flags: number,
  ): number {
    const shard = this.locate(keyBuffer, keyStart, keyEnd, namespace);
    shard.tick();
    return shard.set(this.key, valueBuffer, valueStart, valueEnd, deadline, flags);
  }

  /** Removes a key. @returns whether it was there. */
  delete(buffer: Uint8Array, start: number, end: number, namespace: number): boolean {
    return this.locate(buffer, start, end, namespace).delete(this.key);
  }

  /**
   * Gives a key another deadline: absolute, NEVER takes it away, one that has passed removes the key.
   * @returns STORED; SKIPPED when the key is absent; NO_SPACE with the item unchanged.
   */
  setDeadline(buffer: Uint8Array, start: number, end: number, namespace: number, deadline: number): number {
    const shard = this.locate(buffer, start, end, namespace);
    shard.tick();
    return shard.setDeadline(this.key, deadline);
  }

  /**
   * Adds `delta` to a value that is the decimal text of a signed 64-bit integer; absent counts as 0; the deadline stays.
   * @returns the item, whose value is now the result's text; or NOT_INTEGER, OVERFLOW, TOO_LARGE, NO_SPACE.
   */
  increment(buffer: Uint8Array, start: number, end: number, namespace: number, delta: number | bigint): ItemRef {
    const shard = this.locate(buffer, start, end, namespace);
    shard.tick();
    return this.refTo(this.updates.increment(shard, this.key, delta));
  }

  /** Appends to a value; absent counts as empty; the deadline stays. @returns the new length, TOO_LARGE or NO_SPACE. */
  append(
    keyBuffer: Uint8Array,
    keyStart: number,
    keyEnd: number,
    namespace: number,
    valueBuffer: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): number {
    const shard = this.locate(keyBuffer, keyStart, keyEnd, namespace);
    shard.tick();
    return this.updates.append(shard, this.key, valueBuffer, valueStart, valueEnd);
  }

  /** Live items of a namespace. */
  count(namespace: number): number {
    let sum = 0;
    for (const shard of this.shards) sum += shard.arena.namespaceItems[namespace];
    return sum;
  }

  /** Live items of a namespace that have a deadline. */
  countWithTtl(namespace: number): number {
    let sum = 0;
    for (const shard of this.shards) sum += shard.arena.namespaceExpiring[namespace];
    return sum;
  }

  /** Removes every item of a namespace, in constant time. */
  flush(namespace: number): void {
    for (const shard of this.shards) shard.flush(namespace);
  }

  /** The shard a key belongs to; the key becomes the one of the call under way. */
  private locate(buffer: Uint8Array, start: number, end: number, namespace: number): Shard {
    const { key, shards } = this;
    key.buffer = buffer;
    key.start = start;
    key.end = end;
    key.namespace = namespace;
    key.hash = hashBytes(buffer, start, end, this.hashKey0 ^ namespace, this.hashKey1);
    // Mixed once more: the table of a shard uses the hash's own low and high bits.
    this.shardIndex = (Math.imul(key.hash, 0x9e3779b1) >>> 8) & (shards.length - 1);
    return shards[this.shardIndex];
  }

  private refTo(item: number): ItemRef {
    return item < 0 ? item : item + this.shardIndex * SHARD_STRIDE;
  }

  private shardOf(item: ItemRef): Shard {
    return this.shards[Math.floor(item / SHARD_STRIDE)];
  }
}
