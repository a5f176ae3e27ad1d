import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache } from "./cache.ts";
import type { Stats } from "./stats.ts";

let clock: ManualClock;
let cache: Segcache;
beforeEach(() => {
  clock = new ManualClock();
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5 });
});

describe("time to live", () => {
  it.each([undefined, 0, -0, Infinity, 1e300])("of %s never ends", (ttl) => {
    cache.set("k", "v", { ttl });
    expect(cache.getRemainingTTL("k")).toBe(Infinity);
    clock.now += 1e12;
    cache.expire();
    expect(cache.getString("k")).toBe("v");
  });

  it.each([
    [0.5, 1],
    [1, 1],
    [1.25, 2],
    [999.5, 1000],
    [1e10 + 0.5, 1e10 + 1],
    [Number.MIN_VALUE, 1],
    [0.0001, 1],
  ])("of %d milliseconds counts as %d: fractions round up", (ttl, whole) => {
    cache.set("k", "v", { ttl });
    expect(cache.getRemainingTTL("k")).toBe(whole);
    clock.now += whole - 1;
    expect(cache.has("k")).toBe(true);
    clock.now += 1;
    expect(cache.has("k")).toBe(false);
  });

  it("is told exactly, Infinity without one, 0 for a key that is not there", () => {
    cache.set("a", "v", { ttl: 5000 });
    cache.set("b", "v");
    clock.now += 1234;
    expect(["a", "b", "c"].map((key) => cache.getRemainingTTL(key))).toEqual([3766, Infinity, 0]);
    clock.now += 5000;
    expect(cache.getRemainingTTL("a")).toBe(0);
  });

  it("begins anew with each set, and none given means none", () => {
    cache.set("k", "v", { ttl: 1000 });
    clock.now += 900;
    cache.set("k", "w", { ttl: 1000 });
    clock.now += 900;
    expect(cache.getString("k")).toBe("w");
    cache.set("k", "x");
    clock.now += 1e9;
    expect(cache.getString("k")).toBe("x");
  });

  it("can be given, changed and taken away later, counted from then", () => {
    cache.set("k", "value");
    expect(cache.setTTL("k", 100)).toBe(true);
    clock.now += 50;
    expect(cache.setTTL("k", 200)).toBe(true);
    expect(cache.getRemainingTTL("k")).toBe(200);
    expect(cache.setTTL("k", 0.5)).toBe(true);
    expect(cache.getRemainingTTL("k")).toBe(1);
    for (const never of [undefined, 0, Infinity]) {
      cache.setTTL("k", 10);
      expect(cache.setTTL("k", never)).toBe(true);
      expect(cache.getRemainingTTL("k")).toBe(Infinity);
    }
    expect(cache.getString("k")).toBe("value");
    expect(cache.setTTL("absent", 10)).toBe(false);
    cache.setTTL("k", 10);
    clock.now += 10;
    expect(cache.setTTL("k", 10)).toBe(false);
    cache.checkInvariants();
  });
});

describe("methods", () => {
  it("has and peek tell what get would, and count nothing", () => {
    cache.set("k", "v", { ttl: 1000 });
    const before = cache.stats();
    expect([cache.has("k"), cache.has("x")]).toEqual([true, false]);
    expect([cache.peek("k"), cache.peek("x")]).toEqual([new TextEncoder().encode("v"), undefined]);
    expect(cache.getRemainingTTL("k")).toBe(1000);
    expect(cache.stats()).toEqual(before);
  });

  it("delete tells whether the key was there", () => {
    cache.set("k", "v");
    expect([cache.delete("k"), cache.delete("k"), cache.get("k"), cache.size]).toEqual([true, false, undefined, 0]);
    cache.set("gone", "v", { ttl: 10 });
    clock.now += 10;
    expect(cache.delete("gone")).toBe(false);
    expect(cache.stats().deletes).toBe(1);
  });

  it("clear removes everything and frees all memory at once", () => {
    for (let n = 0; n < 3000; n++) cache.set(`key${n}`, "v".repeat(20), { ttl: n % 3 === 0 ? 1000 + n : undefined });
    const { memoryTouched } = cache.stats();
    cache.clear();
    cache.checkInvariants();
    expect([cache.size, cache.has("key1"), cache.expire()]).toEqual([0, false, 0]);
    const stats = cache.stats();
    expect(stats.itemsCleared).toBe(3000);
    expect(stats.segmentsFree).toBe(stats.segmentsTotal - 1);
    expect(stats.memoryTouched).toBe(memoryTouched);
    cache.set("key1", "again");
    expect([cache.getString("key1"), cache.size]).toEqual(["again", 1]);
    clock.now += 1e6;
    expect(cache.expire()).toBe(0);
    cache.checkInvariants();
  });

  it("expire returns how many items it removed", () => {
    for (let n = 0; n < 100; n++) cache.set(`short${n}`, "v", { ttl: 1000 });
    for (let n = 0; n < 50; n++) cache.set(`long${n}`, "v", { ttl: 60_000 });
    cache.set("never", "v");
    expect(cache.expire()).toBe(0);
    clock.now += 1000;
    expect([cache.expire(), cache.expire(), cache.size]).toEqual([100, 0, 51]);
    clock.now += 60_000;
    expect([cache.expire(), cache.size]).toEqual([50, 1]);
    expect(cache.stats().itemsExpired).toBe(150);
  });

  it("expireSlice does a bounded part of that and tells whether more is due", () => {
    expect(cache.expireSlice()).toBe(false);
    for (let n = 0; n < 2000; n++) cache.set(`key${n}`, "v", { ttl: 1000 });
    clock.now += 2000;
    let slices = 0;
    for (let size = cache.size; cache.expireSlice(); size = cache.size) {
      expect(size - cache.size).toBeLessThanOrEqual(512);
      slices++;
    }
    expect(slices).toBeGreaterThanOrEqual(3);
    expect(cache.size).toBe(0);
  });

  it("the limits can be read and not changed", () => {
    expect(cache.limits).toMatchObject({ maxMemory: 2 ** 18, segmentSize: 4096, policy: "s3fifo", shardCount: 1 });
    expect(Object.isFrozen(cache.limits)).toBe(true);
  });
});

describe("stats", () => {
  /** What came in is here or is counted as gone, by one cause each. */
  function expectAccounted(stats: Stats): void {
    const { itemsReplaced, deletes, itemsEvicted, itemsExpired, itemsCleared } = stats;
    expect(stats.items + itemsReplaced + deletes + itemsEvicted + itemsExpired + itemsCleared).toBe(stats.sets);
  }

  it("count each event once, under its own name", () => {
    cache.set("a", "v", { ttl: 100 });
    cache.set("b", "v");
    cache.set("b", "w");
    cache.get("b");
    cache.get("absent");
    clock.now += 100;
    cache.get("a");
    cache.delete("b");
    cache.delete("b");
    cache.trySet("c", new Uint8Array(cache.limits.valueBytesMax + 1));
    cache.set("d", "v", { ttl: 100 });
    clock.now += 100;
    cache.set("d", "after its time");
    cache.clear();
    expect(cache.stats()).toMatchObject({
      sets: 5,
      setsFailed: 1,
      setsSkipped: 0,
      hits: 1,
      misses: 2,
      missesExpired: 1,
      deletes: 1,
      itemsReplaced: 1,
      itemsExpired: 2,
      itemsEvicted: 0,
      itemsCleared: 1,
    });
    expectAccounted(cache.stats());
  });

  it("account for every item, and never for more memory than allowed", () => {
    const totals = cache.stats();
    for (let n = 0; n < 20_000; n++) {
      cache.set(`key${(n * 7919) % 9000}`, "v".repeat(n % 200), { ttl: n % 3 === 0 ? 1 + (n % 5000) : undefined });
      if (n % 11 === 0) cache.delete(`key${n % 9000}`);
      if (n % 5 === 0) clock.now += 1;
      if (n % 500 === 0) cache.expireSlice();
      if (n % 9999 === 9998) cache.clear();
      if (n % 200 !== 0) continue;
      const stats = cache.stats();
      expectAccounted(stats);
      expect(stats.items).toBe(cache.size);
      expect(stats.memoryTouched).toBeLessThanOrEqual(stats.memoryMax);
      const { segmentsFree, segmentsOpen, segmentsSealed, segmentsReclaiming, segmentsTable, segmentsOverflow } = stats;
      const forItems = segmentsFree + segmentsOpen + segmentsSealed + segmentsReclaiming + stats.segmentsChunk;
      expect(forItems + segmentsTable + segmentsOverflow + stats.segmentsGhost).toBe(stats.segmentsTotal);
      expect(stats.bytesTable).toBe((segmentsTable + segmentsOverflow) * 4096);
      expect(stats.bytesLive + stats.bytesDead).toBeLessThanOrEqual(
        (segmentsOpen + segmentsSealed + segmentsReclaiming) * 4096,
      );
    }
    const end = cache.stats();
    expect([end.memoryMax, end.segmentsTotal]).toEqual([totals.memoryMax, cache.limits.segmentCount]);
    expect(end.memoryMax).toBeLessThanOrEqual(cache.limits.maxMemory);
    expect(end.itemsEvicted).toBeGreaterThan(0);
    expect(end.bytesEvicted).toBeGreaterThan(end.itemsEvicted * 8);
    cache.checkInvariants();
  });

  it("are a copy, of finite numbers only", () => {
    const stats = cache.stats();
    (stats as { hits: number }).hits = 77;
    expect(cache.stats().hits).toBe(0);
    for (const [name, value] of Object.entries(stats)) expect(Number.isFinite(value), name).toBe(true);
  });

  it("show live and dead bytes as they are", () => {
    cache.set("key", "12345"); // 8 bytes of header, 3 + 5 of text
    cache.set("kex", "12345", { ttl: 1000 });
    expect(cache.stats()).toMatchObject({ items: 2, itemsExpiring: 1, bytesLive: 16 + 20, bytesDead: 0 });
    cache.delete("key");
    expect(cache.stats()).toMatchObject({ items: 1, itemsExpiring: 1, bytesLive: 20, bytesDead: 16, segmentsOpen: 2 });
  });
});
