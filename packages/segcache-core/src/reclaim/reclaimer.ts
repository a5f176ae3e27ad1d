// Emptying segments to get memory back. A reclaim can stop after any item and go on later: the segment has then left its
// chain, the items before the cursor have left the table, those after it are still served. At most one is under way in a
// shard. Segments that have wholly expired go first; then those that compaction empties without loss; then the policy's choice.
import type { Arena } from "../arena/arena.ts";
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { assert } from "../errors.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import type { Items } from "../item/items.ts";
import { NONE, RECLAIMING } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import type { ExpiryIndex } from "../ttl/expiry-index.ts";
import type { Compactor } from "./compactor.ts";
import type { Evacuation } from "./evacuation.ts";
import type { Ledger } from "./ledger.ts";

export class Reclaimer {
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly expiry: ExpiryIndex;
  private readonly ledger: Ledger;
  private readonly evacuation: Evacuation;
  private readonly compactor: Compactor;
  /** In force now; changed only between reclaims. */
  policy: EvictionPolicy;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    expiry: ExpiryIndex,
    ledger: Ledger,
    evacuation: Evacuation,
    compactor: Compactor,
    policy: EvictionPolicy,
  ) {
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.expiry = expiry;
    this.ledger = ledger;
    this.evacuation = evacuation;
    this.compactor = compactor;
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

  /** Goes on with the reclaim under way for at most `itemsMax` items, of `bytesMax` bytes or little more; returns how many it
   * looked at. */
  proceed(itemsMax: number, bytesMax: number = Infinity): number {
    const { words, items, segments } = this;
    const segment = words[HEADER.reclaimSegment];
    const start = segments.startOf(segment);
    const written = segments.writtenBytes[segment];
    let offset = words[HEADER.reclaimOffset];
    const stop = Math.min(written, offset + bytesMax);
    let fetchedTo = start;
    let looked = 0;
    for (; offset < stop && looked < itemsMax; looked++) {
      const item = start + (offset >> 2);
      if (item >= fetchedTo) fetchedTo = this.evacuation.fetch(item, start + (stop >> 2));
      const bytes = items.size(item);
      offset += bytes;
      if (!items.isDead(item)) this.judge(item, bytes);
    }
    words[HEADER.reclaimOffset] = offset;
    if (offset >= written) this.finish(segment);
    return looked;
  }

  /** Goes on with what is under way, or begins what wins memory next, for at most `itemsMax` items, of `bytesMax` bytes or
   * little more. False if nothing wins memory. */
  step(itemsMax: number, bytesMax: number = Infinity): boolean {
    if (!this.isUnderWay() && !this.compactor.isUnderWay() && !this.beginNext()) return false;
    if (!this.isUnderWay()) {
      const compacted = this.counters[COUNTER.segmentsCompacted];
      this.compactor.proceed(itemsMax, this.policy, bytesMax);
      const hasGivenUp = !this.compactor.isUnderWay() && this.counters[COUNTER.segmentsCompacted] === compacted;
      if (!hasGivenUp) return true;
      if (!this.beginVictim()) return false;
    }
    this.proceed(itemsMax, bytesMax);
    return true;
  }

  /** Told of a segment that lost items for good: under some policies it may now be due for compaction ahead of need. */
  noteLoss(segment: number): void {
    if (this.compactor.isDueAhead(segment, this.policy)) this.words[HEADER.compactWanted] = 1;
  }

  /** Compaction ahead of need of at most `itemsMax` items, of `bytesMax` bytes or little more; returns how many it looked at. */
  tidy(itemsMax: number, bytesMax: number = Infinity): number {
    const { words, compactor, policy } = this;
    if (words[HEADER.compactWanted] === 0) return 0;
    if (compactor.isUnderWay() || compactor.beginAhead(policy)) return compactor.proceed(itemsMax, policy, bytesMax);
    words[HEADER.compactWanted] = 0;
    return 0;
  }

  /** Works until a segment more is free or a compaction is done, which leaves room in open segments even where it had to open
   * one itself. False when nothing wins memory. */
  winRoom(): boolean {
    const { segments, counters } = this;
    const before = segments.free;
    const compacted = counters[COUNTER.segmentsCompacted];
    while (segments.free <= before && counters[COUNTER.segmentsCompacted] === compacted) {
      if (!this.step(Number.MAX_SAFE_INTEGER)) return false;
    }
    return true;
  }

  /** Takes an item out of the table as expired or flushed, whichever holds, or else as evicted. */
  drop(item: number): void {
    this.evacuation.drop(item);
  }

  /** Keeps or drops a live item of the segment being emptied. */
  private judge(item: number, bytes: number): void {
    const { evacuation, policy, words } = this;
    const hash = this.items.hashOf(item);
    const slot = evacuation.slotOf(item, hash);
    if (words[HEADER.reclaimByPolicy] === 1 && !evacuation.isGone(item)) {
      if (policy.keeps(bytes, this.items.footprint(item), evacuation.countAt(slot)) && this.move(item, bytes, slot))
        return;
      policy.dropped(hash);
    }
    evacuation.remove(item, hash, slot);
  }

  /** Moves an item to where the policy wants it, with the count it wants. False when there is no room for it. */
  private move(item: number, bytes: number, slot: number): boolean {
    const { evacuation, policy } = this;
    const destination = policy.destinationFor(bytes, this.items.deadline(item));
    const count = policy.countOfKept(evacuation.countAt(slot));
    if (!evacuation.move(item, bytes, slot, destination, count)) return false;
    this.counters[COUNTER.itemsMoved]++;
    return true;
  }

  private beginNext(): boolean {
    if (this.expiry.firstWake() <= this.clocks[CLOCKS.now] && this.beginAnyExpired()) return true;
    return this.compactor.begin(this.policy) || this.beginVictim();
  }

  private beginVictim(): boolean {
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
