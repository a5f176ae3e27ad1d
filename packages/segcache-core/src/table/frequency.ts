// The approximate smoothed frequency counter of the paper (Segcache, NSDI '21, section 4.3): the first 16 accesses are
// counted one by one, later ones with probability 1/count; an item is counted at most once a second, so that a burst does
// not look like popularity. Pure functions on a slot's hi word.
import { COUNT_MAX, countOfHi, packHi, stampOfHi, tagOfHi } from "./slot-layout.ts";

const EXACT_UP_TO = 16;

/** True when an access in the second `stamp` is to be counted (and may need a random number). */
export function countsNow(hi: number, stamp: number): boolean {
  return stampOfHi(hi) !== stamp || countOfHi(hi) === 0;
}

/** The hi word after an access that counts; `random` is any 32-bit integer. */
export function bumped(hi: number, stamp: number, random: number): number {
  const count = countOfHi(hi);
  const grows = count < COUNT_MAX && (count <= EXACT_UP_TO || (random >>> 0) % count === 0);
  return packHi(tagOfHi(hi), stamp, grows ? count + 1 : count);
}
