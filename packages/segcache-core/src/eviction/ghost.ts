// Keys evicted not long ago, by fingerprint, at 4 bytes each: S3-FIFO's ghost queue. A set-associative table in pages of the
// arena: a line of 16 entries per hash, each a fingerprint, the pool the key was dropped from, and the coarse time (in
// evictions) it was added. One word: | fingerprint 31..12 | pool 11 | time 10..0 |, 0 = none (a fingerprint is never 0).
// An entry is valid while fewer evictions than the queue is long have happened since; the oldest of a line makes room for a new one.
// The queue grows by a page when the cache holds more items than it has entries; a lost or false entry only costs a hint.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { GHOST } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";

const LINE = 16; // entries of 32 bits
const LINE_LOG2 = 4;
const AGE_BITS = 11;
const POOL_BITS = 1;
const FINGERPRINT_SHIFT = AGE_BITS + POOL_BITS;
const AGE_MASK = 2 ** AGE_BITS - 1;
const POOL_MASK = 2 ** POOL_BITS - 1;
/** An entry stays valid this many age steps; a quarter of what the field tells, so that a wrap is not taken for youth. */
const WINDOW_STEPS = 2 ** (AGE_BITS - 2);
/** Part of the entries that count as the queue's length; the rest evens out lines that draw more than their share. */
const FILL = 0.75;

/** The key is not remembered. */
export const UNKNOWN = -1;

export class Ghost {
  private readonly arena: Arena;
  private readonly words: Int32Array;
  private readonly segments: Segments;
  private readonly pageLinesLog2: number;

  constructor(arena: Arena, segments: Segments) {
    this.arena = arena;
    this.words = arena.words;
    this.segments = segments;
    this.pageLinesLog2 = arena.segmentWordsLog2 - LINE_LOG2;
  }

  get pages(): number {
    return this.words[HEADER.ghostPages];
  }

  /** Evictions that are remembered. */
  get length(): number {
    return Math.floor(this.pages * (LINE << this.pageLinesLog2) * FILL);
  }

  add(hash: number, pool: number): void {
    const { words } = this;
    if (this.pages === 0) return;
    const added = (words[HEADER.ghostAdded] + 1) >>> 0;
    words[HEADER.ghostAdded] = added;
    const step = this.step();
    const line = this.lineOf(hash);
    let oldest = line;
    for (let entry = line; entry < line + LINE; entry++) {
      if (words[entry] === 0) {
        oldest = entry;
        break;
      }
      if (ageOf(words[entry], step) > ageOf(words[oldest], step)) oldest = entry;
    }
    words[oldest] = (fingerprintOf(hash) << FINGERPRINT_SHIFT) | (pool << AGE_BITS) | (step & AGE_MASK);
  }

  has(hash: number): boolean {
    return this.find(hash) !== UNKNOWN;
  }

  /** The entry of a key, or UNKNOWN; good until the next call that adds or grows. */
  find(hash: number): number {
    if (this.pages === 0) return UNKNOWN;
    const { words } = this;
    const fingerprint = fingerprintOf(hash);
    const step = this.step();
    const line = this.lineOf(hash);
    for (let entry = line; entry < line + LINE; entry++) {
      if (words[entry] >>> FINGERPRINT_SHIFT === fingerprint && ageOf(words[entry], step) < WINDOW_STEPS) return entry;
    }
    return UNKNOWN;
  }

  /** The pool an entry's key was dropped from. */
  poolAt(entry: number): number {
    return (this.words[entry] >>> AGE_BITS) & POOL_MASK;
  }

  /** About how many evictions ago that was. */
  ageAt(entry: number): number {
    return (ageOf(this.words[entry], this.step()) / WINDOW_STEPS) * this.length;
  }

  forget(entry: number): void {
    this.words[entry] = 0;
  }

  /** Takes a free segment as another page. */
  grow(): boolean {
    const page = this.segments.take(GHOST);
    if (page === 0) return false;
    const start = this.segments.startOf(page);
    this.words.fill(0, start, start + (LINE << this.pageLinesLog2));
    this.arena.ghostDirectory[this.words[HEADER.ghostPages]++] = start;
    return true;
  }

  /** Forgets everything and gives the pages back. */
  release(): void {
    const { words, arena, segments } = this;
    while (words[HEADER.ghostPages] > 0) {
      segments.giveBack(segments.segmentOf(arena.ghostDirectory[--words[HEADER.ghostPages]]));
    }
    words[HEADER.ghostAdded] = 0;
  }

  /** Evictions so far in units of the queue's length / WINDOW_STEPS. */
  private step(): number {
    return Math.floor(((this.words[HEADER.ghostAdded] >>> 0) / this.length) * WINDOW_STEPS);
  }

  /** Linear hashing over pages, so that a new page unsettles only one old one. */
  private lineOf(hash: number): number {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
    const pages = this.pages;
    const mask = (1 << (32 - Math.clz32(pages - 1))) - 1;
    let page = pages === 1 ? 0 : (mixed >>> 8) & mask;
    if (page >= pages) page &= mask >>> 1;
    const line = (Math.imul(mixed, 0x9e3779b1) >>> 4) & ((1 << this.pageLinesLog2) - 1);
    return this.arena.ghostDirectory[page] + (line << LINE_LOG2);
  }
}

function fingerprintOf(hash: number): number {
  const fingerprint = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> FINGERPRINT_SHIFT;
  return fingerprint === 0 ? 1 : fingerprint;
}

function ageOf(entry: number, step: number): number {
  return (step - entry) & AGE_MASK;
}
