// What the policy makes of small items that nobody reads, seen in a shard of its own with segments of 1 KiB.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { testShard } from "../../test/test-shard.ts";
import { ManualClock, TextClient } from "../../test/text-client.ts";
import { checkShard } from "../check-invariants.ts";
import { resolveConfig } from "../config.ts";
import { RawCache } from "../raw-cache.ts";
import type { Shard } from "../shard.ts";
import { COUNTER } from "../stats.ts";

const SEGMENT_BYTES = 1024;
/** More than any item of the property takes. */
const ITEM_BYTES_MAX = 128;

let shard: Shard;
let client: TextClient;
let stored: number;

beforeEach(begin);

function begin(): void {
  const { shape } = resolveConfig({ maxMemory: "128kb", segmentSize: SEGMENT_BYTES });
  shard = testShard(shape, "s3fifo", new ManualClock().read);
  client = new TextClient(new RawCache([shard]));
  stored = 0;
}

/** Stores `count` keys that nobody reads, with values of these lengths in turn; returns the keys. */
function store(count: number, ...valueBytes: readonly number[]): readonly string[] {
  return Array.from({ length: count }, (_, n) => {
    const key = `key${stored++}`;
    client.set(key, "v".repeat(valueBytes[n % valueBytes.length]));
    return key;
  });
}

/** Goes on storing items of the mean size until none of `keys` is held. */
function storeUntilGone(keys: readonly string[]): void {
  for (let left = 400; held(keys) > 0; left--) {
    expect(left).toBeGreaterThan(0);
    store(50, 90);
  }
}

function held(keys: readonly string[]): number {
  return keys.filter((key) => client.peek(key) !== undefined).length;
}

function counted(counter: number): number {
  return shard.arena.counters[counter];
}

describe("an item that nobody reads", () => {
  it("goes later where it is small, but goes", () => {
    store(2000, 90);
    const mixed = store(80, 10, 90);
    const [small, others] = [0, 1].map((rest) => mixed.filter((_, at) => at % 2 === rest));
    storeUntilGone(others);
    expect(held(small)).toBeGreaterThan(10);
    checkShard(shard);
    storeUntilGone(small);
  });

  it("goes in its turn where all are of about one size", () => {
    store(5000, 70, 80, 90, 100, 110);
    expect(counted(COUNTER.itemsEvicted)).toBeGreaterThan(3000);
    expect(counted(COUNTER.itemsMoved)).toBe(0);
  });

  it("goes in its turn where it takes segments of its own, however large others are", () => {
    store(1000, 1100, 15_000);
    expect(counted(COUNTER.itemsEvicted)).toBeGreaterThan(900);
    expect(counted(COUNTER.itemsMoved)).toBe(0);
  });
});

it("a segment of which nothing was read loses about half of what it can hold, at least", () => {
  const runs = fc.array(fc.constantFrom(0, 10, 100), { minLength: 5, maxLength: 10 });
  fc.assert(
    fc.property(runs, (valueBytes) => {
      begin();
      store(2000, 100);
      for (const length of valueBytes.flatMap((bytes) => new Array<number>(300).fill(bytes))) {
        const [segments, bytes] = [counted(COUNTER.segmentsEvicted), counted(COUNTER.bytesEvicted)];
        expect(held(store(1, length))).toBe(1);
        const lost = counted(COUNTER.bytesEvicted) - bytes;
        const least = SEGMENT_BYTES / 2 - ITEM_BYTES_MAX;
        expect(lost).toBeGreaterThanOrEqual((counted(COUNTER.segmentsEvicted) - segments) * least);
      }
      checkShard(shard);
    }),
    { numRuns: 20 },
  );
});
