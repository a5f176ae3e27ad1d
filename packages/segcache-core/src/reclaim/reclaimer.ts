// Emptying segments to get memory back. A reclaim can stop after any item and go on later: the segment has then left its
// chain, the items before the cursor have left the table, those after it are still served. At most one is under way in a
// shard. Segments that have wholly expired go before any that the policy would choose.
import type { Arena } from "../arena/arena.ts";
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { assert } from "../errors.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import type { Items } from "../item/items.ts";
import { NONE, RECLAIMING } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import { type HashTable, NOT_FOUND } from "../table/hash-table.ts";
import { countOfHi, withCount } from "../table/slot-layout.ts";
import type { ExpiryIndex } from "../ttl/expiry-index.ts";
import type { Ledger } from "./ledger.ts";
import type { Removals } from "./removals.ts";

export class Reclaimer {
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly expiry: ExpiryIndex;
  private readonly ledger: Ledger;
  private readonly removals: Removals | undefined;
  /** In force now; changed only between reclaims. */
  policy: EvictionPolicy;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    table: HashTable,
    expiry: ExpiryIndex,
    ledger: Ledger,
    policy: EvictionPolicy,
    removals: Removals | undefined,
  ) {
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.table = table;
    this.expiry = expiry;
    this.ledger = ledger;
    this.removals = removals;
    this.policy = policy;
  }

  /** True while a segment is half emptied. */
  isUnderWay(): boolean {
    return this.words[HEADER.reclaimSegment] !== NONE;
  }

  /** Begins to empty some segment of which all has expired, going by its recorded latest deadline. False if there is none. */
  beginAnyExpired(): boolean {
    const { expiry, segments, clocks } = this;
    for (let index = 0; index < expiry.size; index++) {
      const segment = expiry.at(index);
      if (segments.latestDeadline[segment] > clocks[CLOCKS.now]) continue;
      this.counters[COUNTER.segmentsExpired]++;
      this.begin(segment, false);
      return true;
    }
    return false;
  }

  /** Goes on with the reclaim under way for at most `itemsMax` items; returns how many it looked at. */
  proceed(itemsMax: number): number {
    const { words, items, segments } = this;
    const segment = words[HEADER.reclaimSegment];
    const start = segments.startOf(segment);
    const written = segments.writtenBytes[segment];
    let offset = words[HEADER.reclaimOffset];
    let looked = 0;
    for (; offset < written && looked < itemsMax; looked++) {
      const item = start + (offset >> 2);
      const bytes = items.size(item);
      offset += bytes;
      if (!items.isDead(item)) this.judge(item, bytes);
    }
    words[HEADER.reclaimOffset] = offset;
    if (offset >= written) this.finish(segment);
    return looked;
  }

  /** One bounded step towards a free segment; false when there is nothing that may be reclaimed. */
  step(itemsMax: number): boolean {
    if (!this.isUnderWay() && !this.beginNext()) return false;
    this.proceed(itemsMax);
    return true;
  }

  /** Empties segments until one more is free; false when nothing may be reclaimed. */
  freeOne(): boolean {
    const before = this.segments.free;
    while (this.segments.free <= before) {
      if (!this.step(Number.MAX_SAFE_INTEGER)) return false;
    }
    return true;
  }

  /** Takes an item out of the table as expired or flushed, whichever holds, or else as evicted. */
  drop(item: number): void {
    const hash = this.items.hashOf(item);
    this.remove(item, hash, this.slotOf(item, hash));
  }

  /** Keeps or drops a live item of the segment being emptied. */
  private judge(item: number, bytes: number): void {
    const { table, policy, words } = this;
    const hash = this.items.hashOf(item);
    const slot = this.slotOf(item, hash);
    if (words[HEADER.reclaimByPolicy] === 1 && !this.isGone(item)) {
      const count = countOfHi(table.hiAt(slot));
      if (policy.keeps(bytes, this.items.footprint(item), count) && this.move(item, bytes, slot)) return;
      policy.dropped(hash);
    }
    this.remove(item, hash, slot);
  }

  /** Moves an item to where the policy wants it, at half its count. False when there is no room for it. */
  private move(item: number, bytes: number, slot: number): boolean {
    const { items, segments, ledger, table } = this;
    const deadline = items.deadline(item);
    const destination = this.policy.destinationFor(bytes, deadline);
    // A segment opened before its namespace was flushed would take the item with it.
    if (destination === NONE || ledger.isFlushed(items.namespace(item), destination)) return false;
    const place = segments.startOf(destination) + (segments.writtenBytes[destination] >> 2);
    this.words.copyWithin(place, item, item + (bytes >> 2));
    ledger.admit(destination, bytes, items.namespace(item), deadline, items.chunks(item));
    table.setItem(slot, place);
    table.setHi(slot, withCount(table.hiAt(slot), countOfHi(table.hiAt(slot)) >> 1));
    ledger.retireMoved(item);
    this.counters[COUNTER.itemsMoved]++;
    return true;
  }

  private remove(item: number, hash: number, slot: number): void {
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
    table.bumpVersion(hash);
    ledger.retire(item);
  }

  private slotOf(item: number, hash: number): number {
    const slot = this.table.findItem(hash, item);
    assert(slot !== NOT_FOUND, "the table points to every live item");
    return slot;
  }

  private isGone(item: number): boolean {
    const { items, ledger, segments } = this;
    return items.isExpired(item) || ledger.isFlushed(items.namespace(item), segments.segmentOf(item));
  }

  private beginNext(): boolean {
    if (this.expiry.firstWake() <= this.clocks[CLOCKS.now] && this.beginAnyExpired()) return true;
    const victim = this.policy.chooseVictim();
    if (victim === NONE) return false;
    this.counters[COUNTER.segmentsEvicted]++;
    this.begin(victim, true);
    return true;
  }

  private begin(segment: number, byPolicy: boolean): void {
    assert(!this.isUnderWay(), "one reclaim at a time");
    this.ledger.withdraw(segment, RECLAIMING);
    this.words[HEADER.reclaimSegment] = segment;
    this.words[HEADER.reclaimOffset] = 0;
    this.words[HEADER.reclaimByPolicy] = byPolicy ? 1 : 0;
  }

  private finish(segment: number): void {
    assert(this.segments.liveItems[segment] === 0, "an emptied segment holds no live item");
    this.words[HEADER.reclaimSegment] = NONE;
    this.segments.giveBack(segment);
    if (this.words[HEADER.reclaimByPolicy] === 1) this.policy.emptied();
  }
}
