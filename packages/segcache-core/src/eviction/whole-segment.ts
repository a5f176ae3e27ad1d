// What the policies that drop their victim whole have in common: nothing is kept, moved, remembered or put on probation; and
// when no full segment is left, the open one that was opened first goes.
import type { Arena } from "../arena/arena.ts";
import { MAIN_POOL } from "../segments/pools.ts";
import { NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { EvictionPolicy } from "./policy.ts";

/** Of the segments of `state` that head every `step`-th chain from `firstChain` on, the one opened first, or NONE. */
export function oldestHead(arena: Arena, segments: Segments, state: number, firstChain: number, step: number): number {
  const { chainHeads } = arena;
  let oldest = NONE;
  for (let chain = firstChain; chain < chainHeads.length; chain += step) {
    const head = chainHeads[chain];
    if (head === NONE || segments.state[head] !== state) continue;
    if (oldest === NONE || segments.sequence[head] < segments.sequence[oldest]) oldest = head;
  }
  return oldest;
}

export abstract class WholeSegmentPolicy implements EvictionPolicy {
  readonly evicts: boolean = true;
  readonly usesPools: boolean = false;
  readonly compactLiveShare: number = 0;
  protected readonly arena: Arena;
  protected readonly segments: Segments;

  constructor(arena: Arena, segments: Segments) {
    this.arena = arena;
    this.segments = segments;
  }

  /** The full segment to drop, or NONE when there is no full one. */
  protected abstract chooseSealed(): number;

  chooseVictim(): number {
    const sealed = this.chooseSealed();
    return sealed === NONE ? oldestHead(this.arena, this.segments, OPEN, 0, 1) : sealed;
  }

  keeps(): boolean {
    return false;
  }
  countOfKept(count: number): number {
    return count;
  }
  destinationFor(): number {
    return NONE;
  }
  dropped(): void {}
  emptied(): void {}
  poolFor(): number {
    return MAIN_POOL;
  }
  admitted(): void {}
  remembers(): boolean {
    return false;
  }
  release(): void {}

  /** The full segment for which `rank` is lowest, the first of equals, or NONE. */
  protected lowest(rank: Float64Array | Int32Array): number {
    const { state, first, end } = this.segments;
    let best = NONE;
    for (let segment = first; segment < end; segment++) {
      if (state[segment] === SEALED && (best === NONE || rank[segment] < rank[best])) best = segment;
    }
    return best;
  }
}
