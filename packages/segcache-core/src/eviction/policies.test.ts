import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/text-client.ts";
import { type PolicyOptions, Segcache } from "../index.ts";
import { isPolicyName, POLICY_NAMES, type PolicyName } from "./policy-names.ts";

/** A cache of few segments, each of about nine items as `fill` stores them. */
function smallCache(policy: PolicyName, policyOptions: PolicyOptions = {}): { cache: Segcache; clock: ManualClock } {
  const clock = new ManualClock();
  const cache = new Segcache({
    maxMemory: "64kb",
    segmentSize: 1024,
    policy,
    policyOptions,
    seed: 7,
    now: clock.read,
  });
  return { cache, clock };
}

function fill(cache: Segcache, prefix: string, count: number, ttl?: number): void {
  for (let n = 0; n < count; n++) cache.set(`${prefix}${n}`, "v".repeat(90), { ttl });
}

/** How many of the keys that `fill` stored are there. */
function held(cache: Segcache, prefix: string, count: number): number {
  let found = 0;
  for (let n = 0; n < count; n++) if (cache.has(`${prefix}${n}`)) found++;
  return found;
}

/** More than the cache holds. */
const MANY = 900;

describe.each(POLICY_NAMES.filter((name) => name !== "none"))("policy %s", (policy) => {
  it("takes every legal item, whatever is stored already, and stays within its memory", () => {
    const { cache, clock } = smallCache(policy);
    for (let n = 0; n < 6000; n++) {
      const ttl = n % 3 === 0 ? undefined : 1000 * (1 + (n % 700));
      expect(cache.trySet(`key${n}`, "v".repeat((n * 37) % 900), { ttl })).toBe("stored");
      expect(cache.has(`key${n}`)).toBe(true);
      clock.now += n % 5;
      if (n % 300 === 0) cache.checkInvariants();
    }
    const { memoryTouched, memoryMax } = cache.stats();
    expect(memoryTouched).toBeLessThanOrEqual(memoryMax);
  });

  it("gets on when everything is large and popular", () => {
    const { cache, clock } = smallCache(policy);
    for (let n = 0; n < 400; n++) {
      expect(cache.trySet(`key${n}`, "v".repeat(300))).toBe("stored");
      for (let reads = 0; reads < 3; reads++) {
        clock.now += 1000;
        for (let back = 0; back < 60; back++) cache.get(`key${n - back}`);
      }
    }
    cache.checkInvariants();
    expect(cache.size).toBeGreaterThan(50);
  });

  it("drops what has expired before anything live", () => {
    const { cache, clock } = smallCache(policy);
    fill(cache, "short", 200, 5000);
    fill(cache, "long", 100);
    clock.now += 6000;
    fill(cache, "new", 150);
    expect([held(cache, "long", 100), held(cache, "new", 150)]).toEqual([100, 150]);
    expect(cache.stats().itemsEvicted).toBe(0);
  });

  it("can follow and be followed by any other, with everything kept", () => {
    const { cache } = smallCache(policy);
    fill(cache, "key", 150);
    for (const next of POLICY_NAMES) {
      cache.setPolicy(next);
      cache.checkInvariants();
      cache.setPolicy(policy);
      cache.checkInvariants();
    }
    expect(held(cache, "key", 150)).toBe(150);
    fill(cache, "more", MANY);
    cache.checkInvariants();
  });
});

describe("what goes first", () => {
  it("cte: the items with the least time left", () => {
    const { cache } = smallCache("cte");
    fill(cache, "hours", 150, 3_600_000);
    fill(cache, "minute", 150, 60_000);
    fill(cache, "never", 300);
    expect(held(cache, "minute", 150)).toBeLessThan(held(cache, "hours", 150));
  });

  it("util: the segments with the fewest live bytes", () => {
    const { cache } = smallCache("util");
    fill(cache, "dense", 120);
    fill(cache, "sparse", 150);
    for (let n = 18; n < 150; n += 9) cache.delete(`sparse${n}`); // too few of a segment to compact it
    const sparse = held(cache, "sparse", 150);
    fill(cache, "new", 130);
    expect(held(cache, "dense", 120)).toBe(120);
    expect(held(cache, "sparse", 150)).toBeLessThan(sparse);
    expect(cache.stats().segmentsCompacted).toBe(0);
  });

  it("random and random-fifo: neither the oldest nor the newest above all", () => {
    for (const policy of ["random", "random-fifo"] as const) {
      const { cache } = smallCache(policy);
      fill(cache, "key", MANY);
      expect(cache.size).toBeLessThan(MANY);
      expect(held(cache, "key", MANY / 2), policy).toBeGreaterThanOrEqual(0);
      expect(cache.has(`key${MANY - 1}`)).toBe(true);
    }
  });

  it("fifo: the oldest, however popular", () => {
    const { cache } = smallCache("fifo");
    fill(cache, "old", 50);
    for (let n = 0; n < MANY; n++) {
      cache.set(`key${n}`, "v".repeat(90));
      for (let old = 0; old < 50; old++) cache.get(`old${old}`);
    }
    expect(held(cache, "old", 50)).toBe(0);
  });

  it.each(["merge", "s3fifo"] as const)("%s: the unpopular, so that what is read again stays", (policy) => {
    const { cache, clock } = smallCache(policy);
    let reads = 0;
    let hits = 0;
    for (let n = 0; n < 6 * MANY; n++) {
      cache.set(`once${n}`, "v".repeat(90));
      if (n % 20 === 0) {
        clock.now += 1000;
        for (let key = 0; key < 40; key++) {
          reads++;
          if (cache.get(`popular${key}`) !== undefined) hits++;
          else cache.set(`popular${key}`, "v".repeat(90));
        }
      }
    }
    expect(hits / reads).toBeGreaterThan(0.9);
    expect(cache.stats().itemsMoved).toBeGreaterThan(0);
    cache.checkInvariants();
  });
});

describe("s3fifo", () => {
  it("keeps a key that comes back soon after it was evicted out of the admission pool", () => {
    const { cache } = smallCache("s3fifo");
    fill(cache, "filler", MANY);
    cache.set("returns", "1");
    let n = 0;
    while (cache.has("returns")) cache.set(`push${n++}`, "v".repeat(90));
    expect(cache.get("returns")).toBeUndefined();
    expect(cache.stats().missesEvicted).toBe(1);
    cache.set("returns", "2");
    for (let more = 0; more < n + 20; more++) cache.set(`more${more}`, "v".repeat(90));
    expect(cache.getString("returns")).toBe("2");
  });

  it("leaves an overwritten key in the pool it is in", () => {
    const { cache, clock } = smallCache("s3fifo");
    fill(cache, "popular", 30);
    for (let n = 0; n < MANY; n++) {
      cache.set(`once${n}`, "v".repeat(90));
      clock.now += 300;
      for (let key = 0; key < 30; key++) cache.get(`popular${key}`);
    }
    for (let key = 0; key < 30; key++) cache.set(`popular${key}`, "w".repeat(90));
    fill(cache, "scan", 100);
    expect(held(cache, "popular", 30)).toBe(30);
  });

  it("gives its ghost queue's memory back when another policy takes over", () => {
    const { cache } = smallCache("s3fifo");
    fill(cache, "key", 3 * MANY);
    expect(cache.stats().segmentsGhost).toBeGreaterThan(0);
    cache.setPolicy("fifo");
    expect(cache.stats().segmentsGhost).toBe(0);
    cache.checkInvariants();
  });
});

it("are known by their exact names only", () => {
  expect(POLICY_NAMES.every(isPolicyName)).toBe(true);
  for (const other of ["", "FIFO", "lru", "toString", undefined, 0]) expect(isPolicyName(other)).toBe(false);
});
