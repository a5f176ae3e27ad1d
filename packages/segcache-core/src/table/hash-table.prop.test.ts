// The table alone, over made-up items whose hashes the test chooses, against a plain set of items.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { Key } from "../item/key.ts";
import { Segments } from "../segments/segments.ts";
import { mixSeed, nextRandom } from "../sources/random.ts";
import { HashTable, type KeyReader, NOT_FOUND } from "./hash-table.ts";
import { LINE_WORDS, OVERFLOW_WORD, packHi, SLOTS, stampOf, stampOfHi, tagOf } from "./slot-layout.ts";

const SEGMENT_BYTES = 1024;
const PAGE_LINES = SEGMENT_BYTES / 4 / LINE_WORDS;
const CHAIN_LINES_MAX = 16;

/** An item is its place in this list; its key is itself. */
class FakeKeys implements KeyReader {
  readonly hashes: number[] = [];
  keyEquals(item: number, key: Key): boolean {
    return item === key.start;
  }
  hashOf(item: number): number {
    return this.hashes[item];
  }
}

class Bench {
  readonly keys = new FakeKeys();
  readonly present = new Set<number>();
  readonly arena: Arena;
  readonly segments: Segments;
  readonly table: HashTable;

  constructor(pages: number) {
    this.arena = new Arena({ segmentBytes: SEGMENT_BYTES, pages, chains: 1, namespaces: 1 }, 1, 2, 3);
    this.segments = new Segments(this.arena);
    this.table = new HashTable(this.arena, this.keys, this.segments);
  }

  keyOf(item: number): Key {
    const key = new Key();
    key.start = item;
    key.hash = this.keys.hashes[item];
    return key;
  }

  /** Grows the table as its load asks, then inserts a new item; an overflow page is made where one is wanted. */
  insert(hash: number): boolean {
    const { table, keys } = this;
    if (table.isLoaded()) table.grow();
    const item = keys.hashes.push(hash) - 1;
    let done = table.insert(hash, item, stampOf(item));
    if (!done && this.arena.words[HEADER.overflowWanted] === 1 && table.addOverflowPage())
      done = table.insert(hash, item, stampOf(item));
    if (done) this.present.add(item);
    return done;
  }

  remove(item: number): void {
    const key = this.keyOf(item);
    this.table.remove(key.hash, this.table.find(key));
    this.present.delete(item);
  }

  clear(): void {
    this.segments.reset();
    this.table.reset();
    this.present.clear();
  }

  chainLines(hash: number): number {
    let lines = 0;
    for (let line = this.table.lineOf(hash); line !== 0; line = this.arena.words[line + OVERFLOW_WORD]) lines++;
    return lines;
  }

  check(): void {
    const { table, keys, present } = this;
    expect(table.size).toBe(present.size);
    for (let item = 0; item < keys.hashes.length; item++) {
      const slot = table.find(this.keyOf(item));
      expect(slot !== NOT_FOUND, `item ${item} is found`).toBe(present.has(item));
      expect(table.findItem(keys.hashes[item], item)).toBe(slot);
      if (slot === NOT_FOUND) continue;
      expect(table.itemAt(slot)).toBe(item);
      expect(stampOfHi(table.hiAt(slot))).toBe(stampOf(item));
      expect(this.chainLines(keys.hashes[item])).toBeLessThanOrEqual(CHAIN_LINES_MAX);
    }
  }
}

/** A stream of 32-bit random numbers. */
function randoms(seed: number): () => number {
  let state = mixSeed(seed);
  return () => {
    state = nextRandom(state);
    return state;
  };
}

function pick(set: ReadonlySet<number>, random: number): number {
  const list = [...set];
  return list[(random >>> 0) % list.length];
}

describe("hash table", () => {
  const hashMasks = [
    { mask: -1, why: "well spread hashes" },
    { mask: 0xfff0003f | 0, why: "64 different bucket numbers, so that chains grow long" },
    { mask: 0x0000ffff, why: "one tag, so that only the keys tell items apart" },
  ];

  it.each(hashMasks)("finds exactly what was inserted and not removed, growing several times: $why", ({ mask }) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bench = new Bench(400);
        const random = randoms(seed);
        const before = bench.table.buckets;
        for (let step = 1; step <= 2500; step++) {
          if (random() % 5 === 0 && bench.present.size > 0) bench.remove(pick(bench.present, random()));
          else expect(bench.insert(random() & mask)).toBe(true);
          if (step % 500 === 0) bench.check();
        }
        expect(bench.table.buckets).toBeGreaterThan(before * 2 ** 3);
        for (const item of [...bench.present]) bench.remove(item);
        bench.check();
        expect(bench.arena.words[HEADER.overflowLinesUsed]).toBe(0);
      }),
      { numRuns: 5 },
    );
  });

  it("keeps working, and says so, when no page is free to grow into", () => {
    const bench = new Bench(8);
    const random = randoms(7);
    while (bench.segments.free > 0) bench.segments.take(1);
    let stored = 0;
    for (let n = 0; n < 200; n++) if (bench.insert(random())) stored++;
    expect(bench.table.isLoaded()).toBe(true);
    expect(bench.table.needsPage()).toBe(true);
    expect(bench.table.grow()).toBe(false);
    expect(bench.table.addOverflowPage()).toBe(false);
    expect(bench.table.buckets).toBe(PAGE_LINES);
    expect(stored).toBeLessThanOrEqual(PAGE_LINES * SLOTS);
    expect(stored).toBeGreaterThan(PAGE_LINES * 5);
    bench.check();
  });

  it("takes equal hashes up to the bound of a chain, then refuses, and takes one more for each removed", () => {
    const bench = new Bench(40);
    const hash = 0x12345678;
    for (let n = 0; n < CHAIN_LINES_MAX * SLOTS; n++) expect(bench.insert(hash)).toBe(true);
    expect(bench.insert(hash)).toBe(false);
    expect(bench.chainLines(hash)).toBe(CHAIN_LINES_MAX);
    expect(bench.insert(hash ^ 1)).toBe(true);
    bench.check();
    bench.remove(17);
    expect(bench.insert(hash)).toBe(true);
    expect(bench.insert(hash)).toBe(false);
    bench.check();
  });

  it("splits a chain of the greatest length without losing an item, however its items divide", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(8), (seed, eighths) => {
        const bench = new Bench(80);
        const random = randoms(seed);
        const moves = (): boolean => (random() >>> 0) % 8 < eighths;
        for (let n = 0; n < CHAIN_LINES_MAX * SLOTS; n++)
          expect(bench.insert((random() & 0xfff00000) | (moves() ? PAGE_LINES : 0))).toBe(true);
        const overflowLines = bench.arena.words[HEADER.overflowLinesUsed];
        while (bench.table.buckets < 2 * PAGE_LINES) expect(bench.table.grow()).toBe(true);
        bench.check();
        expect(bench.arena.words[HEADER.overflowLinesUsed]).toBeLessThanOrEqual(overflowLines);
      }),
      { numRuns: 20 },
    );
  });

  it("names the least popular slot of a bucket, wherever in the chain it stands", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, place) => {
        const bench = new Bench(40);
        const hash = 5;
        for (let n = 0; n < count; n++) bench.insert(hash);
        for (let item = 0; item < count; item++) {
          const popularity = item === place % count ? 1 : 2 + (item % 100);
          bench.table.setHi(bench.table.find(bench.keyOf(item)), packHi(tagOf(hash), 0, popularity));
        }
        expect(bench.table.itemAt(bench.table.coldestSlot(hash))).toBe(place % count);
      }),
    );
  });

  it("never shows a key a version it has shown before, across updates, splits and clearing", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bench = new Bench(200);
        const random = randoms(seed);
        const hashes = Array.from({ length: 60 }, () => random());
        let last = hashes.map((hash) => bench.table.version(hash));
        for (let step = 0; step < 400; step++) {
          const touched = (random() >>> 0) % hashes.length;
          const kind = (random() >>> 0) % 40;
          if (kind === 0) bench.clear();
          else if (kind < 10) bench.table.grow();
          else bench.table.bumpVersion(hashes[touched]);
          const now = hashes.map((hash) => bench.table.version(hash));
          now.forEach((version, index) => {
            const changed = kind === 0 || (kind >= 10 && index === touched);
            if (changed) expect(version).toBeGreaterThan(last[index]);
            else expect(version).toBeGreaterThanOrEqual(last[index]);
          });
          last = now;
        }
      }),
      { numRuns: 12 },
    );
  });
});
