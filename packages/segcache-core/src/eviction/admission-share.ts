// How much of memory new items may take before they have proven themselves: a share that follows what it costs. A key that
// comes back soon after it was dropped from the admission pool would have been a hit had that pool been a little larger; one
// that comes back soon after it was dropped from the main pool, had the main pool been. Each such return moves the share a
// little towards the pool that lost it, so that it settles where a byte is worth as much in either (ARC, FAST '03, does so with
// two lists of keys; S3-FIFO-D, SOSP '23, with two small ghosts). The state is two numbers in the arena.
import { ADMISSION_POOL, MAIN_POOL } from "../segments/pools.ts";

/** Where it begins. */
export const SHARE_FIRST = 0.1;
/** Bounds of the share: some room for new items always, and no less for proven ones. */
const SHARE_MIN = 0.02;
const SHARE_MAX = 0.5;
/** "Soon": within so many evictions from the same pool, relative to the number of items held. */
const SOON = 0.1;
/** By how many items' worth of memory one return moves the share. */
const STEP_ITEMS = 3;
/** Evictions over which the parts of both pools are averaged. */
const AVERAGED = 1024;

/** Part of the evictions that are from the main pool, to begin with. */
const MAIN_PART_FIRST = 0.1;

/** Places in the policy's state, after those of the policy itself: how far each number has moved from where it began. */
const MOVED = {
  share: 8,
  mainPart: 9,
} as const;

export class AdmissionShare {
  private readonly state: Float64Array;
  /** The share that was asked for, which never moves, or 0. */
  private readonly fixed: number;

  constructor(state: Float64Array, fixed: number) {
    this.state = state;
    this.fixed = fixed;
  }

  get value(): number {
    return this.fixed > 0 ? this.fixed : SHARE_FIRST + this.state[MOVED.share];
  }

  /** Told of every item that is dropped, and from which pool. */
  dropped(pool: number): void {
    const mainPart = pool === ADMISSION_POOL ? 0 : 1;
    this.state[MOVED.mainPart] += (mainPart - this.partOf(MAIN_POOL)) / AVERAGED;
  }

  /** Told of a key that comes back `evictions` after it was dropped from `pool`, to a cache that holds `items`. */
  returned(pool: number, evictions: number, items: number): void {
    if (evictions * this.partOf(pool) > items * SOON) return;
    const step = (pool === ADMISSION_POOL ? STEP_ITEMS : -STEP_ITEMS) / Math.max(items, 1);
    const share = SHARE_FIRST + this.state[MOVED.share] + step;
    this.state[MOVED.share] = Math.min(SHARE_MAX, Math.max(SHARE_MIN, share)) - SHARE_FIRST;
  }

  /** Part of the last evictions that were from `pool`. */
  private partOf(pool: number): number {
    const mainPart = MAIN_PART_FIRST + this.state[MOVED.mainPart];
    return pool === ADMISSION_POOL ? 1 - mainPart : mainPart;
  }
}
