// From a key to the shard that has it: a cache larger than one arena can be, or shared by threads, is split over several by
// key hash. In a shared cache a call that names a key takes that key's shard and keeps it, so that what it found can be read,
// until a call concerns another shard or `release` is called: which every caller owes the other threads as soon as it is done.
import { HEADER } from "./arena/arena-layout.ts";
import { Key } from "./item/key.ts";
import { Prefetch } from "./prefetch.ts";
import type { Shard } from "./shard.ts";
import { hashBytes } from "./sources/hash.ts";
import type { ShardLocks } from "./threads/shard-locks.ts";

/** A found item; valid until the next call on the same cache, and in a shared one until `release`. Never negative. */
export type ItemRef = number;

/** Leaves the top bits, as many as tell the shards of the largest cache apart. */
const SHARD_BITS_SHIFT = 20;

/** What the low-level surface builds on: shards chosen by key, their locks, sections and batches. */
export class ShardRouter {
  protected readonly shards: readonly Shard[];
  /** Absent in a cache of one thread. */
  protected readonly locks: ShardLocks | undefined;
  /** The key of the call under way. */
  protected readonly key: Key = new Key();
  /** Item references of successive shards are this far apart, a power of two. */
  protected readonly stride: number;
  private readonly strideLog2: number;
  /** Whether every reference is a small integer for the JavaScript engine. */
  private readonly isNarrow: boolean;
  /** What of a reference tells the place in its shard. */
  protected readonly placeMask: number;
  private readonly prefetch: Prefetch;
  private readonly hashKey0: number;
  private readonly hashKey1: number;
  /** Number of the shard the last key belongs to. */
  private shardIndex = 0;

  constructor(shards: readonly Shard[], locks?: ShardLocks) {
    const { words } = shards[0].arena;
    this.shards = shards;
    this.locks = locks;
    this.strideLog2 = Math.ceil(Math.log2(words.length));
    this.stride = 1 << this.strideLog2; // a small integer, which a power would not be for V8
    this.isNarrow = shards.length * this.stride <= 2 ** 31;
    this.placeMask = this.stride - 1;
    this.prefetch = new Prefetch(shards);
    this.hashKey0 = words[HEADER.hashKey0];
    this.hashKey1 = words[HEADER.hashKey1];
  }

  /**
   * Lets other threads at the shard that the last calls used. Items found are not to be used any more. Inside a section, and in
   * a cache that is not shared, nothing happens.
   */
  release(): void {
    this.locks?.release();
  }

  /** Begins to prepare a section: calls on several keys between which no other thread comes. Its keys are to be added. */
  beginSection(): void {
    this.locks?.prepare();
  }

  /** Adds a key that calls in the section will name. */
  addToSection(buffer: Uint8Array, start: number, end: number, namespace: number): void {
    if (this.locks === undefined) return;
    const view = this.key.show(buffer);
    this.locks.want(this.shardOfHash(this.hash(buffer, view, start, end, namespace)));
  }

  /**
   * Enters the section: waits for the shards of its keys, in an order that cannot lead to a deadlock. Within it only keys that
   * were added can be named. A section may lie within another that holds the same shards. `leaveSection` belongs in a `finally`.
   * @throws SegcacheError `LOCK_TIMEOUT`; then no section was entered.
   */
  enterSection(): void {
    this.locks?.enter();
  }

  /** Enters a section over all keys and namespaces. @throws SegcacheError `LOCK_TIMEOUT`; then no section was entered. */
  enterWholeSection(): void {
    this.locks?.wantAll();
    this.locks?.enter();
  }

  /** Leaves the section entered last. */
  leaveSection(): void {
    this.locks?.leave();
  }

  /** Begins a batch: the keys of calls to come, ranges of one buffer that stays as it is until `endBatch`. */
  beginBatch(buffer: Uint8Array): void {
    this.prefetch.begin(buffer, this.key.show(buffer));
  }

  /** Announces a key of the batch, in the order in which the calls will use them. Up to BATCH_KEYS_MAX count. */
  announce(start: number, end: number, namespace: number): void {
    const { prefetch } = this;
    const hash = this.hash(prefetch.buffer, prefetch.view, start, end, namespace);
    prefetch.add(hash, this.shardOfHash(hash), start, end, namespace);
  }

  /** Fetches the memory of all announced keys at once, without any lock. The calls that follow, in the same order, find it near. */
  touchBatch(): number {
    return this.prefetch.touch();
  }

  /** Ends the batch: the buffer may change from now on. */
  endBatch(): void {
    this.prefetch.end();
  }

  /** The shard a key belongs to; the key becomes the one of the call under way. */
  protected locate(buffer: Uint8Array, start: number, end: number, namespace: number): Shard {
    const { key } = this;
    key.show(buffer);
    key.start = start;
    key.end = end;
    key.namespace = namespace;
    this.shardIndex = this.prefetch.recall(key);
    if (this.shardIndex < 0) {
      key.hash = this.hash(buffer, key.view, start, end, namespace);
      this.shardIndex = this.shardOfHash(key.hash);
    }
    if (this.locks !== undefined) this.locks.hold(this.shardIndex);
    return this.shards[this.shardIndex];
  }

  private hash(buffer: Uint8Array, view: DataView | undefined, start: number, end: number, namespace: number): number {
    return hashBytes(buffer, view, start, end, this.hashKey0 ^ namespace, this.hashKey1);
  }

  /** The number of the shard of a key. */
  private shardOfHash(hash: number): number {
    // By the top of a product, which depends on every bit of the hash: a shard's table uses the hash's low bits for the bucket
    // and its high ones for the tag, and with a part of either given over to the shard most buckets would stay empty.
    return (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> SHARD_BITS_SHIFT) & (this.shards.length - 1);
  }

  protected refTo(item: number): ItemRef {
    return item < 0 ? item : item + this.shardIndex * this.stride;
  }

  protected shardOf(item: ItemRef): Shard {
    return this.shards[this.isNarrow ? item >>> this.strideLog2 : Math.floor(item / this.stride)];
  }
}
