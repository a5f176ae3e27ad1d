// Where the next item goes, making room first where there is none. Each insert also does its bounded share of keeping
// segments free ahead of need and of growing the hash table, so that no call pays for many.
import { HEADER } from "../arena/arena-layout.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import { itemBytes } from "../item/item-layout.ts";
import { CHUNK, NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { HashTable } from "../table/hash-table.ts";
import type { Compactor } from "./compactor.ts";
import type { OpenSegments } from "./open-segments.ts";
import type { Reclaimer } from "./reclaimer.ts";
import { SWEEP_DELAY_MS, type Sweeper } from "./sweeper.ts";

/** Most items one call works off beyond its own. */
export const SLICE_ITEMS = 512;
/** Ahead of need an insert works off so many times its own bytes: enough that a segment is free long before it is wanted, also
 * where several are filled at once, and few enough that many inserts share the work of a segment. */
const BYTES_PER_BYTE = 16;
/** The same for inserts of few bytes. */
const SLICE_BYTES_MIN = 4096;
/** Where time is short: how much sooner a segment is free than the open one is full. */
const HASTE = 2;
/** Segments that growth of the hash table leaves for items, at least. */
const ITEM_SEGMENTS_MIN = 4;
/** Free segments that inserts leave as room to move items to, for policies and compaction. */
const SPARE_SEGMENTS = 1;
/** An insert frees each segment once at most, and compacts so often at most as a segment's dead bytes suffice for. */
const TURNS_PER_SEGMENT = 6;
/** One segment in so many is kept free ahead of need. */
const SEGMENTS_PER_SPARE = 512;

export class Allocator {
  private readonly segments: Segments;
  private readonly table: HashTable;
  private readonly open: OpenSegments;
  private readonly reclaimer: Reclaimer;
  private readonly sweeper: Sweeper;
  private readonly compactor: Compactor;
  /** Whether inserts keep segments in hand by reclaiming in slices: not where a segment is small enough to go in one slice. */
  private readonly worksAhead: boolean;

  constructor(
    segments: Segments,
    table: HashTable,
    open: OpenSegments,
    reclaimer: Reclaimer,
    sweeper: Sweeper,
    compactor: Compactor,
  ) {
    this.segments = segments;
    this.table = table;
    this.open = open;
    this.reclaimer = reclaimer;
    this.sweeper = sweeper;
    this.compactor = compactor;
    const itemsMax = segments.segmentBytes / itemBytes(0, 0, false);
    this.worksAhead = itemsMax > SLICE_ITEMS;
  }

  /** A segment of `pool` with room for `bytes` that takes items of this deadline, or NONE. May evict. */
  reserve(deadline: number, bytes: number, pool: number, policy: EvictionPolicy): number {
    const { segments, open } = this;
    this.prepare(deadline, bytes, pool);
    this.finishIfPressed(bytes, policy);
    // Every failed turn but the last has freed a segment, which the next turn opens, or ended a compaction.
    for (let turns = (segments.end - segments.first) * TURNS_PER_SEGMENT; turns > 0; turns--) {
      const segment = open.find(deadline, bytes, pool, SPARE_SEGMENTS);
      if (segment !== NONE) return segment;
      if (!this.winRoom()) break;
    }
    // Without eviction the spare is what compaction wins space back with, so it is never given away.
    return policy.evicts ? open.roomFor(deadline, bytes, pool) : NONE;
  }

  /** Takes `count` segments for the chunks of one value into `into`. False, with none taken, when they cannot be had. */
  reserveChunks(count: number, into: number[]): boolean {
    const { segments } = this;
    into.length = 0;
    while (into.length < count) {
      if (segments.free > SPARE_SEGMENTS) {
        into.push(segments.take(CHUNK));
      } else if (!this.winRoom()) {
        for (const segment of into) segments.giveBack(segment);
        return false;
      }
    }
    return true;
  }

  /** Gives the table a page of overflow lines if a segment is free; evicts nothing, so it may be called in mid-insert. */
  addOverflowPage(): boolean {
    return this.segments.free > SPARE_SEGMENTS && this.tableMayGrow() && this.table.addOverflowPage();
  }

  private prepare(deadline: number, bytes: number, pool: number): void {
    const { segments, table } = this;
    if (segments.words[HEADER.flushSegment] !== NONE) this.sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    if (segments.isShrinking) this.shrink();
    if (segments.words[HEADER.compactWanted] !== 0) this.reclaimer.tidy(SLICE_ITEMS, bytes * BYTES_PER_BYTE);
    if (this.worksAhead && segments.free < this.lowWater()) {
      this.reclaimer.step(SLICE_ITEMS, this.sliceBytes(deadline, bytes, pool));
    }
    if (segments.words[HEADER.overflowWanted] !== 0 && this.hasPageForTable()) table.addOverflowPage();
    if (table.isLoaded() && (!table.needsPage() || this.hasPageForTable())) table.grow();
  }

  /** How much an insert has to work off for a segment to be free when the one that it goes into is full. */
  private sliceBytes(deadline: number, bytes: number, pool: number): number {
    const share = bytes / this.open.roomLeft(deadline, pool);
    return Math.max(SLICE_BYTES_MIN, bytes * BYTES_PER_BYTE, this.segments.segmentBytes * share * HASTE);
  }

  /** Free segments, the spare included, below which inserts reclaim ahead of need. */
  private lowWater(): number {
    return SPARE_SEGMENTS + 1 + Math.floor(this.segments.usable / SEGMENTS_PER_SPARE);
  }

  /** One bounded step towards a lower maximum; false when nothing is left to do or nothing may be evicted. */
  shrink(): boolean {
    const { segments } = this;
    if (segments.isShrinking) this.reclaimer.step(SLICE_ITEMS);
    segments.holdBack();
    return segments.isShrinking;
  }

  /** Wins room in a free or an open segment, or returns false. What flushed namespaces leave goes before anything live. */
  private winRoom(): boolean {
    const { segments, sweeper } = this;
    const before = segments.free;
    while (segments.free <= before && segments.words[HEADER.flushSegment] !== NONE) {
      sweeper.step(SLICE_ITEMS, SWEEP_DELAY_MS);
    }
    return segments.free > before || this.reclaimer.winRoom();
  }

  /** A compaction that has taken the last free segment is finished at once if this insert could take its room away. */
  private finishIfPressed(bytes: number, policy: EvictionPolicy): void {
    const { compactor } = this;
    if (!compactor.isUnderWay() || compactor.canWait(bytes, policy)) return;
    compactor.proceed(Number.MAX_SAFE_INTEGER, policy);
  }

  private hasPageForTable(): boolean {
    if (!this.tableMayGrow()) return false;
    if (this.segments.free <= SPARE_SEGMENTS && !this.worksAhead) this.winRoom();
    return this.segments.free > SPARE_SEGMENTS;
  }

  private tableMayGrow(): boolean {
    const { segments, table } = this;
    const pages = segments.words[HEADER.tablePages] + table.overflowPages + segments.words[HEADER.ghostPages];
    return segments.end - segments.first - pages > ITEM_SEGMENTS_MIN;
  }
}
