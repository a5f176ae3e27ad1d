// The low-level surface, for servers: a key is a range of the caller's buffer, an item a number, and nothing is allocated.
import { MISS } from "./outcomes.ts";
import { type ItemRef, ShardRouter } from "./shard-router.ts";
import { COUNTER } from "./stats.ts";
import { Updates } from "./updates.ts";

/** Scan cursors of successive shards are this far apart. */
const CURSOR_STRIDE = 2 ** 32;
/** A scan looks at up to this many buckets for each item wanted, as Redis does. */
const BUCKETS_PER_WANTED = 10;

/**
 * The low-level surface of a cache: keys and values as ranges of the caller's buffers, outcomes and items as numbers (outcomes.ts).
 * A call allocates nothing, apart from what `value` and `valueText` return, a copy of what `setRange` gives an absent key, a number
 * of 16 bytes for each reading of `Date.now` and where an item with a deadline must be written anew, and, outside Node 22 and later,
 * a view for each copy of more than 32 bytes. Ranges are not checked.
 */
export class RawCache extends ShardRouter {
  private readonly updates: Updates = new Updates();
  /** What the last `scan` found: the first `scannedCount` of these. Valid until the next write. */
  readonly scanned: ItemRef[] = [];
  /** How many. */
  scannedCount = 0;
  private scratch: Uint8Array = new Uint8Array(0);

  /** Finds a live key and counts the access. @returns the item, or MISS. */
  get(buffer: Uint8Array, start: number, end: number, namespace: number): ItemRef {
    return this.refTo(this.locate(buffer, start, end, namespace).lookup.get(this.key));
  }

  /** Finds a live key without counting anything. @returns the item, or MISS. */
  peek(buffer: Uint8Array, start: number, end: number, namespace: number): ItemRef {
    return this.refTo(this.locate(buffer, start, end, namespace).lookup.peek(this.key));
  }

  /** Length of an item's value, bytes. */
  valueBytes(item: ItemRef): number {
    return this.shardOf(item).items.valueBytes(item & this.placeMask);
  }

  /** Copies an item's value to `target[at..]`, where there must be room for it. @returns its length. */
  copyValue(item: ItemRef, target: Uint8Array, at: number): number {
    return this.shardOf(item).items.copyValue(item & this.placeMask, target, at);
  }

  /** An item's value, as an array of its own. */
  value(item: ItemRef): Uint8Array {
    return this.shardOf(item).items.sliceValue(item & this.placeMask);
  }

  /** The text whose UTF-8 bytes an item's value is; what is no UTF-8 becomes U+FFFD. */
  valueText(item: ItemRef): string {
    return this.shardOf(item).items.valueText(item & this.placeMask);
  }

  /** Copies bytes [from, to) of an item's value, which must lie within it, to `target[at..]`. @returns their number. */
  copyValueRange(item: ItemRef, from: number, to: number, target: Uint8Array, at: number): number {
    return this.shardOf(item).items.copyValueRange(item & this.placeMask, from, to, target, at);
  }

  /** Length of an item's key, bytes. */
  keyBytes(item: ItemRef): number {
    return this.shardOf(item).items.keyBytes(item & this.placeMask);
  }

  /** Copies an item's key to `target[at..]`, where there must be room for it. @returns its length. */
  copyKey(item: ItemRef, target: Uint8Array, at: number): number {
    return this.shardOf(item).items.copyKey(item & this.placeMask, target, at);
  }

  /** Bytes an item takes: header, key, value, padding and its share of the hash table. */
  itemBytes(item: ItemRef): number {
    const shard = this.shardOf(item);
    return shard.items.size(item & this.placeMask) + Math.ceil(shard.table.bytes / Math.max(shard.table.size, 1));
  }

  /** An item's deadline, Unix milliseconds, or NEVER. */
  deadline(item: ItemRef): number {
    return this.shardOf(item).items.deadline(item & this.placeMask);
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
    shard.lookup.tick();
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
    shard.lookup.tick();
    return shard.setDeadline(this.key, deadline);
  }

  /**
   * Adds `delta` to a value that is the decimal text of a signed 64-bit integer; absent counts as 0; the deadline stays.
   * @returns the item, whose value is now the result's text; or NOT_INTEGER, OVERFLOW, TOO_LARGE, NO_SPACE.
   */
  increment(buffer: Uint8Array, start: number, end: number, namespace: number, delta: number | bigint): ItemRef {
    const shard = this.locate(buffer, start, end, namespace);
    shard.lookup.tick();
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
    shard.lookup.tick();
    return this.updates.append(shard, this.key, valueBuffer, valueStart, valueEnd);
  }

  /**
   * Overwrites part of a value from byte `offset` on, lengthening it with zero bytes where needed; absent counts as empty; the
   * deadline stays. @returns the new length, TOO_LARGE or NO_SPACE.
   */
  setRange(
    keyBuffer: Uint8Array,
    keyStart: number,
    keyEnd: number,
    namespace: number,
    offset: number,
    valueBuffer: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): number {
    const shard = this.locate(keyBuffer, keyStart, keyEnd, namespace);
    shard.lookup.tick();
    return this.updates.setRange(shard, this.key, offset, valueBuffer, valueStart, valueEnd);
  }

  /**
   * Stores one key's value and deadline under another key as well. @param flags 0 or IF_ABSENT.
   * @returns STORED; SKIPPED when the other key is there already; MISS when there is nothing to copy; TOO_LARGE or NO_SPACE.
   */
  copy(
    sourceBuffer: Uint8Array,
    sourceStart: number,
    sourceEnd: number,
    sourceNamespace: number,
    targetBuffer: Uint8Array,
    targetStart: number,
    targetEnd: number,
    targetNamespace: number,
    flags: number,
  ): number {
    this.beginSection();
    this.addToSection(sourceBuffer, sourceStart, sourceEnd, sourceNamespace);
    this.addToSection(targetBuffer, targetStart, targetEnd, targetNamespace);
    this.enterSection();
    try {
      const item = this.peek(sourceBuffer, sourceStart, sourceEnd, sourceNamespace);
      if (item === MISS) return MISS;
      const length = this.valueBytes(item);
      if (this.scratch.length < length) this.scratch = new Uint8Array(length);
      const { scratch } = this;
      this.copyValue(item, scratch, 0);
      const deadline = this.deadline(item);
      return this.set(targetBuffer, targetStart, targetEnd, targetNamespace, scratch, 0, length, deadline, flags);
    } finally {
      this.leaveSection();
    }
  }

  /** A number that changes whenever the key is written, deleted, expires or is evicted, also while it is absent, and never
   * comes back. It belongs to the key's hash bucket, so it may rarely change though the key did not. */
  version(buffer: Uint8Array, start: number, end: number, namespace: number): number {
    return this.locate(buffer, start, end, namespace).lookup.version(this.key);
  }

  /** Whether the key still has this version; if not, that counts as a set skipped. */
  hasVersion(buffer: Uint8Array, start: number, end: number, namespace: number, version: number): boolean {
    const { lookup, arena } = this.locate(buffer, start, end, namespace);
    if (lookup.version(this.key) === version) return true;
    arena.counters[COUNTER.setsSkipped]++;
    return false;
  }

  /** The key's approximate popularity, 0 to 127, or MISS. Counts as no access. */
  frequency(buffer: Uint8Array, start: number, end: number, namespace: number): number {
    return this.locate(buffer, start, end, namespace).lookup.frequency(this.key);
  }

  /** Whole seconds since the key was stored or read, up to 4095, or MISS. Counts as no access. */
  idleSeconds(buffer: Uint8Array, start: number, end: number, namespace: number): number {
    return this.locate(buffer, start, end, namespace).lookup.idleSeconds(this.key);
  }

  /**
   * Walks the live items of a namespace, some at a time: they are then in `scanned`, `scannedCount` of them. An item that is
   * there from the first call to the last is met at least once; one that is not may be met or not. In a shared cache what one
   * call finds is of one shard.
   * @param cursor 0 at first, then what the last call returned. @param count about how many are wanted.
   * @returns the next cursor, a whole number; 0 when all have been walked.
   */
  scan(cursor: number, namespace: number, count: number): number {
    this.scannedCount = 0;
    let shardIndex = Math.floor(cursor / CURSOR_STRIDE);
    let place = cursor % CURSOR_STRIDE;
    for (let buckets = count * BUCKETS_PER_WANTED; buckets > 0 && shardIndex < this.shards.length; buckets--) {
      place = this.scanBucket(shardIndex, place, namespace);
      if (place === 0) shardIndex++;
      if (this.scannedCount >= count || (place === 0 && this.scannedCount > 0 && this.locks !== undefined)) break;
    }
    return shardIndex < this.shards.length ? shardIndex * CURSOR_STRIDE + place : 0;
  }

  /** Some live item of a namespace, by chance, or MISS when there is none. Counts as no access. */
  randomItem(namespace: number): ItemRef {
    if (this.count(namespace) === 0) return MISS;
    this.locks?.hold(0);
    const first = this.shards[0].arena.drawBelow(this.shards.length);
    for (let step = 0; step < this.shards.length; step++) {
      const shardIndex = (first + step) % this.shards.length;
      this.locks?.hold(shardIndex);
      const { table, arena } = this.shards[shardIndex];
      const start = arena.drawBelow(table.buckets);
      for (let offset = 0; offset < table.buckets; offset++) {
        this.scannedCount = 0;
        this.gather(shardIndex, (start + offset) % table.buckets, namespace);
        if (this.scannedCount > 0) return this.scanned[arena.drawBelow(this.scannedCount)];
      }
    }
    return MISS;
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
    this.enterWholeSection();
    try {
      for (const shard of this.shards) shard.flush(namespace);
    } finally {
      this.leaveSection();
    }
  }

  private scanBucket(shardIndex: number, place: number, namespace: number): number {
    this.locks?.hold(shardIndex);
    const { table } = this.shards[shardIndex];
    this.gather(shardIndex, table.bucketAt(place), namespace);
    return table.cursorAfter(place);
  }

  /** Adds the live items of a bucket to `scanned`. */
  private gather(shardIndex: number, bucket: number, namespace: number): void {
    const shard = this.shards[shardIndex];
    const { scanned } = this;
    shard.lookup.tick();
    const end = shard.table.collect(bucket, scanned, this.scannedCount);
    for (let index = this.scannedCount; index < end; index++) {
      const item = scanned[index];
      if (shard.lookup.isLive(item, namespace)) scanned[this.scannedCount++] = item + shardIndex * this.stride;
    }
  }
}
