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
import type { ExpiryIndex } from "../ttl/expiry-index.ts";
import type { Ledger } from "./ledger.ts";

export class Reclaimer {
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly expiry: ExpiryIndex;
  private readonly ledger: Ledger;
  private readonly policy: EvictionPolicy;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    table: HashTable,
    expiry: ExpiryIndex,
    ledger: Ledger,
    policy: EvictionPolicy,
  ) {
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.table = table;
    this.expiry = expiry;
    this.ledger = ledger;
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
      this.begin(segment);
      return true;
    }
    return false;
  }

  /** Begins to empty `segment`, which stands in a chain. */
  begin(segment: number): void {
    assert(!this.isUnderWay(), "one reclaim at a time");
    this.ledger.withdraw(segment, RECLAIMING);
    this.words[HEADER.reclaimSegment] = segment;
    this.words[HEADER.reclaimOffset] = 0;
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
      offset += items.size(item);
      if (!items.isDead(item)) this.drop(item);
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

  /** Takes an item out of the table as evicted, expired or flushed, whichever holds. */
  drop(item: number): void {
    const { items, table, ledger, counters } = this;
    const hash = items.hashOf(item);
    const slot = table.findItem(hash, item);
    assert(slot !== NOT_FOUND, "the table points to every live item");
    const flushed = ledger.isFlushed(items.namespace(item), this.segments.segmentOf(item));
    if (!flushed && items.deadline(item) <= this.clocks[CLOCKS.now]) {
      counters[COUNTER.itemsExpired]++;
    } else if (!flushed) {
      counters[COUNTER.itemsEvicted]++;
      counters[COUNTER.bytesEvicted] += items.size(item);
    }
    table.remove(hash, slot);
    table.bumpVersion(hash);
    ledger.retire(item);
  }

  private beginNext(): boolean {
    if (this.expiry.firstWake() <= this.clocks[CLOCKS.now] && this.beginAnyExpired()) return true;
    const victim = this.policy.chooseVictim();
    if (victim === NONE) return false;
    this.counters[COUNTER.segmentsEvicted]++;
    this.begin(victim);
    return true;
  }

  private finish(segment: number): void {
    assert(this.segments.liveItems[segment] === 0, "an emptied segment holds no live item");
    this.words[HEADER.reclaimSegment] = NONE;
    this.segments.giveBack(segment);
  }
}
