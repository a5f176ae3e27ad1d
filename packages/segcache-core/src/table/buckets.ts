// From a hash to its bucket and on to an item, by the words of memory alone: for the table, whose words are those of its arena, and
// for fetching memory ahead, whose words are those of many arenas (fetcher.ts).
import { HEADER } from "../arena/arena-layout.ts";
import { itemOf, LINE_WORDS_LOG2, LO, lowestSlot, slotsOfTag, tagOf } from "./slot-layout.ts";

/** Number of a hash's bucket in the table of the arena that begins at word `base`. */
export function bucketOf(words: Int32Array, base: number, hash: number): number {
  const lowMask = words[base + HEADER.lowMask];
  const bucket = hash & (2 * lowMask + 1);
  return bucket < words[base + HEADER.buckets] ? bucket : bucket & lowMask;
}

/** Word index, in its arena, of a bucket's first line. @param directory word at which the table's directory begins. */
export function lineAt(words: Int32Array, directory: number, pageLinesLog2: number, bucket: number): number {
  const lineOfPage = bucket & ((1 << pageLinesLog2) - 1);
  return words[directory + (bucket >>> pageLinesLog2)] + (lineOfPage << LINE_WORDS_LOG2);
}

/** The first item in a line whose tag is that of `hash`, or 0: a guess that costs no look at any key. */
export function likelyItem(words: Int32Array, line: number, hash: number): number {
  const slots = slotsOfTag(words, line, tagOf(hash));
  return slots === 0 ? 0 : itemOf(words[line + lowestSlot(slots) + LO]);
}
