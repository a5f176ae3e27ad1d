// Where the next item goes: an open segment with room for it, making room first where there is none. Each insert also does
// its bounded share of keeping segments free ahead of need and of growing the hash table, so that no call pays for many.
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { itemBytes } from "../item/item-layout.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { HashTable } from "../table/hash-table.ts";
import { chainOf, MAIN_POOL, type TtlBuckets } from "../ttl/ttl-buckets.ts";
import { bucketOf } from "../ttl/ttl-tiers.ts";
import type { Ledger } from "./ledger.ts";
import type { Reclaimer } from "./reclaimer.ts";
import { SWEEP_DELAY_MS, type Sweeper } from "./sweeper.ts";

/** Most items one call works off beyond its own. */
export const SLICE_ITEMS = 512;
/** Segments that growth of the hash table leaves for items, at least. */
const ITEM_SEGMENTS_MIN = 4;
/** One segment in so many is kept free ahead of need. */
const SEGMENTS_PER_SPARE = 512;

export class Allocator {
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly buckets: TtlBuckets;
  private readonly ledger: Ledger;
  private readonly reclaimer: Reclaimer;
  private readonly sweeper: Sweeper;
  /** Free segments that inserts keep in hand by reclaiming in slices; 0 where a segment is small enough to go in one slice. */
  readonly lowWater: number;

  constructor(
    segments: Segments,
    table: HashTable,
    buckets: TtlBuckets,
    ledger: Ledger,
    reclaimer: Reclaimer,
    sweeper: Sweeper,
  ) {
    this.segments = segments;
    this.table = table;
    this.buckets = buckets;
    this.ledger = ledger;
    this.reclaimer = reclaimer;
    this.sweeper = sweeper;
    const itemsMax = segments.segmentBytes / itemBytes(0, 0, false);
    this.lowWater = itemsMax <= SLICE_ITEMS ? 0 : 1 + Math.floor((segments.end - segments.first) / SEGMENTS_PER_SPARE);
  }

  /** A segment with room for `bytes` that takes items of this deadline, or NONE. May evict. */
  reserve(deadline: number, bytes: number): number {
    this.prepare();
    const { segments } = this;
    const bucket = bucketOf(Math.ceil(deadline - segments.clocks[CLOCKS.now]));
    // Each turn returns, seals a tail that lacks room, or frees a segment that the next turn opens.
    for (let turns = 2 * (segments.end - segments.first); turns > 0; turns--) {
      const tail = this.buckets.tailFor(bucket, MAIN_POOL);
      if (tail !== NONE) {
        if (segments.writtenBytes[tail] + bytes <= segments.segmentBytes) return tail;
        this.seal(tail);
      } else if (segments.free > 0) {
        return segments.open(chainOf(bucket, MAIN_POOL));
      } else if (!this.sweepForRoom() && !this.reclaimer.freeOne()) {
        return NONE;
      }
    }
    return NONE;
  }

  /** Closes every open segment to appends. */
  sealAll(): void {
    for (let chain = 0; chain < this.segments.chains; chain++) {
      const tail = this.segments.tailOf(chain);
      if (tail !== NONE) this.seal(tail);
    }
  }

  /** Gives the table a page of overflow lines if a segment is free; evicts nothing, so it may be called in mid-insert. */
  addOverflowPage(): boolean {
    return this.segments.free > 0 && this.tableMayGrow() && this.table.addOverflowPage();
  }

  private prepare(): void {
    const { segments, table } = this;
    if (segments.words[HEADER.flushSegment] !== NONE) this.sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    if (segments.free < this.lowWater) this.reclaimer.step(SLICE_ITEMS);
    if (segments.words[HEADER.overflowWanted] !== 0 && this.hasPageForTable()) table.addOverflowPage();
    if (table.isLoaded() && (!table.needsPage() || this.hasPageForTable())) table.grow();
  }

  /** While items of a flushed namespace are about, what they take is won back before anything live is evicted. */
  private sweepForRoom(): boolean {
    const { segments, sweeper } = this;
    while (segments.free === 0 && segments.words[HEADER.flushSegment] !== NONE)
      sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    return segments.free > 0;
  }

  private hasPageForTable(): boolean {
    return this.tableMayGrow() && (this.segments.free > 0 || (this.lowWater === 0 && this.reclaimer.freeOne()));
  }

  private tableMayGrow(): boolean {
    const { segments, table } = this;
    const pages = segments.words[HEADER.tablePages] + table.overflowPages;
    return segments.end - segments.first - pages > ITEM_SEGMENTS_MIN;
  }

  private seal(tail: number): void {
    this.segments.seal(tail);
    this.ledger.releaseIfSpent(tail);
  }
}
