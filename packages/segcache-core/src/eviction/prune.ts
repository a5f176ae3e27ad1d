// Which items of a segment a merge pass keeps: those whose popularity for their size is above a cutoff, which follows what
// has been kept so far towards a target share (Segcache, NSDI '21, section 4.3; the arithmetic is that of the published
// implementation, with the floor its later version puts under one step of the cutoff). State is a few numbers in the arena,
// so that a pass can stop after any item; the cutoff is carried from segment to segment.

/** Places of the state in the array it is kept in. */
export const PRUNE = {
  cutoff: 0,
  target: 1,
  bytesToDrop: 2,
  meanBytes: 3,
  interval: 4,
  /** Number of the next look at the cutoff. */
  nth: 5,
  scanned: 6,
  dropped: 7,
  retained: 8,
} as const;

/** How often the cutoff is looked at in one segment. */
const LOOKS = 10;
/** The cutoff moves only when the kept share is off by more than this, relative to the target. */
const TOLERANCE = 0.5;
/** One look lowers the cutoff to no less than this part of it: else a segment that begins with large items ends the pruning. */
const STEP_MIN = 0.25;
/** Below this cutoff everything is kept. */
const CUTOFF_MIN = 0.0001;

/** Starts on a segment with this much in it; `state[PRUNE.cutoff]` comes from the segment before (1 at first). */
export function beginPrune(
  state: Float64Array,
  target: number,
  segmentBytes: number,
  liveBytes: number,
  liveItems: number,
): void {
  state[PRUNE.cutoff] = (1 + state[PRUNE.cutoff]) / 2;
  state[PRUNE.target] = target;
  state[PRUNE.bytesToDrop] = liveBytes - Math.floor(segmentBytes * target);
  state[PRUNE.meanBytes] = liveBytes / liveItems;
  state[PRUNE.interval] = Math.floor(segmentBytes / LOOKS);
  state[PRUNE.nth] = 1;
  state[PRUNE.scanned] = 0;
  state[PRUNE.dropped] = 0;
  state[PRUNE.retained] = 0;
}

/** Whether the next live item, in address order, is kept: `bytes` is what it takes here, `footprint` what it takes in all. */
export function survives(state: Float64Array, bytes: number, footprint: number, count: number): boolean {
  state[PRUNE.scanned] += bytes;
  if (state[PRUNE.scanned] >= state[PRUNE.nth] * state[PRUNE.interval]) {
    state[PRUNE.nth]++;
    const target = state[PRUNE.target];
    const excess = (state[PRUNE.retained] / state[PRUNE.scanned] - target) / target;
    if (excess < -TOLERANCE || excess > TOLERANCE) state[PRUNE.cutoff] *= Math.max(1 + excess, STEP_MIN);
  }
  const worth = count / (footprint / state[PRUNE.meanBytes]);
  const drops =
    state[PRUNE.cutoff] >= CUTOFF_MIN &&
    state[PRUNE.dropped] < state[PRUNE.bytesToDrop] &&
    worth <= state[PRUNE.cutoff];
  state[drops ? PRUNE.dropped : PRUNE.retained] += bytes;
  return !drops;
}
