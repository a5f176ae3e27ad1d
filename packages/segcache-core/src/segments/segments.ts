// The segments of one shard: taking them from and giving them back to the free list, and the doubly linked chains they
// stand in, oldest first. Freed segments are reused before untouched ones, so memory that was never needed stays untouched.
// A chain's open segments are its last ones.
// Invariant: a segment is free, in exactly one chain, being reclaimed, or a page of the hash table.
import type { Arena } from "../arena/arena.ts";
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { POOLS, poolOf } from "./pools.ts";
import { FILLING, FREE, NONE, OPEN, SEALED } from "./segment-layout.ts";

export class Segments {
  readonly arena: Arena;
  readonly words: Int32Array;
  readonly clocks: Float64Array;
  readonly state: Int32Array;
  /** Chain a segment stands in, or stood in last. */
  readonly chain: Int32Array;
  readonly previous: Int32Array;
  readonly next: Int32Array;
  /** Bytes appended so far; the next item starts here. */
  readonly writtenBytes: Int32Array;
  /** Bytes and number of the items the table points to. */
  readonly liveBytes: Int32Array;
  readonly liveItems: Int32Array;
  /** Chunks of the live items in a segment. */
  readonly chunksHeld: Int32Array;
  /** Order in which segments left the free list, for the whole shard. */
  readonly sequence: Float64Array;
  /** No item here expires later; 0 where none has a deadline, Infinity where not all have one. */
  readonly latestDeadline: Float64Array;
  readonly segmentBytes: number;
  readonly first: number;
  /** One past the last segment. */
  readonly end: number;
  /** Number of chains. */
  readonly chains: number;

  constructor(arena: Arena) {
    const { wordColumns, floatColumns, shape } = arena;
    this.arena = arena;
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.state = wordColumns.state;
    this.chain = wordColumns.chain;
    this.previous = wordColumns.previous;
    this.next = wordColumns.next;
    this.writtenBytes = wordColumns.writtenBytes;
    this.liveBytes = wordColumns.liveBytes;
    this.liveItems = wordColumns.liveItems;
    this.chunksHeld = wordColumns.chunksHeld;
    this.sequence = floatColumns.sequence;
    this.latestDeadline = floatColumns.latestDeadline;
    this.segmentBytes = shape.segmentBytes;
    this.first = arena.firstSegment;
    this.end = shape.pages;
    this.chains = shape.chains;
    if (arena.isNew) this.reset();
  }

  /** Makes every segment free; what was touched stays touched and is reused first. */
  reset(): void {
    const { words } = this;
    const touchedEnd = Math.max(words[HEADER.untouchedFrom], this.first);
    words[HEADER.freeHead] = NONE;
    words[HEADER.freeSegments] = this.end - touchedEnd;
    words[HEADER.untouchedFrom] = touchedEnd;
    words[HEADER.openSegments] = 0;
    words.fill(0, HEADER.poolSegments, HEADER.poolSegments + POOLS);
    words.fill(0, HEADER.poolChunks, HEADER.poolChunks + POOLS);
    this.arena.chainHeads.fill(NONE);
    this.arena.chainTails.fill(NONE);
    this.arena.mergeCursors.fill(NONE);
    for (let segment = touchedEnd - 1; segment >= this.first; segment--) this.giveBack(segment);
    this.holdBack();
  }

  /** Free segments that may be taken. */
  get free(): number {
    return this.words[HEADER.freeSegments] - this.words[HEADER.heldBack];
  }

  /** Segments that may be used in all, for whatever purpose: those held back for a larger bound on memory do not count. */
  get usable(): number {
    return this.end - this.first - this.words[HEADER.heldBackTarget];
  }

  /** True while fewer segments are held back than should be. */
  get isShrinking(): boolean {
    return this.words[HEADER.heldBack] < this.words[HEADER.heldBackTarget];
  }

  /** Sets how many segments may be used from now on; what is in use beyond that is held back as it comes free. */
  limit(usable: number): void {
    const { words } = this;
    words[HEADER.heldBackTarget] = this.end - this.first - usable;
    words[HEADER.heldBack] = Math.min(words[HEADER.heldBackTarget], words[HEADER.freeSegments]);
  }

  /** Holds free segments back as far as they should be. */
  holdBack(): void {
    const { words } = this;
    if (this.isShrinking) words[HEADER.heldBack] = Math.min(words[HEADER.heldBackTarget], words[HEADER.freeSegments]);
  }

  /** Segments in the chains of a pool. */
  inPool(pool: number): number {
    return this.words[HEADER.poolSegments + pool];
  }

  /** Enters chunks of an item in `segment`, or with a negative number strikes them out. */
  holdChunks(segment: number, chunks: number): void {
    this.chunksHeld[segment] += chunks;
    this.words[HEADER.poolChunks + poolOf(this.chain[segment])] += chunks;
  }

  /** Segments that the items of a pool fill with chunks. */
  chunksOf(pool: number): number {
    return this.words[HEADER.poolChunks + pool];
  }

  /** Takes a segment off the free list into `state`, or returns NONE when there is none. */
  take(state: number): number {
    const { words, clocks } = this;
    if (this.free <= 0) return NONE;
    let segment = words[HEADER.freeHead];
    if (segment !== NONE) words[HEADER.freeHead] = this.next[segment];
    else segment = words[HEADER.untouchedFrom]++;
    words[HEADER.freeSegments]--;
    clocks[CLOCKS.sequence]++;
    this.state[segment] = state;
    this.next[segment] = NONE;
    this.sequence[segment] = clocks[CLOCKS.sequence];
    return segment;
  }

  /** Puts a segment that is in no chain and holds no live item on the free list. */
  giveBack(segment: number): void {
    const { words } = this;
    this.state[segment] = FREE;
    this.writtenBytes[segment] = 0;
    this.liveBytes[segment] = 0;
    this.liveItems[segment] = 0;
    this.chunksHeld[segment] = 0;
    this.latestDeadline[segment] = 0;
    this.previous[segment] = NONE;
    this.next[segment] = words[HEADER.freeHead];
    words[HEADER.freeHead] = segment;
    words[HEADER.freeSegments]++;
  }

  /** The open segment before an open one in its chain, or NONE. */
  openBefore(segment: number): number {
    const before = this.previous[segment];
    return before !== NONE && this.state[before] === OPEN ? before : NONE;
  }

  /** The open tail of a chain, or NONE. */
  tailOf(chain: number): number {
    const tail = this.arena.chainTails[chain];
    return tail !== NONE && this.state[tail] === OPEN ? tail : NONE;
  }

  /** Takes a free segment and appends it to `chain` as its open tail; the caller has seen that one is free. */
  open(chain: number): number {
    const { chainHeads, chainTails } = this.arena;
    const segment = this.take(OPEN);
    const before = chainTails[chain];
    this.chain[segment] = chain;
    this.previous[segment] = before;
    if (before === NONE) chainHeads[chain] = segment;
    else this.next[before] = segment;
    chainTails[chain] = segment;
    this.words[HEADER.openSegments]++;
    this.words[HEADER.poolSegments + poolOf(chain)]++;
    return segment;
  }

  /** Takes a free segment and puts it into a chain in the state FILLING, just before `after`. */
  insertBefore(after: number): number {
    const chain = this.chain[after];
    const before = this.previous[after];
    const segment = this.take(FILLING);
    this.chain[segment] = chain;
    this.previous[segment] = before;
    this.next[segment] = after;
    this.previous[after] = segment;
    if (before === NONE) this.arena.chainHeads[chain] = segment;
    else this.next[before] = segment;
    this.sequence[segment] = this.sequence[after];
    this.words[HEADER.poolSegments + poolOf(chain)]++;
    return segment;
  }

  /** Closes an open segment to appends. */
  seal(segment: number): void {
    this.state[segment] = SEALED;
    this.words[HEADER.openSegments]--;
  }

  /** Takes a segment out of its chain and puts it in `state`. */
  detach(segment: number, state: number): void {
    const { chainHeads, chainTails } = this.arena;
    if (this.state[segment] === OPEN) this.seal(segment);
    const chain = this.chain[segment];
    const before = this.previous[segment];
    const after = this.next[segment];
    if (before === NONE) chainHeads[chain] = after;
    else this.next[before] = after;
    if (after === NONE) chainTails[chain] = before;
    else this.previous[after] = before;
    if (this.arena.mergeCursors[chain] === segment) this.arena.mergeCursors[chain] = after;
    this.words[HEADER.poolSegments + poolOf(chain)]--;
    this.previous[segment] = NONE;
    this.next[segment] = NONE;
    this.state[segment] = state;
  }

  /** Word index at which a segment begins. */
  startOf(segment: number): number {
    return segment << this.arena.segmentWordsLog2;
  }

  /** The segment that holds the word `index`. */
  segmentOf(index: number): number {
    return index >>> this.arena.segmentWordsLog2;
  }
}
