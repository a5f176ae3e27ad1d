// What happens to the live items of a segment that is being emptied, one at a time: an item is moved, the copy written
// before the table points to it, or it leaves the table. Reclaiming, compaction, sweeps and reads that meet what has expired
// all come through here, so the books are kept in one place.
import type { Arena } from "../arena/arena.ts";
import { touch } from "../arena/touch.ts";
import { assert } from "../errors.ts";
import type { Items } from "../item/items.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import { type HashTable, NOT_FOUND } from "../table/hash-table.ts";
import { countOfHi, withCount } from "../table/slot-layout.ts";
import type { Ledger } from "./ledger.ts";
import type { Removals } from "./removals.ts";

/** Items whose buckets are fetched together. */
const FETCHED = 16;

export class Evacuation {
  private readonly words: Int32Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly ledger: Ledger;
  private readonly removals: Removals | undefined;
  /** Word indexes of the buckets being fetched. */
  private readonly places: Int32Array = new Int32Array(FETCHED);
  /** What touch() returned. */
  protected seen = 0;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    table: HashTable,
    ledger: Ledger,
    removals: Removals | undefined,
  ) {
    this.words = arena.words;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.table = table;
    this.ledger = ledger;
    this.removals = removals;
  }

  /** Touches the buckets of the live ones of some items from `first` on, all at once, so that they are near when those are moved
   * or dropped one by one. Returns the first item of which that does not hold, or `end`. */
  fetch(first: number, end: number): number {
    const { items, table, places, words } = this;
    let item = first;
    let count = 0;
    for (; item < end && count < FETCHED; item += items.size(item) >> 2) {
      if (!items.isDead(item)) places[count++] = table.lineOf(items.hashOf(item));
    }
    this.seen = touch(words, places, count);
    return item;
  }

  /** The slot that points to a live item. */
  slotOf(item: number, hash: number): number {
    const slot = this.table.findItem(hash, item);
    assert(slot !== NOT_FOUND, "the table points to every live item");
    return slot;
  }

  /** The popularity count in a slot. */
  countAt(slot: number): number {
    return countOfHi(this.table.hiAt(slot));
  }

  /** True for an item that has expired or was flushed. */
  isGone(item: number): boolean {
    const { items, ledger, segments } = this;
    return items.isExpired(item) || ledger.isFlushed(items.namespace(item), segments.segmentOf(item));
  }

  /** Moves an item to the end of `destination`, which has room for its `bytes`, and gives its slot this count. False, with
   * nothing done, where it may not stand: NONE, or a segment that was opened before its namespace was flushed. */
  move(item: number, bytes: number, slot: number, destination: number, count: number): boolean {
    const { items, segments, ledger, table } = this;
    const namespace = items.namespace(item);
    if (destination === NONE || ledger.isFlushed(namespace, destination)) return false;
    const place = segments.startOf(destination) + (segments.writtenBytes[destination] >> 2);
    this.words.copyWithin(place, item, item + (bytes >> 2));
    ledger.admit(destination, bytes, namespace, items.deadline(item), items.chunks(item));
    table.setItem(slot, place);
    table.setHi(slot, withCount(table.hiAt(slot), count));
    ledger.retireMoved(item);
    return true;
  }

  /** Takes an item out of the table as expired or flushed, whichever holds, or else as evicted. */
  drop(item: number): void {
    const hash = this.items.hashOf(item);
    this.remove(item, hash, this.slotOf(item, hash));
  }

  /** The same for an item whose hash and slot are known. */
  remove(item: number, hash: number, slot: number): void {
    const { items, table, ledger, counters } = this;
    if (!ledger.isFlushed(items.namespace(item), this.segments.segmentOf(item))) {
      const expired = items.isExpired(item);
      this.removals?.note(items, item, expired ? "expire" : "evict");
      if (expired) {
        counters[COUNTER.itemsExpired]++;
      } else {
        counters[COUNTER.itemsEvicted]++;
        counters[COUNTER.bytesEvicted] += items.footprint(item);
      }
    }
    table.remove(hash, slot);
    ledger.retire(item);
  }
}
