import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../test/text-client.ts";
import { ConfigError, Segcache } from "../index.ts";
import type { MergeOptions } from "./policy-names.ts";

let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock();
});

/** Nine items of 112 bytes fill a segment. */
const ITEMS_PER_SEGMENT = 9;
const SEGMENTS = 20;

/** A cache with plenty of memory left, whose first twenty segments and a little more hold `key0` onwards, in order. */
function filled(merge: MergeOptions, ttl?: number): Segcache {
  const cache = new Segcache({
    maxMemory: "128kb",
    segmentSize: 1024,
    policy: "merge",
    policyOptions: { merge },
    seed: 7,
    now: clock.read,
  });
  for (let n = 0; n <= SEGMENTS * ITEMS_PER_SEGMENT; n++) {
    cache.set(keyOf(n), `value ${n}`.padEnd(ttl === undefined ? 94 : 90), { ttl });
  }
  expect(cache.stats()).toMatchObject({ segmentsSealed: SEGMENTS, segmentsOpen: 1, itemsEvicted: 0 });
  return cache;
}

function keyOf(n: number): string {
  return `key${n}`.padStart(8, "-");
}

/** Deletes the first `count` items of each full segment. */
function thin(cache: Segcache, count: number): void {
  for (let n = 0; n < SEGMENTS * ITEMS_PER_SEGMENT; n++) {
    if (n % ITEMS_PER_SEGMENT < count) expect(cache.delete(keyOf(n))).toBe(true);
  }
}

describe("merge's `compact`", () => {
  it("compacts a segment as soon as deletes leave no more than half of it, by default", () => {
    const cache = filled({});
    const { memoryTouched } = cache.stats();
    thin(cache, 4);
    expect(cache.stats()).toMatchObject({ segmentsCompacted: 0, segmentsSealed: SEGMENTS });
    const emptied = filled({});
    thin(emptied, 5);
    emptied.checkInvariants();
    const { segmentsCompacted, segmentsSealed, itemsCompacted, bytesDead } = emptied.stats();
    expect(segmentsCompacted).toBe(SEGMENTS);
    expect(segmentsSealed).toBeLessThan(SEGMENTS / 2);
    expect(itemsCompacted).toBe(SEGMENTS * 4);
    expect(bytesDead).toBe(0);
    expect(emptied.stats().memoryTouched).toBeLessThanOrEqual(memoryTouched + 2 * 1024);
    for (let n = 0; n < SEGMENTS * ITEMS_PER_SEGMENT; n++) {
      const isLeft = n % ITEMS_PER_SEGMENT >= 5;
      expect(emptied.getString(keyOf(n))).toBe(isLeft ? `value ${n}`.padEnd(94) : undefined);
    }
  });

  it("waits for more to be deleted the higher it is", () => {
    const cache = filled({ compact: 4 });
    thin(cache, 6);
    expect(cache.stats().segmentsCompacted).toBe(0);
    for (let n = 6; n < SEGMENTS * ITEMS_PER_SEGMENT; n += ITEMS_PER_SEGMENT) cache.delete(keyOf(n));
    expect(cache.stats()).toMatchObject({ segmentsCompacted: SEGMENTS, itemsCompacted: SEGMENTS * 2 });
    cache.checkInvariants();
  });

  it("of 0 leaves the space until memory is short", () => {
    const cache = filled({ compact: 0 });
    thin(cache, 8);
    expect(cache.stats()).toMatchObject({ segmentsCompacted: 0, segmentsSealed: SEGMENTS });
  });

  it("leaves overwritten items' space until memory is short", () => {
    const cache = filled({});
    for (let n = 0; n < SEGMENTS * ITEMS_PER_SEGMENT; n++) {
      if (n % ITEMS_PER_SEGMENT < 6) cache.set(keyOf(n), "w".repeat(94));
    }
    expect(cache.stats().segmentsCompacted).toBe(0);
  });

  it("compacts after the expiry sweep too, in the background's slices", () => {
    const cache = filled({}, 10_000_000);
    for (let n = 0; n < SEGMENTS * ITEMS_PER_SEGMENT; n++) {
      if (n % ITEMS_PER_SEGMENT < 5) cache.setTTL(keyOf(n), 1000);
    }
    clock.now += 2000;
    while (cache.expireSlice()) cache.checkInvariants();
    expect(cache.stats()).toMatchObject({
      itemsExpired: SEGMENTS * 5,
      segmentsCompacted: SEGMENTS,
      itemsCompacted: SEGMENTS * 4,
      bytesDead: 0,
    });
    expect(cache.size).toBe(SEGMENTS * 4 + 1);
  });

  it("must be 0 or a whole number from 2 on", () => {
    for (const compact of [1, -1, 2.5, 65, Number.NaN]) {
      expect(() => filled({ compact })).toThrow(
        new ConfigError("policyOptions.merge.compact", `must be a whole number from 2 to 64, got ${compact}`),
      );
    }
  });
});

describe("merge", () => {
  it("keeps a pass's survivors and what is compacted between passes apart", () => {
    const cache = filled({ compact: 2 });
    for (let n = 0; n < 4000; n++) {
      cache.set(keyOf(1000 + n), "v".repeat(94));
      if (n % 3 === 0) cache.delete(keyOf(1000 + n - 40));
      for (let back = 0; back < 3; back++) cache.get(keyOf(1000 + n - back * 7));
      clock.now += 300;
      if (n % 100 === 0) cache.checkInvariants();
    }
    const { segmentsCompacted, itemsMoved } = cache.stats();
    expect(Math.min(segmentsCompacted, itemsMoved)).toBeGreaterThan(0);
  });
});
