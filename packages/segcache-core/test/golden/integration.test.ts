// The behaviour of the original's integration test: two segments of 256 bytes for items, oldest evicted first. Item sizes
// are those of the original, so the same boundaries are met; our header is two words, so the values differ in length. A
// third segment holds the hash table, which with so few segments never grows, and a fourth is the spare that inserts leave. Where the
// original would evict live items beside dead ones, ours are moved.
import { expect, it } from "vitest";
import { type ArenaShape, firstSegmentOf } from "../../src/arena/arena.ts";
import { checkShard } from "../../src/check-invariants.ts";
import { NAMESPACES, STORED } from "../../src/index.ts";
import { itemBytes } from "../../src/item/item-layout.ts";
import { measure } from "../../src/measure.ts";
import { RawCache } from "../../src/raw-cache.ts";
import { CHAINS } from "../../src/ttl/ttl-buckets.ts";
import { testShard } from "../test-shard.ts";
import { TextClient } from "../text-client.ts";

interface Step {
  /** What the step shows. */
  readonly why: string;
  readonly key: string;
  /** Size of the item in its segment, bytes. */
  readonly size: number;
  /** Keys that can be read afterwards; all others are gone. */
  readonly present: string;
  /** Bytes of live items, bytes written that are not live, free segments. */
  readonly live: number;
  readonly dead: number;
  readonly free: number;
}

const STEPS: readonly Step[] = [
  { why: "the first item opens a segment", key: "a", size: 72, present: "a", live: 72, dead: 0, free: 1 },
  { why: "the next is appended", key: "b", size: 40, present: "ab", live: 112, dead: 0, free: 1 },
  { why: "and the next", key: "c", size: 48, present: "abc", live: 160, dead: 0, free: 1 },
  {
    why: "an item that lacks room opens the second",
    key: "d",
    size: 104,
    present: "abcd",
    live: 264,
    dead: 0,
    free: 0,
  },
  { why: "which is appended to", key: "e", size: 56, present: "abcde", live: 320, dead: 0, free: 0 },
  { why: "and not the first", key: "f", size: 40, present: "abcdef", live: 360, dead: 0, free: 0 },
  { why: "until it is full", key: "g", size: 48, present: "abcdefg", live: 408, dead: 0, free: 0 },
  { why: "then the oldest segment goes whole", key: "h", size: 72, present: "defgh", live: 320, dead: 0, free: 0 },
  { why: "and its memory is appended to", key: "i", size: 56, present: "defghi", live: 376, dead: 0, free: 0 },
  { why: "nearly to its end", key: "j", size: 88, present: "defghij", live: 464, dead: 0, free: 0 },
  { why: "then the other is the oldest", key: "k", size: 56, present: "hijk", live: 272, dead: 0, free: 0 },
  { why: "another item fits beside it", key: "l", size: 72, present: "hijkl", live: 344, dead: 0, free: 0 },
  { why: "a replaced item is dead weight", key: "l", size: 24, present: "hijkl", live: 296, dead: 72, free: 0 },
  {
    why: "which is won back before others are evicted",
    key: "k",
    size: 160,
    present: "hijkl",
    live: 400,
    dead: 56,
    free: 0,
  },
  { why: "again and again", key: "l", size: 32, present: "hijkl", live: 408, dead: 24, free: 0 },
  { why: "while it is enough", key: "m", size: 56, present: "klm", live: 248, dead: 24, free: 0 },
  { why: "and the freed segment is filled", key: "n", size: 64, present: "klmn", live: 312, dead: 24, free: 0 },
];

/** Segments that inserts never take. */
const SPARE = 1;
const KEYS = "abcdefghijklmn";

it("fills, evicts, replaces and reuses two segments step by step, as the original does until bytes are dead", () => {
  const head = { segmentBytes: 256, chains: CHAINS, namespaces: NAMESPACES };
  let pages = 4;
  while (pages - firstSegmentOf({ ...head, pages }) < 4) pages++;
  const shape: ArenaShape = { ...head, pages };
  const shard = testShard(shape, "fifo", () => 1_700_000_000_000);
  const client = new TextClient(new RawCache([shard]));
  const values = new Map<string, string>();

  for (const { why, key, size, present, live, dead, free } of STEPS) {
    const value = key.toUpperCase().repeat(size - itemBytes(1, 0, false) + 3);
    expect(itemBytes(1, value.length, false)).toBe(size);
    expect(client.set(key, value), why).toBe(STORED);
    values.set(key, value);
    for (const other of KEYS)
      expect(client.get(other), `${other}: ${why}`).toBe(present.includes(other) ? values.get(other) : undefined);
    const stats = measure(shard);
    expect([stats.items, stats.bytesLive, stats.bytesDead, stats.segmentsFree - SPARE], why).toEqual([
      present.length,
      live,
      dead,
      free,
    ]);
    checkShard(shard);
  }
  const { sets, itemsEvicted, itemsReplaced, segmentsEvicted, segmentsCompacted } = measure(shard);
  expect({ sets, itemsEvicted, itemsReplaced, segmentsEvicted, segmentsCompacted }).toEqual({
    sets: 17,
    itemsEvicted: 10,
    itemsReplaced: 3,
    segmentsEvicted: 3,
    segmentsCompacted: 2,
  });
});
