import { describe, expect, it } from "vitest";
import { Arena, firstSegmentOf } from "../arena/arena.ts";
import { bucketOfChain, chainOf, MAIN_POOL, POOLS } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import { Segments } from "../segments/segments.ts";
import { CHAINS, TtlBuckets } from "./ttl-buckets.ts";
import { BUCKETS, NEVER_BUCKET, TTL_BUCKETS } from "./ttl-tiers.ts";

/** Buckets over an arena of `count` segments. */
function bucketsOver(count: number): { buckets: TtlBuckets; segments: Segments; open(bucket: number): number } {
  const shape = { segmentBytes: 1024, chains: CHAINS, namespaces: 16 };
  let pages = count;
  while (pages - firstSegmentOf({ ...shape, pages }) < count) pages++;
  const segments = new Segments(new Arena({ ...shape, pages }, 1, 2, 3));
  const open = (bucket: number): number => segments.open(chainOf(bucket, MAIN_POOL));
  return { buckets: new TtlBuckets(segments), segments, open };
}

describe("TTL buckets", () => {
  it("gives every pool of every bucket a chain of its own", () => {
    const chains = new Set<number>();
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (let pool = 0; pool < POOLS; pool++) {
        expect(bucketOfChain(chainOf(bucket, pool))).toBe(bucket);
        chains.add(chainOf(bucket, pool));
      }
    }
    expect([chains.size, Math.max(...chains)]).toEqual([CHAINS, CHAINS - 1]);
  });

  it("lets one chain be open for each sixteen segments, two at least", () => {
    expect(bucketsOver(8).buckets.openSegmentsMax).toBe(2);
    expect(bucketsOver(32).buckets.openSegmentsMax).toBe(2);
    expect(bucketsOver(48).buckets.openSegmentsMax).toBe(3);
    const { buckets, segments } = bucketsOver(160);
    expect(buckets.openSegmentsMax).toBe(10);
    segments.limit(48); // those held back do not count
    expect(buckets.openSegmentsMax).toBe(3);
  });

  it("sends an item to its own bucket's open tail, and asks for one while the bound allows", () => {
    const { buckets, open } = bucketsOver(64);
    expect(buckets.tailFor(50, MAIN_POOL)).toBe(NONE);
    const fifty = open(50);
    const sixty = open(60);
    expect(buckets.tailFor(50, MAIN_POOL)).toBe(fifty);
    expect(buckets.tailFor(60, MAIN_POOL)).toBe(sixty);
    expect(buckets.tailFor(51, MAIN_POOL)).toBe(NONE);
  });

  it("at the bound shares with the nearest bucket, the longer-lived one when two are equally near", () => {
    const { buckets, open } = bucketsOver(48);
    const tails = [50, 60, 90].map(open);
    expect(buckets.tailFor(52, MAIN_POOL)).toBe(tails[0]);
    expect(buckets.tailFor(55, MAIN_POOL)).toBe(tails[1]);
    expect(buckets.tailFor(58, MAIN_POOL)).toBe(tails[1]);
    expect(buckets.tailFor(0, MAIN_POOL)).toBe(tails[0]);
    expect(buckets.tailFor(TTL_BUCKETS - 1, MAIN_POOL)).toBe(tails[2]);
  });

  it("has a bucket of its own again once a chain was closed", () => {
    const { buckets, segments, open } = bucketsOver(48);
    const tails = [50, 60, 90].map(open);
    segments.seal(tails[0]);
    expect(buckets.tailFor(52, MAIN_POOL)).toBe(NONE);
    expect(buckets.tailFor(50, MAIN_POOL)).toBe(NONE);
  });

  it("never lets an item without a deadline share, and never shares its chain with one that has a deadline", () => {
    const { buckets, open } = bucketsOver(32);
    const tails = [50, 60].map(open);
    expect(buckets.tailFor(NEVER_BUCKET, MAIN_POOL)).toBe(NONE);
    const never = open(NEVER_BUCKET);
    expect(buckets.tailFor(NEVER_BUCKET, MAIN_POOL)).toBe(never);
    expect(buckets.tailFor(TTL_BUCKETS - 1, MAIN_POOL)).toBe(tails[1]);

    const alone = bucketsOver(32);
    alone.open(NEVER_BUCKET);
    const only = alone.open(0);
    expect(alone.buckets.tailFor(TTL_BUCKETS - 1, MAIN_POOL)).toBe(only);
  });
});
