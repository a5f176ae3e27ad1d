// One shard: a complete single-threaded Segcache over one arena. It finds, stores and removes items by putting the parts
// together; all state is in the arena. An item is named by the word index of its header. Writes go by the time of the last
// `lookup.tick`, which their caller makes.
// Order of every write: make room, write the item's bytes, then point the table at it, then strike out what it replaced.
import { Arena, type ArenaShape } from "./arena/arena.ts";
import { CLOCKS, HEADER } from "./arena/arena-layout.ts";
import type { ArenaMemory } from "./arena/arena-memory.ts";
import { createPolicy } from "./eviction/policies.ts";
import { type EvictionPolicy, NO_POOL } from "./eviction/policy.ts";
import type { PolicyName, PolicyOptions } from "./eviction/policy-names.ts";
import { policyNameIn, policyOptionsIn, writePolicy } from "./eviction/policy-settings.ts";
import { NEVER, reachable } from "./item/item-layout.ts";
import { Items } from "./item/items.ts";
import type { Key } from "./item/key.ts";
import { ItemWriter } from "./item-writer.ts";
import { Lookup } from "./lookup.ts";
import { IF_ABSENT, IF_PRESENT, KEEP_TTL, MISS, NO_SPACE, SKIPPED, STORED } from "./outcomes.ts";
import { Allocator, SLICE_ITEMS } from "./reclaim/allocator.ts";
import { Compactor } from "./reclaim/compactor.ts";
import { Evacuation } from "./reclaim/evacuation.ts";
import { Ledger } from "./reclaim/ledger.ts";
import { OpenSegments } from "./reclaim/open-segments.ts";
import { Reclaimer } from "./reclaim/reclaimer.ts";
import type { RemovalReason, Removals } from "./reclaim/removals.ts";
import { Sweeper } from "./reclaim/sweeper.ts";
import { ADMISSION_POOL, MAIN_POOL, poolOf } from "./segments/pools.ts";
import { NONE } from "./segments/segment-layout.ts";
import { Segments } from "./segments/segments.ts";
import type { Clock } from "./sources/clock.ts";
import { COUNTER } from "./stats.ts";
import { HashTable, NOT_FOUND } from "./table/hash-table.ts";
import { ExpiryIndex } from "./ttl/expiry-index.ts";
import { TtlBuckets } from "./ttl/ttl-buckets.ts";

/** What a shard is made from. */
export interface ShardOptions {
  readonly shape: ArenaShape;
  readonly policy: PolicyName;
  readonly policyOptions: PolicyOptions;
  /** Longest value, bytes. */
  readonly valueBytesMax: number;
  readonly hashKey0: number;
  readonly hashKey1: number;
  /** First state of the random numbers; not 0. */
  readonly random: number;
  /** Where items that leave are noted; absent: nowhere. */
  readonly removals?: Removals | undefined;
  /** Memory to live in, of the size of `shape`: zeros, or that of a shard, which is then taken as it stands. Absent: its own. */
  readonly memory?: ArenaMemory | undefined;
}

/** Stands for the deadline an item has. Named, not read and handed on, since a number that large travels in a box. */
export const SAME_DEADLINE = -1;
/** Stands for all namespaces. */
const ALL = -1;
/** Versions left out when a shard is emptied: more than can have been given out without being noted as the highest. */
const VERSION_GAP = 16;

export class Shard {
  readonly arena: Arena;
  readonly items: Items;
  readonly segments: Segments;
  readonly table: HashTable;
  readonly expiry: ExpiryIndex;
  readonly buckets: TtlBuckets;
  readonly sweeper: Sweeper;
  /** Longest value, bytes. */
  readonly valueBytesMax: number;
  private readonly ledger: Ledger;
  private readonly compactor: Compactor;
  private readonly reclaimer: Reclaimer;
  private readonly open: OpenSegments;
  private readonly allocator: Allocator;
  /** Finding items by key. */
  readonly lookup: Lookup;
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly writer: ItemWriter;
  private readonly removals: Removals | undefined;
  /** In force by what the arena tells, as of the epoch beside it. */
  private policy: EvictionPolicy;
  private policyEpoch: number;
  /** Deadline of the item that the last `resize` lost, if it lost one. */
  lostDeadline: number = NEVER;

  constructor(options: ShardOptions, clock: Clock) {
    const { shape, policy, hashKey0, hashKey1, random } = options;
    const arena = new Arena(shape, hashKey0, hashKey1, random, options.memory);
    if (arena.isNew) writePolicy(arena, policy, options.policyOptions);
    this.arena = arena;
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.items = new Items(arena);
    this.segments = new Segments(arena);
    this.table = new HashTable(arena, this.items, this.segments);
    this.expiry = new ExpiryIndex(arena);
    this.buckets = new TtlBuckets(this.segments);
    this.ledger = new Ledger(arena, this.items, this.segments, this.expiry);
    this.open = new OpenSegments(this.segments, this.buckets, this.ledger);
    this.policyEpoch = arena.words[HEADER.policyEpoch];
    this.policy = this.policyInForce();
    this.removals = options.removals;
    this.valueBytesMax = options.valueBytesMax;
    const evacuation = new Evacuation(arena, this.items, this.segments, this.table, this.ledger, this.removals);
    this.compactor = new Compactor(arena, this.items, this.segments, this.open, evacuation);
    this.reclaimer = new Reclaimer(
      arena,
      this.items,
      this.segments,
      this.expiry,
      this.ledger,
      evacuation,
      this.compactor,
      this.policy,
    );
    this.sweeper = new Sweeper(arena, this.items, this.segments, this.expiry, this.ledger, this.reclaimer);
    this.lookup = new Lookup(arena, this.items, this.segments, this.table, this.ledger, this.reclaimer, clock);
    this.allocator = new Allocator(this.segments, this.table, this.open, this.reclaimer, this.sweeper, this.compactor);
    this.writer = new ItemWriter(this.items, this.segments, this.ledger, this.allocator, options.valueBytesMax);
  }

  /** Lets another policy take over; what the present one had begun is finished first. */
  setPolicy(name: PolicyName, options: PolicyOptions): void {
    if (this.reclaimer.isUnderWay()) this.reclaimer.proceed(Number.MAX_SAFE_INTEGER);
    this.policy.release();
    this.open.sealAll(ADMISSION_POOL);
    this.arena.policyState.fill(0);
    writePolicy(this.arena, name, options);
    this.catchUp();
  }

  /** Takes over what another thread has set since: to be called whenever the shard's lock was taken. */
  catchUp(): void {
    if (this.words[HEADER.policyEpoch] === this.policyEpoch) return;
    this.policyEpoch = this.words[HEADER.policyEpoch];
    this.policy = this.policyInForce();
    this.reclaimer.policy = this.policy;
  }

  /**
   * Makes the shard empty without looking at what is in it, which may be half changed: the thread that was at it has died.
   * What it was made with, what it has counted and how much of its memory was touched stay; versions go on beyond all that
   * were ever given out; the policy becomes that of `model`, should the thread have been changing it.
   */
  salvage(model: Shard): void {
    this.arena.wipe();
    this.words[HEADER.versionHigh] = (this.words[HEADER.versionHigh] + VERSION_GAP) | 0;
    writePolicy(this.arena, policyNameIn(model.arena), policyOptionsIn(model.arena));
    this.catchUp();
    this.segments.reset();
    this.table.reset();
    this.counters[COUNTER.shardsEmptied]++;
  }

  /** Sets how many segments may be used from now on. What is too much goes in bounded steps, with inserts and `shrink`. */
  limit(usable: number): void {
    this.segments.limit(usable);
  }

  /** One such step; true if more are due. */
  shrink(): boolean {
    return this.segments.isShrinking && this.policy.evicts && this.allocator.shrink();
  }

  /** Stores a value under a deadline (NEVER = none). Returns STORED, SKIPPED, TOO_LARGE or NO_SPACE; see outcomes.ts. */
  set(key: Key, value: Uint8Array, start: number, end: number, deadline: number, flags: number): number {
    let until = reachable(deadline);
    const slot = this.lookup.findLive(key);
    const present = slot !== NOT_FOUND;
    if (flags !== 0) {
      if (((flags & IF_ABSENT) !== 0 && present) || ((flags & IF_PRESENT) !== 0 && !present)) {
        this.counters[COUNTER.setsSkipped]++;
        return SKIPPED;
      }
      if ((flags & KEEP_TTL) !== 0) until = present ? this.items.deadline(this.table.itemAt(slot)) : NEVER;
    }
    if (until <= this.clocks[CLOCKS.now]) {
      this.delete(key);
      return STORED;
    }
    if (present && until === NEVER && this.overwrite(key, slot, value, start, end)) return STORED;
    const outcome = this.store(key, slot, value, start, end, until);
    this.counters[outcome === STORED ? COUNTER.sets : COUNTER.setsFailed]++;
    return outcome;
  }

  /** Removes a key. Returns whether it was there. */
  delete(key: Key): boolean {
    const slot = this.lookup.findNow(key);
    if (slot === NOT_FOUND) return false;
    const segment = this.segments.segmentOf(this.table.itemAt(slot));
    this.counters[COUNTER.deletes]++;
    this.removeSlot(key, slot, "delete");
    this.reclaimer.noteLoss(segment);
    this.reclaimer.tidy(SLICE_ITEMS);
    return true;
  }

  /** Changes a deadline. Returns STORED, SKIPPED when the key is absent, or NO_SPACE (the item is unchanged). */
  setDeadline(key: Key, deadline: number): number {
    const slot = this.lookup.findLive(key);
    if (slot === NOT_FOUND) return SKIPPED;
    const item = this.table.itemAt(slot);
    const until = reachable(deadline);
    if (until <= this.clocks[CLOCKS.now]) {
      this.counters[COUNTER.itemsExpired]++;
      this.removeSlot(key, slot, "expire");
    } else if (this.items.hasDeadline(item)) {
      this.ledger.changeDeadline(item, until);
      this.table.bumpVersion(key.hash);
    } else if (until !== NEVER) {
      const moved = this.resize(key, this.items.valueBytes(item), until);
      if (moved < 0) return moved === MISS ? SKIPPED : moved;
    }
    return STORED;
  }

  /** Gives a live key's value another length or deadline, keeping as much of it as fits: in place where the item can hold it, else
   * by writing it anew. Returns the item; MISS when the key is absent or was evicted to make room (`lostDeadline` then tells its
   * deadline); TOO_LARGE or NO_SPACE with the item left as it was. */
  resize(key: Key, valueBytes: number, deadline: number): number {
    const { items, table } = this;
    const before = table.find(key);
    if (before === NOT_FOUND) return MISS;
    const current = table.itemAt(before);
    const isSame = deadline === SAME_DEADLINE || items.deadline(current) === deadline;
    if (isSame && items.canHold(current, valueBytes)) return this.resizeInPlace(key, current, valueBytes);
    const pool = poolOf(this.segments.chain[this.segments.segmentOf(current)]);
    const until = deadline === SAME_DEADLINE ? items.deadline(current) : deadline;
    const item = this.writer.write(key, valueBytes, until, pool, this.policy);
    if (item < 0) return item;
    const slot = table.find(key);
    if (slot === NOT_FOUND) {
      this.lostDeadline = until;
      this.ledger.retire(item);
      return MISS;
    }
    const old = table.itemAt(slot);
    items.copyBetween(old, item, Math.min(valueBytes, items.valueBytes(old)));
    this.replace(key, slot, item, COUNTER.itemsRewritten);
    return item;
  }

  /** Gives the value of a live key's item a length that the item can hold. Returns the item. */
  resizeInPlace(key: Key, item: number, valueBytes: number): number {
    this.items.setValueBytes(item, valueBytes);
    this.table.bumpVersion(key.hash);
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
    this.noteAll(namespace);
    this.open.sealAll(MAIN_POOL);
    this.counters[COUNTER.itemsCleared] += flushed;
    namespaceItems[namespace] = 0;
    namespaceExpiring[namespace] = 0;
    flushMarks[namespace] = this.clocks[CLOCKS.sequence];
    this.sweeper.scheduleFlush();
  }

  /** Removes everything; all memory is free at once. */
  clear(): void {
    this.noteAll(ALL);
    this.counters[COUNTER.itemsCleared] += this.size;
    this.policy.release();
    this.arena.policyState.fill(0);
    this.words[HEADER.reclaimSegment] = NONE;
    this.words[HEADER.sweepSegment] = NONE;
    this.words[HEADER.compactSegment] = NONE;
    this.words[HEADER.compactWanted] = 0;
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

  /** Writes a value over one that takes as much memory and has no deadline either, so that nothing dies. Counts as an access,
   * since the item keeps its place in its queue. False, with nothing done, for any other item. */
  private overwrite(key: Key, slot: number, value: Uint8Array, start: number, end: number): boolean {
    const item = this.table.itemAt(slot);
    if (this.items.hasDeadline(item) || !this.items.canHold(item, end - start)) return false;
    this.noteRemoval(item, "set");
    this.resizeInPlace(key, item, end - start);
    this.items.writeValue(item, 0, value, start, end);
    this.lookup.countAccess(slot);
    this.counters[COUNTER.itemsReplaced]++;
    this.counters[COUNTER.sets]++;
    return true;
  }

  /** Writes a new item and points the table at it; when it cannot, the key's earlier item goes as well. */
  private store(key: Key, old: number, value: Uint8Array, start: number, end: number, deadline: number): number {
    const item = this.writer.write(key, end - start, deadline, this.poolFor(key, old), this.policy);
    // Making room may have moved the key's earlier item or evicted it.
    const slot = old === NOT_FOUND ? NOT_FOUND : this.table.find(key);
    if (item < 0) {
      if (slot !== NOT_FOUND) {
        this.counters[COUNTER.itemsReplaced]++;
        this.removeSlot(key, slot, "set");
      }
      return item;
    }
    this.items.writeValue(item, 0, value, start, end);
    if (slot !== NOT_FOUND) {
      this.noteRemoval(this.table.itemAt(slot), "set");
      this.replace(key, slot, item, COUNTER.itemsReplaced);
      return STORED;
    }
    if (this.insert(key, item)) {
      this.policy.admitted(key.hash);
      return STORED;
    }
    this.ledger.retire(item);
    return NO_SPACE;
  }

  private poolFor(key: Key, slot: number): number {
    if (slot === NOT_FOUND) return this.policy.poolFor(key.hash, NO_POOL);
    return this.policy.poolFor(key.hash, poolOf(this.segments.chain[this.segments.segmentOf(this.table.itemAt(slot))]));
  }

  private policyInForce(): EvictionPolicy {
    const { arena, segments, table, open, ledger } = this;
    const parts = { arena, segments, table, room: open, spent: ledger };
    return createPolicy(policyNameIn(arena), policyOptionsIn(arena), parts);
  }

  /** Gives a key that has none a slot. False when its bucket cannot take it and nothing may be evicted. */
  private insert(key: Key, item: number): boolean {
    const { table } = this;
    const stamp = this.lookup.stamp();
    let done = table.insert(key.hash, item, stamp);
    if (!done && this.allocator.addOverflowPage()) done = table.insert(key.hash, item, stamp);
    if (!done) {
      if (!this.policy.evicts) return false;
      this.counters[COUNTER.bucketEvictions]++;
      this.reclaimer.drop(table.itemAt(table.coldestSlot(key.hash)));
      table.insert(key.hash, item, stamp);
    }
    this.counters[COUNTER.inserts]++;
    return true;
  }

  /** Points an occupied slot at the new item of its key; the popularity stays. */
  private replace(key: Key, slot: number, item: number, counter: number): void {
    const old = this.table.itemAt(slot);
    if (!this.lookup.isFlushed(old)) this.counters[this.items.isExpired(old) ? COUNTER.itemsExpired : counter]++;
    this.table.setItem(slot, item);
    this.table.bumpVersion(key.hash);
    this.ledger.retire(old);
  }

  private removeSlot(key: Key, slot: number, reason: RemovalReason): void {
    const item = this.table.itemAt(slot);
    this.noteRemoval(item, reason);
    this.table.remove(key.hash, slot);
    this.ledger.retire(item);
  }

  /** Notes an item that leaves; one whose time has come leaves for that reason, one of a flushed namespace has left before. */
  private noteRemoval(item: number, reason: RemovalReason): void {
    if (this.removals === undefined || this.lookup.isFlushed(item)) return;
    this.removals.note(this.items, item, this.items.isExpired(item) ? "expire" : reason);
  }

  /** Notes all that a namespace holds, before it is emptied at one stroke. */
  private noteAll(namespace: number): void {
    if (this.removals === undefined) return;
    this.lookup.tick();
    const { table, items } = this;
    const found: number[] = [];
    for (let bucket = 0; bucket < table.buckets; bucket++) {
      for (let index = table.collect(bucket, found, 0) - 1; index >= 0; index--) {
        const item = found[index];
        if (namespace === ALL || items.namespace(item) === namespace) this.noteRemoval(item, "delete");
      }
    }
  }
}
