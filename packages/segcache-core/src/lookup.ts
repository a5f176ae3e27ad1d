// Finding items: by key, live ones only. What has expired or was flushed is taken out of the table when it is met. Reads look
// at the clock only when the item found has a deadline; the rest go by the time of the last `tick`.
import type { Arena } from "./arena/arena.ts";
import { CLOCKS, HEADER } from "./arena/arena-layout.ts";
import type { Items } from "./item/items.ts";
import type { Key } from "./item/key.ts";
import { MISS } from "./outcomes.ts";
import type { Ledger } from "./reclaim/ledger.ts";
import type { Reclaimer } from "./reclaim/reclaimer.ts";
import type { Segments } from "./segments/segments.ts";
import type { Clock } from "./sources/clock.ts";
import { COUNTER } from "./stats.ts";
import { bumped, countsNow } from "./table/frequency.ts";
import { type HashTable, NOT_FOUND } from "./table/hash-table.ts";
import { countOfHi, stampOf, stampOfHi } from "./table/slot-layout.ts";

export class Lookup {
  private readonly arena: Arena;
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly ledger: Ledger;
  private readonly reclaimer: Reclaimer;
  private readonly clock: Clock;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    table: HashTable,
    ledger: Ledger,
    reclaimer: Reclaimer,
    clock: Clock,
  ) {
    this.arena = arena;
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.table = table;
    this.ledger = ledger;
    this.reclaimer = reclaimer;
    this.clock = clock;
  }

  /** Reads the clock. The time is not returned: a number that large would come in a box. */
  tick(): void {
    const now = this.clock();
    if (now === this.clocks[CLOCKS.now]) return;
    this.clocks[CLOCKS.now] = now;
    this.words[HEADER.stamp] = stampOf(Math.floor(now / 1000));
  }

  /** Finds a live key and counts the access. Returns the item or MISS. */
  get(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) {
      this.counters[COUNTER.misses]++;
      if (this.reclaimer.policy.remembers(key.hash)) this.counters[COUNTER.missesEvicted]++;
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

  /** The popularity count of a live key, 0 to 127, or MISS. Counts nothing. */
  frequency(key: Key): number {
    const slot = this.findNow(key);
    return slot === NOT_FOUND ? MISS : countOfHi(this.table.hiAt(slot));
  }

  /** Whole seconds since a live key was last stored or read, up to 4095, or MISS. Counts nothing. */
  idleSeconds(key: Key): number {
    this.tick();
    const slot = this.findLive(key);
    return slot === NOT_FOUND ? MISS : stampOf(this.stamp() - stampOfHi(this.table.hiAt(slot)));
  }

  /** A number that changes with every write, delete, expiry and eviction of the key, present or absent. */
  version(key: Key): number {
    this.findNow(key);
    return this.table.version(key.hash);
  }

  /** True for an item of `namespace` that is there for readers, by the time of the last tick. */
  isLive(item: number, namespace: number): boolean {
    return this.items.namespace(item) === namespace && !this.isGone(item);
  }

  /** Finds a live key's slot by the time of the last tick; an expired or flushed one is removed and not found. */
  findLive(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) return NOT_FOUND;
    const item = this.table.itemAt(slot);
    if (!this.isGone(item)) return slot;
    this.reclaimer.drop(item);
    return NOT_FOUND;
  }

  findNow(key: Key): number {
    const slot = this.table.find(key);
    if (slot === NOT_FOUND) return NOT_FOUND;
    const item = this.table.itemAt(slot);
    if (!this.isGoneNow(item)) return slot;
    this.reclaimer.drop(item);
    return NOT_FOUND;
  }

  /** True for an item that has expired or was flushed. */
  isGone(item: number): boolean {
    return this.items.isExpired(item) || this.isFlushed(item);
  }

  /** The same by the clock, which is read only for an item with a deadline. */
  private isGoneNow(item: number): boolean {
    if (this.items.hasDeadline(item)) this.tick();
    return this.isGone(item);
  }

  isFlushed(item: number): boolean {
    return this.ledger.isFlushed(this.items.namespace(item), this.segments.segmentOf(item));
  }

  /** Counts an access to the item of a slot. */
  countAccess(slot: number): void {
    const hi = this.table.hiAt(slot);
    const stamp = this.stamp();
    if (!countsNow(hi, stamp)) return;
    this.table.setHi(slot, bumped(hi, stamp, this.arena.draw()));
  }

  /** The stamp of the present second. */
  stamp(): number {
    return this.words[HEADER.stamp];
  }
}
