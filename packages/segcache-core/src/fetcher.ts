// Fetching ahead what keys need of the shards in one buffer. All of them are read through one array, in bare loops that have no
// object of a shard in them, so that the loads of many keys overlap, whichever shards they are of. Others may be changing that memory
// meanwhile: every place read from it is looked at only if it lies within its shard's arena, and used for nothing but to read.
import type { Arena } from "./arena/arena.ts";
import { touch } from "./arena/touch.ts";
import { bucketOf, likelyItem, lineAt } from "./table/buckets.ts";
import { LINE_WORDS, LINE_WORDS_LOG2, OVERFLOW_WORD } from "./table/slot-layout.ts";

export class Fetcher {
  /** All arenas and what is between them, beginning with the first one. */
  private readonly words: Int32Array;
  /** Word at which each arena begins, and the directory of its table. */
  private readonly bases: Int32Array;
  private readonly directories: Int32Array;
  private readonly pageLinesLog2: number;
  /** As many buckets as a directory has room for. */
  private readonly bucketsEnd: number;
  /** Beyond the last place in an arena behind which a whole line more can be read. */
  private readonly placesEnd: number;
  /** Word index of the line, and of the item, to be touched for each key; its arena's first word where there is none. */
  private readonly lines: Int32Array;
  private readonly places: Int32Array;
  /** Of each key that was added, the hash and the shard's number in this buffer. */
  private readonly hashes: Int32Array;
  private readonly shards: Int32Array;
  private added = 0;

  /**
   * @param arenas all of one shape, in one buffer, in the order in which they stand there.
   * @param keysMax most keys that are fetched for, or added, at once.
   */
  constructor(arenas: readonly Arena[], keysMax: number) {
    const [{ buffer, shape, words, segmentWordsLog2 }] = arenas;
    const last = arenas[arenas.length - 1].words;
    const wordOf = (byte: number): number => (byte - words.byteOffset) / 4;
    this.words = new Int32Array(buffer, words.byteOffset, wordOf(last.byteOffset) + last.length);
    this.bases = Int32Array.from(arenas, (arena) => wordOf(arena.words.byteOffset));
    this.directories = this.bases.map((base, index) => base + arenas[index].directory);
    this.pageLinesLog2 = segmentWordsLog2 - LINE_WORDS_LOG2;
    this.bucketsEnd = shape.pages << this.pageLinesLog2;
    this.placesEnd = words.length - LINE_WORDS;
    this.lines = new Int32Array(keysMax);
    this.places = new Int32Array(keysMax);
    this.hashes = new Int32Array(keysMax);
    this.shards = new Int32Array(keysMax);
  }

  /** Adds a key for `fetchAdded`. */
  add(hash: number, shard: number): void {
    this.hashes[this.added] = hash;
    this.shards[this.added] = shard;
    this.added++;
  }

  /** Does for the keys added since the last time what `fetch` does. */
  fetchAdded(): number {
    const { hashes, shards, added } = this;
    this.added = 0;
    return this.fetch(hashes, shards, added);
  }

  /**
   * Touches the bucket of every key, then the second line of those buckets whose first does not seem to hold the key, then two lines
   * of the item that each is likely to have. Places are worked out in loops of their own, since loads that wait for nothing but a place
   * are fetched side by side. The number returned means nothing; it keeps the loads from being left out.
   */
  fetch(hashes: Int32Array, shards: Int32Array, count: number): number {
    const { words, bases, directories, pageLinesLog2, bucketsEnd, placesEnd, lines, places } = this;
    for (let index = 0; index < count; index++) {
      const shard = shards[index];
      const base = bases[shard];
      const bucket = below(bucketsEnd, bucketOf(words, base, hashes[index]));
      lines[index] = base + below(placesEnd, lineAt(words, directories[shard], pageLinesLog2, bucket));
    }
    let seen = touch(words, lines, count);
    let continuations = 0;
    for (let index = 0; index < count; index++) {
      const base = bases[shards[index]];
      const line = lines[index];
      const item = likelyItem(words, line, hashes[index]);
      const after = item === 0 ? words[line + OVERFLOW_WORD] : 0;
      places[index] = base + below(placesEnd, item);
      lines[index] = base + below(placesEnd, after);
      continuations |= after;
    }
    if (continuations !== 0) seen ^= this.fetchContinuations(hashes, shards, count);
    return seen ^ touch(words, places, count) ^ touch(words, places, count, LINE_WORDS);
  }

  /** Touches the second lines, and finds the items that they are likely to have. */
  private fetchContinuations(hashes: Int32Array, shards: Int32Array, count: number): number {
    const { words, bases, placesEnd, lines, places } = this;
    const seen = touch(words, lines, count);
    for (let index = 0; index < count; index++) {
      const base = bases[shards[index]];
      if (lines[index] !== base)
        places[index] = base + below(placesEnd, likelyItem(words, lines[index], hashes[index]));
    }
    return seen;
  }
}

/** A number that was read while others may have been writing, or 0 if it is none from 0 to below `end`. */
function below(end: number, read: number): number {
  return read >>> 0 < end ? read : 0;
}
