// What a fetcher reads, watched word by word, also where the memory it goes by is nothing but garbage.
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { HEADER } from "./arena/arena-layout.ts";
import { arenasIn, bufferBytes } from "./arena/arena-memory.ts";
import { resolveConfig } from "./config.ts";
import { Fetcher } from "./fetcher.ts";
import { NEVER } from "./item/item-layout.ts";
import { RawCache } from "./raw-cache.ts";
import { Shard } from "./shard.ts";
import { itemOf, LINE_WORDS, LO, OVERFLOW_WORD, packHi, SLOTS, tagOf } from "./table/slot-layout.ts";

const SHARDS = 2;
const SHAPE = resolveConfig({ maxMemory: "128kb", segmentSize: 1024 }).shape;
const ARENA_BYTES = SHAPE.pages * SHAPE.segmentBytes;
const KEYS = 1000;
const BATCH = 16;

let buffer: ArrayBuffer;
let shards: readonly Shard[];
/** Indexes that the fetcher has read of the words of all arenas. */
let reads: number[];
let fetcher: Fetcher;

beforeEach(() => {
  buffer = new ArrayBuffer(bufferBytes(SHARDS, ARENA_BYTES));
  shards = arenasIn([buffer], SHARDS, ARENA_BYTES).map((memory, index) => {
    const own = { hashKey0: 1, hashKey1: 2, random: 3 + index, memory };
    return new Shard({ shape: SHAPE, policy: "none", policyOptions: {}, valueBytesMax: 1024, ...own }, () => 5);
  });
  const raw = new RawCache(shards);
  for (let n = 0; n < KEYS; n++) {
    const key = new TextEncoder().encode(`key${n}`);
    raw.set(key, 0, key.length, 0, key, 0, key.length, NEVER, 0);
  }
  reads = [];
  fetcher = watched(() => {
    const arenas = shards.map(({ arena }) => arena);
    return new Fetcher(arenas, BATCH);
  });
});

/** What `make` makes, with every reading of words of the buffer noted. */
function watched<Made>(make: () => Made): Made {
  const note: ProxyHandler<Int32Array> = {
    get(words, name) {
      if (typeof name === "string" && Number.isInteger(Number(name))) reads.push(Number(name));
      return Reflect.get(words, name);
    },
  };
  const construct = (plain: Int32ArrayConstructor, args: unknown[]): Int32Array => {
    const words: Int32Array = Reflect.construct(plain, args);
    return args[0] === buffer ? new Proxy(words, note) : words;
  };
  vi.stubGlobal("Int32Array", new Proxy(Int32Array, { construct }));
  try {
    return make();
  } finally {
    vi.unstubAllGlobals();
  }
}

/** Where a shard's words are among those of all. */
function wordsOf({ arena }: Shard): { readonly from: number; readonly to: number } {
  const from = (arena.words.byteOffset - shards[0].arena.words.byteOffset) / 4;
  return { from, to: from + arena.words.length };
}

/** Those reads that were of no arena that a key belongs to. */
function straysOf(keys: readonly (readonly [hash: number, shard: number])[]): number[] {
  const own = shards.filter((_, index) => keys.some(([, shard]) => shard === index)).map(wordsOf);
  return reads.filter((at) => !own.some(({ from, to }) => at >= from && at < to));
}

function fetch(keys: readonly (readonly [hash: number, shard: number])[]): void {
  const hashes = Int32Array.from(keys, ([hash]) => hash);
  const numbers = Int32Array.from(keys, ([, shard]) => shard);
  fetcher.fetch(hashes, numbers, keys.length);
}

const key = fc.tuple(fc.integer(), fc.nat(SHARDS - 1));
const keys = fc.array(key, { maxLength: BATCH });
/** Places and numbers as memory has them, the nearly right ones above all. */
const garbage = fc.oneof(
  fc.integer(),
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -20, max: 20 }).map((offset) => ARENA_BYTES / 4 + offset),
);

describe("fetching", () => {
  it("reads the line of each key's bucket, then of its item, and nothing outside of its shard", () => {
    const read = new Set<number>();
    for (const [index, { table, items }] of shards.entries()) {
      const { from } = wordsOf(shards[index]);
      const found: number[] = [];
      for (let bucket = 0; bucket < table.buckets; bucket++) table.collect(bucket, found, found.length);
      expect(found.length).toBeGreaterThan(KEYS / 4);
      for (const item of found) {
        const hash = items.hashOf(item);
        reads = [];
        fetch([[hash, index]]);
        expect(reads).toContain(from + table.lineOf(hash));
        if (reads.includes(from + item)) read.add(from + item);
        expect(straysOf([[hash, index]])).toEqual([]);
      }
    }
    expect(read.size).toBeGreaterThan(0.95 * KEYS); // all but those beside whose tag stands another one like it
  });

  it("does the same for keys that were added", () => {
    const batch = [
      [123456789, 0],
      [-987654321, 1],
    ] as const;
    fetch(batch);
    const expected = reads;
    reads = [];
    for (const [hash, shard] of batch) fetcher.add(hash, shard);
    fetcher.fetchAdded();
    expect(reads).toEqual(expected);
    reads = [];
    fetcher.fetchAdded();
    expect(reads).toEqual([]);
  });

  it.each([
    ["directory", ({ arena }: Shard) => Array.from({ length: SHAPE.pages }, (_, page) => arena.directory + page)],
    ["number of buckets", () => [HEADER.buckets]],
    ["mask of buckets", () => [HEADER.lowMask]],
    ["overflow words", ({ table }: Shard) => linesOf(table).map((line) => line + OVERFLOW_WORD)],
    ["lines", ({ table }: Shard) => linesOf(table).flatMap((line) => Array.from({ length: 16 }, (_, at) => line + at))],
    ["memory", ({ arena }: Shard) => Array.from(arena.words.keys())],
  ])("of a shard whose %s nobody could mean reads nothing outside of it, and changes nothing", (_, placesOf) => {
    fc.assert(
      fc.property(keys, fc.array(garbage, { minLength: 1, maxLength: 50 }), (batch, values) => {
        const saved = buffer.slice(0);
        for (const shard of shards)
          for (const [index, at] of placesOf(shard).entries()) shard.arena.words[at] = values[index % values.length];
        const before = Buffer.from(buffer.slice(0));
        reads = [];
        fetch(batch);
        expect(straysOf(batch)).toEqual([]);
        expect(before.equals(Buffer.from(buffer))).toBe(true);
        new Uint8Array(buffer).set(new Uint8Array(saved));
      }),
    );
  });
});

describe("fetching what a second line tells", () => {
  it("reads the item there, or nothing outside of the shard", () => {
    fc.assert(
      fc.property(key, garbage, ([hash, shard], item) => {
        const { table, arena } = shards[shard];
        const { from } = wordsOf(shards[shard]);
        const first = table.lineOf(hash);
        const second = table.lineAt(first === table.lineAt(0) ? 1 : 0);
        arena.words.fill(0, first, first + LINE_WORDS);
        arena.words[first + OVERFLOW_WORD] = second;
        arena.words.fill(packHi(tagOf(hash), 0, 0), second, second + SLOTS);
        arena.words.fill(item, second + LO, second + LO + SLOTS);
        reads = [];
        fetch([[hash, shard]]);
        expect(reads).toContain(from + second);
        const place = itemOf(item);
        if (place < arena.words.length - LINE_WORDS) expect(reads).toContain(from + place);
        expect(straysOf([[hash, shard]])).toEqual([]);
      }),
    );
  });
});

function linesOf(table: Shard["table"]): number[] {
  return Array.from({ length: table.buckets }, (_, bucket) => table.lineAt(bucket));
}
