// One hash bucket: a 64-byte line of 16 words (architecture E3).
//   words 0..6   hi of slots 0..6   | tag 31..20 | stamp 19..8 | count 7..0 |      0 = empty (a tag is never 0)
//   word  7      word index of the overflow line that continues this bucket, 0 = none
//   words 8..14  lo of slots 0..6   | ahead 31..29 | word index of the item in the arena 28..0 |
//   word  15     version: changes with every update, delete and expiry of a key of this bucket
// The tag is the top of the hash; the count is the approximate popularity; the stamp is the coarse second of the last
// access, which lets a key be counted once a second (the paper's smoothing) without a pass over the bucket.
// Ahead are the hash bits by which the next splits of the bucket will tell its items apart, so that most need not be hashed anew
// for that: up to two, the nearest lowest, below a mark; 1 = none is left.

export const SLOTS = 7;
export const LINE_WORDS = 16;
export const LINE_WORDS_LOG2 = 4;
/** From the word of a slot's hi to the word of its lo. */
export const LO = 8;
export const OVERFLOW_WORD = 7;
export const VERSION_WORD = 15;

const COUNT_BITS = 8;
const STAMP_BITS = 12;
const TAG_SHIFT = COUNT_BITS + STAMP_BITS;
const AHEAD_BITS = 2;
const AHEAD_SHIFT = 32 - 1 - AHEAD_BITS;
const AHEAD_MARK = 2 ** AHEAD_BITS;
const ITEM_MASK = 2 ** AHEAD_SHIFT - 1;
const COUNT_MASK = 2 ** COUNT_BITS - 1;
const STAMP_MASK = 2 ** STAMP_BITS - 1;

/** Highest popularity count. */
export const COUNT_MAX = 127;

/** The tag of a hash: its top bits, never 0. */
export function tagOf(hash: number): number {
  const tag = hash >>> TAG_SHIFT;
  return tag === 0 ? 1 : tag;
}
/** The stamp of a time in coarse seconds. */
export function stampOf(seconds: number): number {
  return seconds & STAMP_MASK;
}
export function packHi(tag: number, stamp: number, count: number): number {
  return (tag << TAG_SHIFT) | (stamp << COUNT_BITS) | count;
}
export function tagOfHi(hi: number): number {
  return hi >>> TAG_SHIFT;
}
/** The slots of a line that have a tag, as bits: slot n is bit n. Every slot is compared and none branched on, for which of them it is
 * cannot be foreseen. */
export function slotsOfTag(words: Int32Array, line: number, tag: number): number {
  return (
    isTag(words[line], tag) |
    (isTag(words[line + 1], tag) << 1) |
    (isTag(words[line + 2], tag) << 2) |
    (isTag(words[line + 3], tag) << 3) |
    (isTag(words[line + 4], tag) << 4) |
    (isTag(words[line + 5], tag) << 5) |
    (isTag(words[line + 6], tag) << 6)
  );
}
/** 1 if a hi word has the tag, else 0. */
function isTag(hi: number, tag: number): number {
  return (((hi >>> TAG_SHIFT) ^ tag) - 1) >>> 31;
}
/** The lowest of slots given as bits. */
export function lowestSlot(slots: number): number {
  return 31 - Math.clz32(slots & -slots);
}
export function stampOfHi(hi: number): number {
  return (hi >>> COUNT_BITS) & STAMP_MASK;
}
export function countOfHi(hi: number): number {
  return hi & COUNT_MASK;
}
/** The word with another count. */
export function withCount(hi: number, count: number): number {
  return (hi & ~COUNT_MASK) | count;
}
/** The lo word of an item in a bucket that the lowest `level` bits of its hash tell. */
export function packLo(item: number, hash: number, level: number): number {
  return ((AHEAD_MARK | ((hash >>> level) & (AHEAD_MARK - 1))) << AHEAD_SHIFT) | item;
}
export function itemOf(lo: number): number {
  return lo & ITEM_MASK;
}
/** The word with another item, of the same key. */
export function withItem(lo: number, item: number): number {
  return (lo & ~ITEM_MASK) | item;
}
/** Whether a lo word tells the hash bit that the next split goes by. */
export function knowsNextBit(lo: number): boolean {
  return lo >>> AHEAD_SHIFT > 1;
}
/** That bit. */
export function nextBitOf(lo: number): number {
  return (lo >>> AHEAD_SHIFT) & 1;
}
/** The word after that split. */
export function afterSplit(lo: number): number {
  return ((lo >>> (AHEAD_SHIFT + 1)) << AHEAD_SHIFT) | itemOf(lo);
}
