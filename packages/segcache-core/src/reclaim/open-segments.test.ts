// Which segments stay open, seen in a shard of its own with segments of 1 KiB; sizes are those of items as they stand there.
import { beforeEach, describe, expect, it } from "vitest";
import { testShard } from "../../test/test-shard.ts";
import { ManualClock } from "../../test/text-client.ts";
import { resolveConfig } from "../config.ts";
import { Segcache } from "../index.ts";
import { NEVER } from "../item/item-layout.ts";
import { MAIN_POOL } from "../segments/pools.ts";
import { NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Shard } from "../shard.ts";
import { nextRandom } from "../sources/random.ts";
import { TtlBuckets } from "../ttl/ttl-buckets.ts";
import { Ledger } from "./ledger.ts";
import { OpenSegments } from "./open-segments.ts";

const SEGMENT_BYTES = 1024;
const HOUR_MS = 3_600_000;

let shard: Shard;
let open: OpenSegments;

function shardOf(maxMemory: string): void {
  const { shape } = resolveConfig({ maxMemory, segmentSize: SEGMENT_BYTES });
  shard = testShard(shape, "fifo", new ManualClock().read);
  const { arena, items, segments, expiry } = shard;
  open = new OpenSegments(segments, new TtlBuckets(segments), new Ledger(arena, items, segments, expiry));
}

/** Takes room as an item of so many bytes does; returns its segment. */
function put(bytes: number, deadline: number = NEVER): number {
  const segment = open.roomFor(deadline, bytes, MAIN_POOL);
  if (segment === NONE) throw new Error("no room");
  shard.segments.writtenBytes[segment] += bytes;
  shard.segments.liveBytes[segment] += bytes;
  shard.segments.liveItems[segment]++;
  return segment;
}

function statesOf(segments: readonly number[]): readonly number[] {
  return segments.map((segment) => shard.segments.state[segment]);
}

beforeEach(() => shardOf("128kb"));

describe("a segment that lacks the room for an item", () => {
  it("stays open and takes smaller ones, before those opened later", () => {
    const first = put(600);
    const second = put(600);
    expect(second).not.toBe(first);
    expect([put(100), put(300)]).toEqual([first, first]);
    expect(put(300)).toBe(second);
  });

  it("is sealed once there is next to no room in it", () => {
    const first = put(SEGMENT_BYTES - 28);
    expect(put(600)).not.toBe(first);
    expect(statesOf([first])).toEqual([SEALED]);
  });

  it("is sealed when it is the last but three of its chain", () => {
    const opened = [1, 2, 3, 4].map(() => put(600));
    expect(statesOf(opened)).toEqual([OPEN, OPEN, OPEN, OPEN]);
    opened.push(put(600));
    expect(statesOf(opened)).toEqual([SEALED, OPEN, OPEN, OPEN, OPEN]);
  });

  it("is sealed with those before it that are full meanwhile", () => {
    const opened = [put(600), put(600)];
    put(400);
    expect(put(600)).not.toBe(opened[1]);
    expect(statesOf(opened)).toEqual([SEALED, OPEN]);
  });

  it("keeps items of other times to live out as long as those have a segment", () => {
    const mixed = [put(600), put(600, HOUR_MS), put(600), put(600, HOUR_MS)];
    expect(new Set(mixed).size).toBe(4);
    expect([put(300), put(300, HOUR_MS)]).toEqual([mixed[0], mixed[1]]);
  });

  it("is sealed where an eighth of all segments is open", () => {
    shardOf("24kb");
    expect(shard.segments.usable).toBeLessThan(16);
    const opened = [put(600), put(600), put(600)];
    expect(statesOf(opened)).toEqual([SEALED, SEALED, OPEN]);
  });
});

it("sealing seals all that is open", () => {
  const opened = [put(600), put(600), put(600)];
  open.sealAll(MAIN_POOL);
  expect(statesOf(opened)).toEqual([SEALED, SEALED, SEALED]);
});

it("the most room is that of any open segment", () => {
  put(300);
  put(800);
  put(900);
  expect(open.mostRoom(MAIN_POOL)).toBe(SEGMENT_BYTES - 300);
});

it("little memory is lost at the ends of segments where items are of many sizes", () => {
  const cache = new Segcache({ maxMemory: "16mb", seed: 1, now: () => 1 });
  const { segmentSize } = cache.limits;
  const value = new Uint8Array(segmentSize);
  let random = 1;
  for (let n = 0; n < 20_000; n++) {
    random = nextRandom(random);
    cache.set(`key${n}`, value.subarray(0, (random >>> 0) % (segmentSize / 2)));
  }
  cache.checkInvariants();
  const { bytesLive, memoryMax } = cache.stats();
  expect(bytesLive / memoryMax).toBeGreaterThan(0.9);
});
