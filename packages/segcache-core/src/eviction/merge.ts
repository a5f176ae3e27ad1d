// Policy `merge` (Segcache, NSDI '21): several neighbouring segments of a chain are merged into one that keeps their most
// popular items for their size. A pass takes a free segment, puts it before the first of the run, and moves the survivors of
// one segment after another into it; each emptied segment is free. When a pass wins nothing (everything is hot), or there is no
// run or no free segment to copy into, the next segment is dropped whole, so eviction always gets on. A segment that
// deletes and expiry leave no more than 1 / `compact` of alive is compacted at once, without waiting for want of room.
import type { Arena } from "../arena/arena.ts";
import { chainOf, MAIN_POOL } from "../segments/pools.ts";
import { FILLING, NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import type { EvictionPolicy, SpentSegments } from "./policy.ts";
import type { MergeOptions } from "./policy-names.ts";
import { beginPrune, PRUNE, survives } from "./prune.ts";
import { oldestHead } from "./whole-segment.ts";

/** A pass's places in the policy's state, after those of pruning. */
const PASS = {
  destination: 9,
  /** Segments the pass may still take. */
  left: 10,
  /** Segments it has emptied. */
  emptied: 11,
  /** 1 while the victim is dropped whole. */
  dropsWhole: 12,
  runLength: 13,
} as const;

const MAX_DEFAULT = 8;
const MERGE_DEFAULT = 4;
const COMPACT_DEFAULT = 2;
const RUN_MIN = 2;
/** A destination this much fuller than the intended share ends a pass. */
const STOP_MARGIN = 0.05;

export class Merge implements EvictionPolicy {
  readonly evicts: boolean = true;
  readonly usesPools: boolean = false;
  readonly compactLiveShare: number;
  private readonly arena: Arena;
  private readonly segments: Segments;
  private readonly state: Float64Array;
  private readonly spent: SpentSegments;
  private readonly segmentsMax: number;
  private readonly ratio: number;
  private readonly stopBytes: number;

  constructor(arena: Arena, segments: Segments, spent: SpentSegments, options: MergeOptions) {
    this.arena = arena;
    this.segments = segments;
    this.state = arena.policyState;
    this.spent = spent;
    this.segmentsMax = options.max ?? MAX_DEFAULT;
    this.ratio = options.merge ?? MERGE_DEFAULT;
    const compact = options.compact ?? COMPACT_DEFAULT;
    this.compactLiveShare = compact === 0 ? 0 : 1 / compact;
    this.stopBytes = Math.floor(segments.segmentBytes * Math.min(1, 1 - 1 / this.ratio + STOP_MARGIN));
  }

  chooseVictim(): number {
    const { state } = this;
    state[PASS.dropsWhole] = 0;
    const victim = this.isPassUnderWay() ? this.nextOfPass() : this.beginPass();
    if (victim === NONE || state[PASS.dropsWhole] === 1) return victim;
    const { liveBytes, liveItems, segmentBytes } = this.segments;
    const target = 1 / Math.min(state[PASS.runLength], this.ratio);
    beginPrune(state, target, segmentBytes, liveBytes[victim], liveItems[victim]);
    return victim;
  }

  keeps(bytes: number, footprint: number, count: number): boolean {
    return this.state[PASS.dropsWhole] === 0 && survives(this.state, bytes, footprint, count);
  }

  countOfKept(count: number): number {
    return count >> 1;
  }

  destinationFor(bytes: number): number {
    const destination = this.state[PASS.destination];
    if (!this.isPassUnderWay()) return NONE;
    return this.segments.writtenBytes[destination] + bytes <= this.segments.segmentBytes ? destination : NONE;
  }

  dropped(): void {}

  emptied(): void {
    if (this.state[PASS.dropsWhole] === 1) return;
    this.state[PASS.left]--;
    this.state[PASS.emptied]++;
  }

  poolFor(): number {
    return MAIN_POOL;
  }
  admitted(): void {}
  remembers(): boolean {
    return false;
  }
  release(): void {
    if (this.isPassUnderWay()) this.endPass();
  }

  /** False as well when what was to be the destination has expired and gone in the meantime. */
  private isPassUnderWay(): boolean {
    const destination = this.state[PASS.destination];
    return destination !== NONE && this.segments.state[destination] === FILLING;
  }

  private nextOfPass(): number {
    const { state, segments } = this;
    const destination = state[PASS.destination];
    const next = segments.next[destination];
    const isFull = segments.liveBytes[destination] >= this.stopBytes;
    if (state[PASS.left] > 0 && !isFull && next !== NONE && segments.state[next] === SEALED) return next;
    const won = state[PASS.emptied] - 1; // one segment went into the destination
    this.endPass();
    if (won > 0) return this.beginPass();
    return this.dropWhole(next !== NONE && segments.state[next] === SEALED ? next : NONE);
  }

  private beginPass(): number {
    const { state, segments } = this;
    const first = segments.free === 0 ? NONE : this.findRun();
    if (first === NONE) return this.dropWhole(NONE);
    const length = this.runLength(first);
    this.arena.counters[COUNTER.mergePasses]++;
    state[PASS.destination] = segments.insertBefore(first);
    state[PASS.left] = length;
    state[PASS.runLength] = length;
    state[PASS.emptied] = 0;
    state[PRUNE.cutoff] = 1;
    return first;
  }

  private endPass(): void {
    const { segments, state } = this;
    const destination = state[PASS.destination];
    state[PASS.destination] = NONE;
    this.arena.mergeCursors[segments.chain[destination]] = segments.next[destination];
    segments.state[destination] = SEALED;
    this.spent.releaseIfSpent(destination);
  }

  /** Drops `segment`, or where that is NONE the oldest full one, or an open one when no full one is left. */
  private dropWhole(segment: number): number {
    const { arena, segments } = this;
    this.state[PASS.dropsWhole] = 1;
    if (segment !== NONE) return segment;
    const sealed = oldestHead(arena, segments, SEALED, 0, 1);
    return sealed === NONE ? oldestHead(arena, segments, OPEN, 0, 1) : sealed;
  }

  /** The first segment of a run that can be merged, in a chain drawn by its number of segments, or in any other. */
  private findRun(): number {
    const { arena, segments } = this;
    const drawn = segments.first + arena.drawBelow(segments.end - segments.first);
    const isInChain = segments.state[drawn] === SEALED || segments.state[drawn] === OPEN;
    const start = isInChain ? segments.chain[drawn] : chainOf(0, MAIN_POOL);
    for (let step = 0; step < segments.chains; step++) {
      const run = this.findRunIn((start + step) % segments.chains);
      if (run !== NONE) return run;
    }
    return NONE;
  }

  private findRunIn(chain: number): number {
    const { arena, segments } = this;
    const cursor = arena.mergeCursors[chain];
    for (let segment = cursor; segment !== NONE; segment = segments.next[segment]) {
      if (this.runLength(segment) >= RUN_MIN) return segment;
    }
    for (
      let segment = arena.chainHeads[chain];
      segment !== cursor && segment !== NONE;
      segment = segments.next[segment]
    ) {
      if (this.runLength(segment) >= RUN_MIN) return segment;
    }
    return NONE;
  }

  /** How many full segments follow one another from `first` on, up to what one pass takes. */
  private runLength(first: number): number {
    const { state, next } = this.segments;
    let length = 0;
    for (let segment = first; segment !== NONE && state[segment] === SEALED; segment = next[segment]) {
      if (++length === this.segmentsMax) break;
    }
    return length;
  }
}
