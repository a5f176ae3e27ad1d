// A check that never fails proves nothing: each kind of damage done to a healthy shard must be named.
import { describe, expect, it } from "vitest";
import { testShard } from "../test/test-shard.ts";
import { TextClient } from "../test/text-client.ts";
import { HEADER } from "./arena/arena-layout.ts";
import { checkShard } from "./check-invariants.ts";
import { resolveConfig } from "./config.ts";
import { NEVER } from "./item/item-layout.ts";
import { RawCache } from "./raw-cache.ts";
import { NONE, OPEN, SEALED } from "./segments/segment-layout.ts";
import type { Shard } from "./shard.ts";
import { LO } from "./table/slot-layout.ts";

const NOW = 1_700_000_000_000;

/** A shard with items of several lifetimes, free segments that were used, and overflow lines. */
function healthyShard(): Shard {
  const { shape } = resolveConfig({ maxMemory: "128kb", segmentSize: 1024 });
  const shard = testShard(shape, "fifo", () => NOW);
  const client = new TextClient(new RawCache([shard]), 2);
  for (let n = 0; n < 900; n++)
    client.set(`key${n}`, "v".repeat(n % 50), n % 2 === 0 ? NEVER : NOW + 1000 * (1 + (n % 9)));
  for (let n = 0; n < 300; n++) client.delete(`key${n}`);
  return shard;
}

function segmentIn(shard: Shard, state: number): number {
  return shard.segments.state.indexOf(state, shard.segments.first);
}

/** The first slot in use. */
function usedSlot(shard: Shard): number {
  let slot = shard.table.lineAt(0);
  while (shard.arena.words[slot] === 0) slot++;
  return slot;
}

const damages: [what: string, named: string, (shard: Shard) => void][] = [
  ["the magic number", "the header is untouched", ({ arena }) => arena.words[HEADER.magic]++],
  [
    "the count of free segments",
    "the count of free segments is right",
    ({ arena }) => arena.words[HEADER.freeSegments]++,
  ],
  [
    "the head of the free list",
    "count of free segments|every free segment is on the free list",
    ({ arena }) => {
      expect(arena.words[HEADER.freeHead]).not.toBe(NONE);
      arena.words[HEADER.freeHead] = NONE;
    },
  ],
  [
    "the count of open segments",
    "the count of open segments is right",
    ({ arena }) => arena.words[HEADER.openSegments]++,
  ],
  [
    "a back link",
    "chain links are symmetric",
    (shard) => {
      shard.segments.previous[segmentIn(shard, SEALED)] = 77;
    },
  ],
  [
    "the state of a full segment",
    "the open segments of a chain are its last|open and full segments stand in chains",
    (shard) => {
      shard.segments.state[segmentIn(shard, SEALED)] = OPEN;
    },
  ],
  [
    "a segment's live items",
    "count of live items is right",
    (shard) => shard.segments.liveItems[segmentIn(shard, OPEN)]++,
  ],
  ["a segment's live bytes", "live bytes are right", (shard) => shard.segments.liveBytes[segmentIn(shard, OPEN)]++],
  [
    "a segment's written bytes",
    "without gaps|exactly if it is not dead",
    (shard) => {
      shard.segments.writtenBytes[segmentIn(shard, SEALED)] -= 4;
    },
  ],
  [
    "a segment's latest deadline",
    "no deadline is later than the segment's",
    (shard) => {
      shard.segments.latestDeadline[shard.expiry.first()] = NOW;
    },
  ],
  ["the count of used slots", "the count of used slots is right", ({ arena }) => arena.words[HEADER.slotsUsed]++],
  [
    "the tag of a slot",
    "a slot's item hashes to its bucket and tag",
    (shard) => {
      shard.arena.words[usedSlot(shard)] ^= 1 << 22;
    },
  ],
  [
    "an item that the table points to",
    "exactly if it is not dead",
    (shard) => shard.items.markDead(shard.table.itemAt(usedSlot(shard))),
  ],
  [
    "a key",
    "a slot's item hashes to its bucket and tag",
    (shard) => {
      shard.arena.bytes[shard.items.keyStart(shard.table.itemAt(usedSlot(shard)))] ^= 1;
    },
  ],
  [
    "the hash bits that a slot tells ahead",
    "a slot tells its item's next hash bits",
    (shard) => {
      shard.arena.words[usedSlot(shard) + LO] ^= 1 << 29;
    },
  ],
  ["a namespace's count", "a namespace's count of items is right", ({ arena }) => arena.namespaceItems[2]--],
  ["a count of deadlines", "a namespace's count of deadlines is right", ({ arena }) => arena.namespaceExpiring[2]--],
  [
    "a wake-up time",
    "a segment is looked at when an item of it expires|is a heap",
    ({ expiry }) => {
      expiry.wakeAt[expiry.first()] = NOW + 1e9;
    },
  ],
  [
    "the expiry index",
    "a segment is looked at when an item of it expires",
    ({ expiry }) => expiry.remove(expiry.first()),
  ],
  [
    "where a compaction stands",
    "what a compaction has passed is dead|stands at an item",
    (shard) => {
      shard.arena.words[HEADER.compactSegment] = segmentIn(shard, SEALED);
      shard.arena.words[HEADER.compactOffset] = shard.segments.segmentBytes >> 1;
    },
  ],
  [
    "what is being compacted",
    "a segment being compacted is full",
    (shard) => {
      shard.arena.words[HEADER.compactSegment] = segmentIn(shard, OPEN);
    },
  ],
  ["the number of buckets", "", ({ arena }) => arena.words[HEADER.buckets]--],
  ["the count of table pages", "the count of table pages is right", ({ arena }) => arena.words[HEADER.tablePages]++],
  ["the count of overflow lines", "overflow line", ({ arena }) => arena.words[HEADER.overflowLines]++],
  ["the overflow lines in use", "overflow lines in use", ({ arena }) => arena.words[HEADER.overflowLinesUsed]++],
];

describe("the invariants", () => {
  it("hold in a healthy shard", () => {
    const shard = healthyShard();
    checkShard(shard);
    expect(shard.size).toBe(600);
  });

  it.each(damages)("notice damage to %s", (_, named, damage) => {
    const shard = healthyShard();
    damage(shard);
    expect(() => checkShard(shard)).toThrow(new RegExp(`invariant broken: .*(${named})`));
  });
});
