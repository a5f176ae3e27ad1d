// Key -> item, as a hash table that grows by linear hashing (Litwin 1980): some buckets are split at a time, so it keeps its
// load with no rehash and no pause. Buckets are 64-byte lines in pages of the arena, found through a directory; a full
// bucket continues in overflow lines. Holes are filled from a chain's last line, so only that one has empty slots.
// Invariant: at most one slot a key; a slot's item hashes to its bucket.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { touch } from "../arena/touch.ts";
import type { Key } from "../item/key.ts";
import { OVERFLOW, TABLE } from "../segments/segment-layout.ts";
import { COUNTER } from "../stats.ts";
import { bucketOf, lineAt } from "./buckets.ts";
import { nextCursor } from "./scan-cursor.ts";
import {
  afterSplit,
  countOfHi,
  itemOf,
  knowsNextBit,
  LINE_WORDS,
  LINE_WORDS_LOG2,
  LO,
  lowestSlot,
  nextBitOf,
  OVERFLOW_WORD,
  packHi,
  packLo,
  SLOTS,
  slotsOfTag,
  tagOf,
  VERSION_WORD,
  withItem,
} from "./slot-layout.ts";

/** What the table must know of items. */
export interface KeyReader {
  keyEquals(item: number, key: Key): boolean;
  hashOf(item: number): number;
}

/** Where the table gets its pages: arena pages by number, 0 when none is free. */
export interface PageSource {
  take(state: number): number;
  startOf(page: number): number;
}

export const NOT_FOUND = -1;
/** Mean items a bucket beyond which the table grows. */
const ITEMS_PER_BUCKET = 6;
/** Buckets that are split together; a page has a multiple of so many. */
const RUN = 8;
/** Longest chain, lines: bounds every operation even when an attacker makes keys collide. */
const CHAIN_LINES_MAX = 16;

export class HashTable {
  private readonly words: Int32Array;
  /** Word at which the directory begins. */
  private readonly directory: number;
  private readonly counters: Float64Array;
  private readonly keys: KeyReader;
  private readonly pages: PageSource;
  private readonly pageLinesLog2: number;
  private readonly pageLineMask: number;
  /** Slots of the bucket being split: hi, lo by turns. One chain fits. */
  private readonly scratch: Int32Array;
  /** What touch() returned. */
  protected seen = 0;

  constructor(arena: Arena, keys: KeyReader, pages: PageSource) {
    this.words = arena.words;
    this.directory = arena.directory;
    this.counters = arena.counters;
    this.keys = keys;
    this.pages = pages;
    this.pageLinesLog2 = arena.segmentWordsLog2 - LINE_WORDS_LOG2;
    this.pageLineMask = (1 << this.pageLinesLog2) - 1;
    this.scratch = new Int32Array(2 * SLOTS * CHAIN_LINES_MAX);
    if (arena.isNew) this.reset();
  }

  /** An empty table of one page; the pages it had must have been freed. Versions go on from where they were. */
  reset(): void {
    const { words } = this;
    const start = this.pages.startOf(this.pages.take(TABLE));
    const lines = this.pageLineMask + 1;
    words[this.directory] = start;
    words[HEADER.buckets] = lines;
    words[HEADER.lowMask] = lines - 1;
    words[HEADER.tablePages] = 1;
    words[HEADER.slotsUsed] = 0;
    words[HEADER.overflowHead] = 0;
    words[HEADER.overflowLines] = 0;
    words[HEADER.overflowLinesUsed] = 0;
    words[HEADER.overflowWanted] = 0;
    words[HEADER.versionHigh]++;
    for (let line = start; line < start + lines * LINE_WORDS; line += LINE_WORDS)
      this.clearLine(line, words[HEADER.versionHigh]);
  }

  get size(): number {
    return this.words[HEADER.slotsUsed];
  }
  get buckets(): number {
    return this.words[HEADER.buckets];
  }

  /** Bytes of all lines in use. */
  get bytes(): number {
    return (this.words[HEADER.buckets] + this.words[HEADER.overflowLinesUsed]) * LINE_WORDS * 4;
  }

  /** Pages of overflow lines. */
  get overflowPages(): number {
    return this.words[HEADER.overflowLines] >>> this.pageLinesLog2;
  }

  /** Word index of the first line of a hash's bucket. */
  lineOf(hash: number): number {
    return this.lineAt(bucketOf(this.words, 0, hash));
  }

  /** How many of the lowest bits of a hash tell its bucket. */
  levelOf(hash: number): number {
    const { words } = this;
    const lowMask = words[HEADER.lowMask];
    const isSplit = (hash & lowMask) + lowMask + 1 < words[HEADER.buckets];
    return levelOfMask(isSplit ? 2 * lowMask + 1 : lowMask);
  }

  /** Word index of the first line of bucket number `bucket`. */
  lineAt(bucket: number): number {
    return lineAt(this.words, this.directory, this.pageLinesLog2, bucket);
  }

  /** The bucket that a scan's cursor stands at. */
  bucketAt(cursor: number): number {
    return bucketOf(this.words, 0, cursor);
  }

  /** The cursor after that bucket, 0 at the end. */
  cursorAfter(cursor: number): number {
    const lowMask = this.words[HEADER.lowMask];
    const bucket = this.bucketAt(cursor);
    const isSplit = bucket > lowMask || bucket + lowMask + 1 < this.words[HEADER.buckets];
    return nextCursor(cursor, isSplit ? 2 * lowMask + 1 : lowMask);
  }

  /** Puts the items of a bucket into `into` from index `at` on; returns the index after them. */
  collect(bucket: number, into: number[], at: number): number {
    const { words } = this;
    let end = at;
    for (let line = this.lineAt(bucket); line !== 0; line = words[line + OVERFLOW_WORD]) {
      for (let slot = line; slot < line + SLOTS; slot++) if (words[slot] !== 0) into[end++] = itemOf(words[slot + LO]);
    }
    return end;
  }

  /** The slot (word index of its hi) that holds a key, or NOT_FOUND. */
  find(key: Key): number {
    const { words, keys } = this;
    const tag = tagOf(key.hash);
    for (let line = this.lineOf(key.hash); line !== 0; line = words[line + OVERFLOW_WORD]) {
      for (let slots = slotsOfTag(words, line, tag); slots !== 0; slots &= slots - 1) {
        const slot = line + lowestSlot(slots);
        if (keys.keyEquals(itemOf(words[slot + LO]), key)) return slot;
        this.counters[COUNTER.tagCollisions]++;
      }
    }
    return NOT_FOUND;
  }

  /** The slot that points to exactly this item, or NOT_FOUND. */
  findItem(hash: number, item: number): number {
    const { words } = this;
    for (let line = this.lineOf(hash); line !== 0; line = words[line + OVERFLOW_WORD]) {
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (itemOf(words[slot + LO]) === item && words[slot] !== 0) return slot;
      }
    }
    return NOT_FOUND;
  }

  hiAt(slot: number): number {
    return this.words[slot];
  }
  itemAt(slot: number): number {
    return itemOf(this.words[slot + LO]);
  }
  setHi(slot: number, hi: number): void {
    this.words[slot] = hi;
  }
  /** Points an occupied slot at another item of its key. */
  setItem(slot: number, item: number): void {
    this.words[slot + LO] = withItem(this.words[slot + LO], item);
  }

  /** Adds a key that is not there. False when its bucket is full and no overflow line is to be had. */
  insert(hash: number, item: number, stamp: number): boolean {
    const lo = packLo(item, hash, this.levelOf(hash));
    if (!this.append(this.lineOf(hash), packHi(tagOf(hash), stamp, 0), lo)) return false;
    this.words[HEADER.slotsUsed]++;
    this.bumpVersion(hash);
    return true;
  }

  /** Empties a slot of `hash`'s bucket. Other slots of the bucket may move. */
  remove(hash: number, slot: number): void {
    const { words } = this;
    words[HEADER.slotsUsed]--;
    this.bumpVersion(hash);
    let before = 0;
    let last = this.lineOf(hash);
    for (let after = words[last + OVERFLOW_WORD]; after !== 0; after = words[last + OVERFLOW_WORD]) {
      before = last;
      last = after;
    }
    let mover = last + SLOTS - 1;
    while (words[mover] === 0) mover--; // ends at the latest at `slot`, or at the last line's one occupied slot
    words[slot] = words[mover];
    words[slot + LO] = words[mover + LO];
    words[mover] = 0;
    words[mover + LO] = 0;
    if (mover === last && before !== 0) {
      words[before + OVERFLOW_WORD] = 0;
      this.freeOverflowLine(last);
    }
  }

  /** The bucket's version, a signed 32-bit integer. */
  version(hash: number): number {
    return this.words[this.lineOf(hash) + VERSION_WORD];
  }

  /** Says that a key of the bucket was updated; one that comes or goes says so itself. */
  bumpVersion(hash: number): void {
    const { words } = this;
    const place = this.lineOf(hash) + VERSION_WORD;
    const version = (words[place] + 1) | 0;
    words[place] = version;
    if (version > words[HEADER.versionHigh]) words[HEADER.versionHigh] = version;
  }

  /** The least popular slot of a hash's bucket; the bucket is not empty. */
  coldestSlot(hash: number): number {
    const { words } = this;
    let coldest = NOT_FOUND;
    for (let line = this.lineOf(hash); line !== 0; line = words[line + OVERFLOW_WORD]) {
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (words[slot] === 0) continue;
        if (coldest === NOT_FOUND || countOfHi(words[slot]) < countOfHi(words[coldest])) coldest = slot;
      }
    }
    return coldest;
  }

  /** True when the next insert should be preceded by `grow`. */
  isLoaded(): boolean {
    return this.words[HEADER.slotsUsed] >= this.words[HEADER.buckets] * ITEMS_PER_BUCKET;
  }

  /** True when `grow` needs a page of its own first. */
  needsPage(): boolean {
    return (this.words[HEADER.buckets] & this.pageLineMask) === 0;
  }

  /** Splits a run of buckets in two each. False when that takes a page and none is free. */
  grow(): boolean {
    const { words } = this;
    const buckets = words[HEADER.buckets];
    if (this.needsPage()) {
      const page = this.pages.take(TABLE);
      if (page === 0) return false;
      words[this.directory + (buckets >>> this.pageLinesLog2)] = this.pages.startOf(page);
      words[HEADER.tablePages]++;
    }
    const lowMask = words[HEADER.lowMask];
    const from = this.lineAt(buckets - lowMask - 1);
    const to = this.lineAt(buckets);
    this.fetchUnknown(from);
    const level = levelOfMask(lowMask);
    for (let line = 0; line < RUN * LINE_WORDS; line += LINE_WORDS) this.split(from + line, to + line, level);
    words[HEADER.buckets] = buckets + RUN;
    if (buckets + RUN === 2 * (lowMask + 1)) words[HEADER.lowMask] = 2 * lowMask + 1;
    return true;
  }

  /** Makes a page of overflow lines. False when no page is free. */
  addOverflowPage(): boolean {
    const { words } = this;
    const page = this.pages.take(OVERFLOW);
    if (page === 0) return false;
    const start = this.pages.startOf(page);
    for (let at = this.pageLineMask; at >= 0; at--) {
      const line = start + (at << LINE_WORDS_LOG2);
      words[line + OVERFLOW_WORD] = words[HEADER.overflowHead];
      words[HEADER.overflowHead] = line;
    }
    words[HEADER.overflowLines] += this.pageLineMask + 1;
    words[HEADER.overflowWanted] = 0;
    return true;
  }

  /** Touches those items of a run of buckets that must be hashed for a split, so that the processor fetches them side by side. */
  private fetchUnknown(first: number): void {
    const { words, scratch } = this;
    let count = 0;
    for (let line = first; line < first + RUN * LINE_WORDS; line += LINE_WORDS) {
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (words[slot] !== 0 && !knowsNextBit(words[slot + LO])) scratch[count++] = itemOf(words[slot + LO]);
      }
    }
    this.seen = touch(words, scratch, count);
  }

  /** Deals the slots of `from`'s chain, a bucket told by the lowest `level` bits of a hash, out to `from` and `to` by the next. */
  private split(from: number, to: number, level: number): void {
    const { words, scratch } = this;
    let taken = 0;
    for (let line = from; line !== 0; ) {
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (words[slot] === 0) continue;
        scratch[taken++] = words[slot];
        scratch[taken++] = words[slot + LO];
      }
      const after = words[line + OVERFLOW_WORD];
      if (line !== from) this.freeOverflowLine(line);
      line = after;
    }
    const version = words[from + VERSION_WORD];
    this.clearLine(from, version);
    this.clearLine(to, version);
    for (let index = 0; index < taken; index += 2) {
      let lo = scratch[index + 1];
      if (!knowsNextBit(lo)) lo = packLo(itemOf(lo), this.keys.hashOf(itemOf(lo)), level);
      // Cannot fail: two chains for the same slots need no more overflow lines than the one just freed.
      this.append(nextBitOf(lo) === 0 ? from : to, scratch[index], afterSplit(lo));
    }
  }

  private append(first: number, hi: number, lo: number): boolean {
    const { words } = this;
    let line = first;
    for (let lines = 1; ; lines++) {
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (words[slot] !== 0) continue;
        words[slot] = hi;
        words[slot + LO] = lo;
        return true;
      }
      if (words[line + OVERFLOW_WORD] === 0) {
        if (lines === CHAIN_LINES_MAX || !this.extend(line)) return false;
      }
      line = words[line + OVERFLOW_WORD];
    }
  }

  private extend(line: number): boolean {
    const { words } = this;
    const overflow = words[HEADER.overflowHead];
    if (overflow === 0) {
      words[HEADER.overflowWanted] = 1;
      return false;
    }
    words[HEADER.overflowHead] = words[overflow + OVERFLOW_WORD];
    words[HEADER.overflowLinesUsed]++;
    if (words[HEADER.overflowHead] === 0) words[HEADER.overflowWanted] = 1; // ahead of need
    this.clearLine(overflow, 0);
    words[line + OVERFLOW_WORD] = overflow;
    return true;
  }

  private freeOverflowLine(line: number): void {
    const { words } = this;
    words[line + OVERFLOW_WORD] = words[HEADER.overflowHead];
    words[HEADER.overflowHead] = line;
    words[HEADER.overflowLinesUsed]--;
  }

  private clearLine(line: number, version: number): void {
    this.words.fill(0, line, line + LINE_WORDS);
    this.words[line + VERSION_WORD] = version;
  }
}

function levelOfMask(mask: number): number {
  return 32 - Math.clz32(mask);
}
