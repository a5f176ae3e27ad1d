// Winning back the space of dead items without dropping live ones: a full segment of which enough is dead is emptied by moving
// all its live items to open segments, deadline, pool and popularity kept. It can stop after any item and go on later: the
// segment stays in its chain, the items before the cursor are dead, those after it are served as ever; once the last live
// one has moved the ledger gives it back. Each finished compaction destroys at least DEAD_SHARE_MIN of a segment in dead bytes
// and makes none, so there are no more of them than dead bytes pay for, and no more than (1 - DEAD_SHARE_MIN) / DEAD_SHARE_MIN
// bytes are moved for a byte that died: compaction cannot go round in circles.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import type { Items } from "../item/items.ts";
import { MAIN_POOL, poolOf } from "../segments/pools.ts";
import { NONE, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import type { Evacuation } from "./evacuation.ts";
import type { OpenSegments } from "./open-segments.ts";

/** Part of a segment that must be dead for its live items to be worth moving rather than evicting something. */
const DEAD_SHARE_MIN = 0.2;

export class Compactor {
  private readonly words: Int32Array;
  private readonly counters: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly open: OpenSegments;
  private readonly evacuation: Evacuation;
  private readonly deadBytesMin: number;

  constructor(arena: Arena, items: Items, segments: Segments, open: OpenSegments, evacuation: Evacuation) {
    this.words = arena.words;
    this.counters = arena.counters;
    this.items = items;
    this.segments = segments;
    this.open = open;
    this.evacuation = evacuation;
    this.deadBytesMin = Math.ceil(segments.segmentBytes * DEAD_SHARE_MIN);
  }

  /** True while the live items of some segment are being moved. */
  isUnderWay(): boolean {
    return this.words[HEADER.compactSegment] !== NONE;
  }

  /** Begins with the segment that holds most dead bytes, if they are enough to win memory and there is room for the live ones. */
  begin(policy: EvictionPolicy): boolean {
    return this.search(this.deadBytesMin, 1, policy);
  }

  /** The same ahead of need, where the policy asks for that: for segments of which more is dead. */
  beginAhead(policy: EvictionPolicy): boolean {
    return this.search(1, policy.compactLiveShare, policy);
  }

  /** True for a full segment that the policy wants compacted ahead of need. */
  isDueAhead(segment: number, policy: EvictionPolicy): boolean {
    const { state, writtenBytes, liveBytes } = this.segments;
    return state[segment] === SEALED && liveBytes[segment] <= writtenBytes[segment] * policy.compactLiveShare;
  }

  /** Moves on over at most `itemsMax` items, of `bytesMax` bytes or little more; returns how many it looked at. Gives up where an
   * item finds no room. */
  proceed(itemsMax: number, policy: EvictionPolicy, bytesMax: number = Infinity): number {
    const { words, items, segments } = this;
    const segment = words[HEADER.compactSegment];
    const start = segments.startOf(segment);
    const pool = this.poolFor(segment, policy);
    const stop = Math.min(segments.writtenBytes[segment], words[HEADER.compactOffset] + bytesMax);
    let fetchedTo = start;
    let looked = 0;
    for (; looked < itemsMax && words[HEADER.compactSegment] === segment; looked++) {
      if (words[HEADER.compactOffset] >= stop) break;
      const item = start + (words[HEADER.compactOffset] >> 2);
      if (item >= fetchedTo) fetchedTo = this.evacuation.fetch(item, start + (stop >> 2));
      const bytes = items.size(item);
      if (!items.isDead(item) && !this.relocate(item, bytes, pool)) {
        words[HEADER.compactSegment] = NONE;
        break;
      }
      words[HEADER.compactOffset] += bytes;
    }
    return looked;
  }

  /** True where an insert of `bytes` leaves room enough to finish what is under way. */
  canWait(bytes: number, policy: EvictionPolicy): boolean {
    const { segments, open } = this;
    if (segments.free > 0) return true;
    const segment = this.words[HEADER.compactSegment];
    return open.mostRoom(this.poolFor(segment, policy)) >= segments.liveBytes[segment] + bytes;
  }

  /** Looks through the segments for one to begin with: far less work than emptying it. */
  private search(deadBytesMin: number, liveShareMax: number, policy: EvictionPolicy): boolean {
    const { words, segments, open } = this;
    const segment = this.mostDead(deadBytesMin, liveShareMax);
    if (segment === NONE) return false;
    if (segments.free === 0 && open.mostRoom(this.poolFor(segment, policy)) < segments.liveBytes[segment]) return false;
    words[HEADER.compactSegment] = segment;
    words[HEADER.compactOffset] = 0;
    return true;
  }

  /** Where the items of a segment belong: a pool that the policy in force has no use for is left to empty itself. */
  private poolFor(segment: number, { usesPools }: EvictionPolicy): number {
    return usesPools ? poolOf(this.segments.chain[segment]) : MAIN_POOL;
  }

  /** Of the full segments of which enough is dead, and little enough live, that with most dead bytes, or NONE. */
  private mostDead(deadBytesMin: number, liveShareMax: number): number {
    const { state, writtenBytes, liveBytes, first } = this.segments;
    const touchedEnd = this.words[HEADER.untouchedFrom];
    let best = NONE;
    let most = deadBytesMin - 1;
    for (let segment = first; segment < touchedEnd; segment++) {
      const dead = writtenBytes[segment] - liveBytes[segment];
      if (dead <= most || state[segment] !== SEALED) continue;
      if (liveBytes[segment] > writtenBytes[segment] * liveShareMax) continue;
      best = segment;
      most = dead;
    }
    return best;
  }

  /** Moves a live item, or drops it if its time has come. False when there is no room for it. */
  private relocate(item: number, bytes: number, pool: number): boolean {
    const { evacuation, items, counters } = this;
    const hash = items.hashOf(item);
    const slot = evacuation.slotOf(item, hash);
    if (evacuation.isGone(item)) {
      evacuation.remove(item, hash, slot);
      return true;
    }
    const destination = this.open.roomForMoved(items.deadline(item), bytes, pool);
    if (!evacuation.move(item, bytes, slot, destination, evacuation.countAt(slot))) return false;
    counters[COUNTER.itemsCompacted]++;
    counters[COUNTER.bytesCompacted] += bytes;
    return true;
  }
}
