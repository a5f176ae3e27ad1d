// Small caches under long, mixed load: every set of a cache that evicts succeeds and can be read at once, and nothing the
// caller or the clock does makes the parts contradict each other.
import { describe, expect, it } from "vitest";
import { IF_ABSENT, KEEP_TTL, NEVER, POLICY_NAMES, Segcache, STORED } from "../src/index.ts";
import { mixSeed, nextRandom } from "../src/sources/random.ts";
import { ManualClock, TextClient } from "./text-client.ts";

/** Whole numbers below a range, the same for the same seed. */
function dice(seed: number): (range: number) => number {
  let state = mixSeed(seed);
  return (range) => {
    state = nextRandom(state);
    return (state >>> 0) % range;
  };
}

describe("a small full cache", () => {
  it.each([
    { maxMemory: 32 * 1024, segmentSize: 1024, sets: 100_000, why: "many values a segment" },
    { maxMemory: 40 * 1024, segmentSize: 2048, sets: 30_000, why: "few segments" },
  ])("takes each of $sets random values and gives it back at once: $why", ({ maxMemory, segmentSize, sets }) => {
    const cache = new Segcache({ maxMemory, segmentSize, seed: 1, now: () => 1_700_000_000_000 });
    const roll = dice(maxMemory);
    const source = new Uint8Array(500);
    for (let n = 0; n < source.length; n++) source[n] = roll(256);
    let wrong = 0;
    for (let n = 0; n < sets; n++) {
      const key = `key${roll(5000)}`;
      source[0] = n & 0xff;
      const value = source.subarray(0, 1 + roll(500));
      cache.set(key, value);
      const got = cache.get(key);
      if (got === undefined || Buffer.compare(got, value) !== 0) wrong++;
      if (n % 500 === 0) cache.checkInvariants();
    }
    expect(wrong).toBe(0);
    expect(cache.stats()).toMatchObject({ sets, setsFailed: 0, hits: sets });
    expect(cache.stats().memoryTouched).toBeLessThanOrEqual(maxMemory);
    cache.checkInvariants();
  });

  it("takes values of more different lifetimes than it has segments", () => {
    const clock = new ManualClock();
    const cache = new Segcache({ maxMemory: 32 * 1024, segmentSize: 1024, seed: 1, now: clock.read });
    const roll = dice(3);
    for (let n = 0; n < 15_000; n++) {
      const ttl = n % 7 === 0 ? undefined : Math.floor(1.05 ** (1 + roll(480)));
      cache.set(`key${roll(2000)}`, "v".repeat(roll(400)), { ttl });
      clock.now += roll(5);
      if (n % 100 === 0) cache.checkInvariants();
    }
    const { setsFailed, segmentsOpen, itemsEvicted, itemsExpired } = cache.stats();
    expect([setsFailed, segmentsOpen <= 5]).toEqual([0, true]); // two pools, with and without deadlines
    expect(Math.min(itemsEvicted, itemsExpired)).toBeGreaterThan(500);
  });

  it("takes values that fill a segment each, and values of nothing", () => {
    const cache = new Segcache({ maxMemory: 32 * 1024, segmentSize: 1024, seed: 1 });
    const largest = "v".repeat(cache.limits.valueBytesMax - 8);
    for (let n = 0; n < 20_000; n++) {
      const key = `${n % 3000}`.padStart(8, "0");
      const value = n % 5000 < 200 ? largest : "";
      cache.set(key, value, { ttl: n % 2 === 0 ? 1e6 : undefined });
      expect(cache.getString(key)).toBe(value);
      if (n % 100 === 0) cache.checkInvariants();
    }
  });
});

describe.each(POLICY_NAMES)("a clock that steps back, policy %s", (policy) => {
  it("keeps every invariant, and what was just written is there with its deadline", () => {
    const clock = new ManualClock();
    const start = clock.now;
    const cache = new Segcache({ maxMemory: 64 * 1024, segmentSize: 1024, policy, seed: 1, now: clock.read });
    const client = new TextClient(cache.raw);
    const roll = dice(11);
    for (let n = 0; n < 8000; n++) {
      const key = `key${roll(600)}`;
      const deadline = roll(3) === 0 ? NEVER : clock.now + 1 + roll(4000);
      const change =
        roll(10) === 0 ? client.setDeadline(key, deadline) : client.set(key, "v".repeat(roll(200)), deadline);
      if (change === STORED) expect(client.deadline(key)).toBe(deadline);
      clock.now += roll(20) === 0 ? -roll(3000) : roll(60);
      if (roll(20) === 0) cache.expireSlice();
      if (n % 20 === 0) cache.checkInvariants();
    }
    clock.now = start + 1e9;
    cache.expire();
    cache.checkInvariants();
    expect(cache.stats().itemsExpiring).toBe(0);
  });
});

describe("a clock that steps back", () => {
  it("soon after a sweep leaves the cache in a legal state", () => {
    const clock = new ManualClock();
    const cache = new Segcache({ maxMemory: 64 * 1024, segmentSize: 1024, seed: 1, now: clock.read });
    for (const ttl of [1000, 1010, 1020]) cache.set(`key${ttl}`, "v", { ttl });
    clock.now += 1000;
    expect(cache.expire()).toBe(1);
    clock.now -= 900;
    cache.expire();
    cache.checkInvariants();
    expect([cache.has("key1010"), cache.has("key1020")]).toEqual([true, true]);
  });
});

describe("everything at once", () => {
  it.each([1024, 16_384])("over all calls of the low-level surface, segments of %i bytes", (segmentSize) => {
    const clock = new ManualClock();
    const cache = new Segcache({
      maxMemory: segmentSize === 1024 ? "96kb" : "256kb",
      segmentSize,
      seed: 3,
      now: clock.read,
    });
    const clients = [0, 1, 15].map((namespace) => new TextClient(cache.raw, namespace));
    const roll = dice(segmentSize);
    const calls: ((client: TextClient, key: string, deadline: number) => void)[] = [
      (client, key, deadline) => expect(client.set(key, "v".repeat(roll(60)), deadline)).toBe(STORED),
      (client, key, deadline) => client.set(key, "", deadline, IF_ABSENT),
      (client, key, deadline) => client.set(key, "v".repeat(roll(300)), deadline, KEEP_TTL),
      (client, key) => client.get(key),
      (client, key) => client.delete(key),
      (client, key, deadline) => client.setDeadline(key, deadline),
      (client, key) => client.increment(`n${key}`, roll(100_000)),
      (client, key) => client.append(key, "x".repeat(roll(20))),
      () => cache.expireSlice(),
    ];
    for (let n = 0; n < 15_000; n++) {
      const deadline = roll(3) === 0 ? NEVER : clock.now + 1 + roll(30_000);
      calls[roll(calls.length)](clients[roll(3)], `key${roll(1500)}`, deadline);
      clock.now += roll(20);
      if (roll(3000) === 0) clients[roll(3)].flush();
      if (n % 50 !== 0) continue;
      cache.checkInvariants();
      expect(clients.reduce((sum, client) => sum + client.counts()[0], 0)).toBe(cache.size);
    }
  });
});
