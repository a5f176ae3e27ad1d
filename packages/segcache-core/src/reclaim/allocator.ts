// Where the next item goes, making room first where there is none. Each insert also does its bounded share of keeping
// segments free ahead of need and of growing the hash table, so that no call pays for many.
import { HEADER } from "../arena/arena-layout.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import { itemBytes } from "../item/item-layout.ts";
import { CHUNK, NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { HashTable } from "../table/hash-table.ts";
import type { OpenSegments } from "./open-segments.ts";
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
  private readonly open: OpenSegments;
  private readonly reclaimer: Reclaimer;
  private readonly sweeper: Sweeper;
  /** Free segments that inserts keep in hand by reclaiming in slices; 0 where a segment is small enough to go in one slice. */
  private readonly lowWater: number;

  constructor(segments: Segments, table: HashTable, open: OpenSegments, reclaimer: Reclaimer, sweeper: Sweeper) {
    this.segments = segments;
    this.table = table;
    this.open = open;
    this.reclaimer = reclaimer;
    this.sweeper = sweeper;
    const itemsMax = segments.segmentBytes / itemBytes(0, 0, false);
    this.lowWater = itemsMax <= SLICE_ITEMS ? 0 : 1 + Math.floor((segments.end - segments.first) / SEGMENTS_PER_SPARE);
  }

  /** A segment of `pool` with room for `bytes` that takes items of this deadline, or NONE. May evict. */
  reserve(deadline: number, bytes: number, pool: number, policy: EvictionPolicy): number {
    const { segments, open } = this;
    this.prepare(policy.spareSegments);
    // Every failed turn but the last has freed a segment, which the next turn opens.
    for (let turns = segments.end - segments.first; turns > 0; turns--) {
      const segment = open.find(deadline, bytes, pool, policy.spareSegments);
      if (segment !== NONE) return segment;
      if (!this.freeOne()) break;
    }
    return open.roomFor(deadline, bytes, pool);
  }

  /** Takes `count` segments for the chunks of one value into `into`. False, with none taken, when they cannot be had. */
  reserveChunks(count: number, into: number[], policy: EvictionPolicy): boolean {
    const { segments } = this;
    into.length = 0;
    while (into.length < count) {
      if (segments.free > policy.spareSegments) {
        into.push(segments.take(CHUNK));
      } else if (!this.freeOne()) {
        for (const segment of into) segments.giveBack(segment);
        return false;
      }
    }
    return true;
  }

  /** Gives the table a page of overflow lines if a segment is free; evicts nothing, so it may be called in mid-insert. */
  addOverflowPage(): boolean {
    return this.segments.free > 0 && this.tableMayGrow() && this.table.addOverflowPage();
  }

  private prepare(spare: number): void {
    const { segments, table } = this;
    if (segments.words[HEADER.flushSegment] !== NONE) this.sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    if (this.lowWater > 0 && segments.free < spare + this.lowWater) this.reclaimer.step(SLICE_ITEMS);
    if (segments.words[HEADER.overflowWanted] !== 0 && this.hasPageForTable(spare)) table.addOverflowPage();
    if (table.isLoaded() && (!table.needsPage() || this.hasPageForTable(spare))) table.grow();
  }

  /** Makes at least one more segment free, or returns false. What flushed namespaces leave goes before anything live. */
  private freeOne(): boolean {
    const { segments, sweeper } = this;
    const before = segments.free;
    while (segments.free <= before && segments.words[HEADER.flushSegment] !== NONE) {
      sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    }
    return segments.free > before || this.reclaimer.freeOne();
  }

  private hasPageForTable(spare: number): boolean {
    if (!this.tableMayGrow()) return false;
    return this.segments.free > spare || (this.lowWater === 0 && this.freeOne());
  }

  private tableMayGrow(): boolean {
    const { segments, table } = this;
    const pages = segments.words[HEADER.tablePages] + table.overflowPages + segments.words[HEADER.ghostPages];
    return segments.end - segments.first - pages > ITEM_SEGMENTS_MIN;
  }
}
