// One shard: a complete single-threaded Segcache over one arena. It finds, stores and removes items by putting the parts
// together; all state is in the arena. An item is named by the word index of its header. Reads look at the clock only when
// the item found has a deadline; writes go by the time of the last `tick`, which their caller makes.
// Order of every write: make room, write the item's bytes, then point the table at it, then strike out what it replaced.
import { Arena, type ArenaShape } from "./arena/arena.ts";
import { CLOCKS, HEADER } from "./arena/arena-layout.ts";
import { createPolicy } from "./eviction/policies.ts";
import type { PolicyName } from "./eviction/policy-names.ts";
import { itemBytes, KEY_BYTES_MAX, NEVER, reachable } from "./item/item-layout.ts";
import { Items } from "./item/items.ts";
import type { Key } from "./item/key.ts";
import { IF_ABSENT, IF_PRESENT, KEEP_TTL, MISS, NO_SPACE, SKIPPED, STORED, TOO_LARGE } from "./outcomes.ts";
import { Allocator } from "./reclaim/allocator.ts";
import { Ledger } from "./reclaim/ledger.ts";
import { Reclaimer } from "./reclaim/reclaimer.ts";
import { Sweeper } from "./reclaim/sweeper.ts";
import { NONE } from "./segments/segment-layout.ts";
import { Segments } from "./segments/segments.ts";
import type { Clock } from "./sources/clock.ts";
import { nextRandom } from "./sources/random.ts";
import { COUNTER } from "./stats.ts";
import { bumped, countsNow } from "./table/frequency.ts";
import { HashTable, NOT_FOUND } from "./table/hash-table.ts";
import { stampOf } from "./table/slot-layout.ts";
import { ExpiryIndex } from "./ttl/expiry-index.ts";
import { TtlBuckets } from "./ttl/ttl-buckets.ts";

export class Shard {
  readonly arena: Arena;
  readonly items: Items;
  readonly segments: Segments;
  readonly table: HashTable;
  readonly expiry: ExpiryIndex;
  readonly buckets: TtlBuckets;
  readonly sweeper: Sweeper;
  private readonly ledger: Ledger;
  private readonly reclaimer: Reclaimer;
  private readonly allocator: Allocator;
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly clock: Clock;
  private readonly evicts: boolean;

  constructor(shape: ArenaShape, policy: PolicyName, clock: Clock, hashKey0: number, hashKey1: number, random: number) {
    const arena = new Arena(shape, hashKey0, hashKey1, random);
    this.arena = arena;
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.clock = clock;
    this.evicts = policy !== "none";
    this.items = new Items(arena);
    this.segments = new Segments(arena);
    this.table = new HashTable(arena, this.items, this.segments);
    this.expiry = new ExpiryIndex(arena);
    this.buckets = new TtlBuckets(this.segments);
    this.ledger = new Ledger(arena, this.items, this.segments, this.expiry);
    const victims = createPolicy(policy, arena, this.segments);
    this.reclaimer = new Reclaimer(arena, this.items, this.segments, this.table, this.expiry, this.ledger, victims);
    this.sweeper = new Sweeper(arena, this.items, this.segments, this.expiry, this.ledger, this.reclaimer);
    this.allocator = new Allocator(this.segments, this.table, this.buckets, this.ledger, this.reclaimer, this.sweeper);
  }

  /** Reads the clock; returns Unix milliseconds. */
  tick(): number {
    const now = this.clock();
    this.clocks[CLOCKS.now] = now;
    return now;
  }

  /** Finds a live key and counts the access. Returns the item or MISS. */
  get(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) {
      this.counters[COUNTER.misses]++;
      return MISS;
    }
    const item = this.table.itemAt(slot);
    if (this.isGoneNow(item)) {
      this.counters[COUNTER.misses]++;
      if (!this.isFlushed(item)) this.counters[COUNTER.missesExpired]++;
      this.reclaimer.drop(item);
      return MISS;
    }
    this.counters[COUNTER.hits]++;
    this.countAccess(slot);
    return item;
  }

  /** Finds a live key without counting anything. Returns the item or MISS. */
  peek(key: Key): number {
    const slot = this.findNow(key);
    return slot === NOT_FOUND ? MISS : this.table.itemAt(slot);
  }

  /** Finds a live key for a read that is part of a write: counts towards its popularity, not as a hit. */
  visit(key: Key): number {
    const slot = this.findLive(key);
    if (slot === NOT_FOUND) return MISS;
    this.countAccess(slot);
    return this.table.itemAt(slot);
  }

  /** Stores a value under a deadline (NEVER = none). Returns STORED, SKIPPED, TOO_LARGE or NO_SPACE; see outcomes.ts. */
  set(key: Key, value: Uint8Array, start: number, end: number, deadline: number, flags: number): number {
    let until = reachable(deadline);
    if (flags !== 0) {
      const slot = this.findLive(key);
      const present = slot !== NOT_FOUND;
      if ((flags & IF_ABSENT) !== 0 ? present : (flags & IF_PRESENT) !== 0 && !present) {
        this.counters[COUNTER.setsSkipped]++;
        return SKIPPED;
      }
      if ((flags & KEEP_TTL) !== 0) until = present ? this.items.deadline(this.table.itemAt(slot)) : NEVER;
    }
    if (until <= this.clocks[CLOCKS.now]) {
      this.delete(key);
      return STORED;
    }
    const outcome = this.store(key, value, start, end, until);
    this.counters[outcome === STORED ? COUNTER.sets : COUNTER.setsFailed]++;
    return outcome;
  }

  /** Removes a key. Returns whether it was there. */
  delete(key: Key): boolean {
    const slot = this.findNow(key);
    if (slot === NOT_FOUND) return false;
    this.counters[COUNTER.deletes]++;
    this.removeSlot(key, slot);
    return true;
  }

  /** Changes a deadline. Returns STORED, SKIPPED when the key is absent, or NO_SPACE (the item is unchanged). */
  setDeadline(key: Key, deadline: number): number {
    const slot = this.findLive(key);
    if (slot === NOT_FOUND) return SKIPPED;
    const item = this.table.itemAt(slot);
    const until = reachable(deadline);
    if (until <= this.clocks[CLOCKS.now]) {
      this.counters[COUNTER.itemsExpired]++;
      this.removeSlot(key, slot);
    } else if (this.items.hasDeadline(item)) {
      this.ledger.changeDeadline(item, until);
      this.table.bumpVersion(key.hash);
    } else if (until !== NEVER) {
      const moved = this.resize(key, this.items.valueBytes(item), until);
      if (moved < 0) return moved === MISS ? SKIPPED : moved;
    }
    return STORED;
  }

  /**
   * Gives a live key's value another length or deadline, keeping as much of the value as fits: in place where the item's
   * size stays the same, else by writing it anew. Returns the item; MISS when the key is absent or was evicted to make
   * room; TOO_LARGE or NO_SPACE with the item left as it was.
   */
  resize(key: Key, valueBytes: number, deadline: number): number {
    const { items, table } = this;
    const before = table.find(key);
    if (before === NOT_FOUND) return MISS;
    const current = table.itemAt(before);
    const keyBytes = key.end - key.start;
    const sizeInPlace = itemBytes(keyBytes, valueBytes, items.hasDeadline(current));
    if (sizeInPlace === items.size(current) && items.deadline(current) === deadline) {
      items.rewriteValueBytes(current, valueBytes);
      table.bumpVersion(key.hash);
      return current;
    }
    const bytes = itemBytes(keyBytes, valueBytes, deadline !== NEVER);
    if (!this.fits(key, valueBytes)) return TOO_LARGE;
    const segment = this.allocator.reserve(deadline, bytes);
    if (segment === NONE) return NO_SPACE;
    const slot = table.find(key);
    if (slot === NOT_FOUND) return MISS;
    const old = table.itemAt(slot);
    const item = this.place(segment, bytes, key, valueBytes, deadline);
    const kept = Math.min(valueBytes, items.valueBytes(old));
    this.arena.bytes.copyWithin(items.valueStart(item), items.valueStart(old), items.valueStart(old) + kept);
    this.replace(key, slot, item);
    return item;
  }

  /** Removes every item of one namespace, in constant time: what is left of them is swept later. */
  flush(namespace: number): void {
    const { namespaceItems, namespaceExpiring, flushMarks } = this.arena;
    const flushed = namespaceItems[namespace];
    if (flushed === 0) return;
    if (flushed === this.size) {
      this.clear();
      return;
    }
    this.allocator.sealAll();
    this.counters[COUNTER.itemsCleared] += flushed;
    namespaceItems[namespace] = 0;
    namespaceExpiring[namespace] = 0;
    flushMarks[namespace] = this.clocks[CLOCKS.sequence];
    this.sweeper.scheduleFlush();
  }

  /** Removes everything; all memory is free at once. */
  clear(): void {
    this.counters[COUNTER.itemsCleared] += this.size;
    this.words[HEADER.reclaimSegment] = NONE;
    this.words[HEADER.sweepSegment] = NONE;
    this.words[HEADER.flushSegment] = NONE;
    this.arena.namespaceItems.fill(0);
    this.arena.namespaceExpiring.fill(0);
    this.arena.flushMarks.fill(0);
    this.expiry.clear();
    this.segments.reset();
    this.table.reset();
  }

  /** Live items of all namespaces; those that expired since the last sweep are still counted. */
  get size(): number {
    const { namespaceItems } = this.arena;
    let sum = 0;
    for (let namespace = 0; namespace < namespaceItems.length; namespace++) sum += namespaceItems[namespace];
    return sum;
  }

  /** Finds a live key's slot by the time of the last tick; an expired or flushed one is removed and not found. */
  private findLive(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) return NOT_FOUND;
    const item = this.table.itemAt(slot);
    if (!this.isGone(item)) return slot;
    this.reclaimer.drop(item);
    return NOT_FOUND;
  }

  private findNow(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) return NOT_FOUND;
    const item = this.table.itemAt(slot);
    if (!this.isGoneNow(item)) return slot;
    this.reclaimer.drop(item);
    return NOT_FOUND;
  }

  /** Writes a new item and points the table at it; when it cannot, the key's earlier item goes as well. */
  private store(key: Key, value: Uint8Array, start: number, end: number, deadline: number): number {
    const bytes = itemBytes(key.end - key.start, end - start, deadline !== NEVER);
    const fits = this.fits(key, end - start);
    const segment = fits ? this.allocator.reserve(deadline, bytes) : NONE;
    const slot = this.table.find(key);
    if (segment === NONE) {
      if (slot !== NOT_FOUND) {
        this.counters[COUNTER.itemsReplaced]++;
        this.removeSlot(key, slot);
      }
      return fits ? NO_SPACE : TOO_LARGE;
    }
    const item = this.place(segment, bytes, key, end - start, deadline);
    this.items.copyIn(this.items.valueStart(item), value, start, end);
    if (slot !== NOT_FOUND) {
      this.replace(key, slot, item);
      return STORED;
    }
    if (this.insert(key, item)) return STORED;
    this.ledger.retire(item);
    return NO_SPACE;
  }

  /** Room is asked for as if every item had a deadline, so that one can be given to any item later. */
  private fits(key: Key, valueBytes: number): boolean {
    const keyBytes = key.end - key.start;
    return keyBytes <= KEY_BYTES_MAX && itemBytes(keyBytes, valueBytes, true) <= this.segments.segmentBytes;
  }

  /** Writes an item's head at the end of `segment` and enters it in the books; the table does not know it yet. */
  private place(segment: number, bytes: number, key: Key, valueBytes: number, deadline: number): number {
    const item = this.segments.startOf(segment) + (this.segments.writtenBytes[segment] >> 2);
    this.items.writeHead(item, key, valueBytes, deadline);
    this.ledger.admit(segment, bytes, key.namespace, this.items.deadline(item));
    return item;
  }

  /** Gives a key that has none a slot. False when its bucket cannot take it and nothing may be evicted. */
  private insert(key: Key, item: number): boolean {
    const { table } = this;
    const stamp = this.stamp();
    let done = table.insert(key.hash, item, stamp);
    if (!done && this.allocator.addOverflowPage()) done = table.insert(key.hash, item, stamp);
    if (!done) {
      if (!this.evicts) return false;
      this.counters[COUNTER.bucketEvictions]++;
      this.reclaimer.drop(table.itemAt(table.coldestSlot(key.hash)));
      table.insert(key.hash, item, stamp);
    }
    table.bumpVersion(key.hash);
    return true;
  }

  /** Points an occupied slot at the new item of its key; the popularity stays. */
  private replace(key: Key, slot: number, item: number): void {
    const old = this.table.itemAt(slot);
    if (!this.isFlushed(old)) {
      const expired = this.items.deadline(old) <= this.clocks[CLOCKS.now];
      this.counters[expired ? COUNTER.itemsExpired : COUNTER.itemsReplaced]++;
    }
    this.table.setItem(slot, item);
    this.table.bumpVersion(key.hash);
    this.ledger.retire(old);
  }

  private removeSlot(key: Key, slot: number): void {
    const item = this.table.itemAt(slot);
    this.table.remove(key.hash, slot);
    this.table.bumpVersion(key.hash);
    this.ledger.retire(item);
  }

  /** True for an item that has expired or was flushed. */
  private isGone(item: number): boolean {
    return this.items.deadline(item) <= this.clocks[CLOCKS.now] || this.isFlushed(item);
  }

  /** The same by the clock, which is read only for an item with a deadline. */
  private isGoneNow(item: number): boolean {
    if (this.items.hasDeadline(item)) this.tick();
    return this.isGone(item);
  }

  private isFlushed(item: number): boolean {
    return this.ledger.isFlushed(this.items.namespace(item), this.segments.segmentOf(item));
  }

  private countAccess(slot: number): void {
    const hi = this.table.hiAt(slot);
    const stamp = this.stamp();
    if (!countsNow(hi, stamp)) return;
    const random = nextRandom(this.words[HEADER.random]);
    this.words[HEADER.random] = random;
    this.table.setHi(slot, bumped(hi, stamp, random));
  }

  private stamp(): number {
    return stampOf(Math.floor(this.clocks[CLOCKS.now] / 1000));
  }
}
