import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../test/text-client.ts";
import { Segcache } from "../cache.ts";
import type { EngineOptions } from "../config.ts";
import { SLICE_ITEMS } from "./allocator.ts";
import { SWEEP_DELAY_MS } from "./sweeper.ts";

let clock: ManualClock;
let cache: Segcache;
function create(options: Partial<EngineOptions> = {}): void {
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
}
beforeEach(() => {
  clock = new ManualClock();
  create();
});

/** Sets `count` keys, `prefix` and a number each. */
function fill(prefix: string, count: number, ttl?: number, valueBytes = 20): void {
  for (let n = 0; n < count; n++) cache.set(`${prefix}${n}`, "v".repeat(valueBytes), { ttl });
}

function countPresent(prefix: string, count: number): number {
  let present = 0;
  for (let n = 0; n < count; n++) if (cache.has(`${prefix}${n}`)) present++;
  return present;
}

describe("expiry of an item", () => {
  const reads: Record<string, () => boolean> = {
    get: () => cache.get("k") !== undefined,
    getString: () => cache.getString("k") === "v",
    peek: () => cache.peek("k") !== undefined,
    has: () => cache.has("k"),
    delete: () => cache.delete("k"),
    setTTL: () => cache.setTTL("k", 100),
    getRemainingTTL: () => cache.getRemainingTTL("k") > 0,
  };

  it.each(Object.keys(reads))("is exact to the millisecond for %s", (name) => {
    cache.set("k", "v", { ttl: 1000 });
    clock.now += 1000;
    expect(reads[name]()).toBe(false);
    cache.set("k", "v", { ttl: 1000 });
    clock.now += 999;
    expect(reads[name]()).toBe(true);
    cache.checkInvariants();
  });

  it("does not depend on sweeping: neither early with it nor late without", () => {
    for (let ttl = 1; ttl <= 300; ttl++) cache.set(`k${ttl}`, "v", { ttl: ttl * 10 });
    for (let now = 0; now <= 3010; now += 5) {
      if (now % 50 === 0) cache.expire();
      for (const ttl of [1, Math.floor(now / 10), Math.floor(now / 10) + 1, 300]) {
        if (ttl > 0 && ttl <= 300) expect(cache.has(`k${ttl}`), `${ttl * 10} at ${now}`).toBe(ttl * 10 > now);
      }
      clock.now += 5;
    }
  });
});

describe("memory of expired items", () => {
  it("can be used again at once when a whole segment has expired, without a sweep", () => {
    create({ policy: "none" });
    let stored = 0;
    while (cache.trySet(`old${stored}`, "v".repeat(100), { ttl: 1000 }) === "stored") stored++;
    clock.now += 999;
    expect(cache.trySet("new", "v".repeat(100))).toBe("no-space");
    clock.now += 1;
    for (let n = 0; n < stored; n++) expect(cache.trySet(`new${n}`, "v".repeat(100))).toBe("stored");
    expect(countPresent("new", stored)).toBe(stored);
    expect(cache.stats()).toMatchObject({ itemsEvicted: 0, segmentsEvicted: 0 });
    expect(cache.stats().itemsExpired).toBeGreaterThan(stored * 0.9);
    cache.checkInvariants();
  });

  it("is free after a sweep, segment by segment", () => {
    const { segmentsFree } = cache.stats();
    fill("k", 1000, 1000, 100);
    expect(cache.stats().segmentsFree).toBeLessThan(segmentsFree - 25);
    clock.now += 1000;
    expect(cache.expire()).toBe(1000);
    const { segmentsTable, segmentsOverflow, ...stats } = cache.stats();
    expect(stats.segmentsFree).toBe(segmentsFree - (segmentsTable - 1) - segmentsOverflow);
    expect([stats.bytesLive, stats.bytesDead]).toEqual([0, 0]);
    cache.checkInvariants();
  });

  it("is not held back by a late item in front", () => {
    create({ maxMemory: "160kb" });
    cache.set("late", "v", { ttl: 3_600_000 });
    cache.set("never", "v");
    fill("k", 1000, 1000);
    const held = cache.stats().segmentsSealed;
    expect(held).toBeGreaterThan(5);
    clock.now += 1000;
    cache.expire();
    const { segmentsSealed, segmentsOpen, bytesLive } = cache.stats();
    expect([cache.has("late"), cache.has("never"), cache.size]).toEqual([true, true, 2]);
    expect(segmentsSealed + segmentsOpen).toBeLessThanOrEqual(3);
    expect(bytesLive).toBeLessThan(50);
    cache.checkInvariants();
  });
});

describe("the size", () => {
  it.each([1, 100, 250])("is right within a second when slices run every %i ms", (every) => {
    const deadlines: number[] = [];
    for (let n = 0; n < 2000; n++) {
      const ttl = 1 + ((n * 7919) % 20_000);
      cache.set(`k${n}`, "v", { ttl });
      deadlines.push(clock.now + ttl);
    }
    const liveAt = (time: number) => deadlines.filter((deadline) => deadline > time).length;
    const end = clock.now + (every === 1 ? 3000 : 21_500);
    for (; clock.now < end; clock.now += every) {
      while (cache.expireSlice());
      if (clock.now % 50 !== 0 && every === 1) continue;
      expect(cache.size).toBeLessThanOrEqual(liveAt(clock.now - 1000));
      expect(cache.size).toBeGreaterThanOrEqual(liveAt(clock.now));
      cache.checkInvariants();
    }
  });

  it("is exact after expire, also soon after the call before", () => {
    cache.set("a", "v", { ttl: 1000 });
    cache.set("b", "v", { ttl: 1001 });
    cache.set("c", "v", { ttl: 1020 });
    clock.now += 1000;
    expect([cache.expire(), cache.size]).toEqual([1, 2]);
    clock.now += 1;
    expect([cache.expire(), cache.size]).toEqual([1, 1]);
  });
});

describe("slices", () => {
  it("do a bounded part each, and serve the rest in between", () => {
    create({ maxMemory: "2mb", segmentSize: "64kb" });
    for (let n = 0; n < 6000; n++) cache.set(`k${n}`, "", { ttl: n % 2 === 0 ? 100_000 : 105_000 });
    clock.now += 100_000 + SWEEP_DELAY_MS;
    let slices = 0;
    for (let more = true; more; slices++) {
      const before = cache.stats().itemsExpired;
      more = cache.expireSlice();
      expect(cache.stats().itemsExpired - before).toBeLessThanOrEqual(SLICE_ITEMS);
      cache.checkInvariants();
      for (let n = slices; n < 6000; n += 37) expect(cache.has(`k${n}`)).toBe(n % 2 === 1);
    }
    expect(slices).toBeGreaterThanOrEqual(6000 / SLICE_ITEMS);
    expect(cache.size).toBe(3000);
    clock.now += 5000;
    while (cache.expireSlice()) cache.checkInvariants();
    clock.now += SWEEP_DELAY_MS;
    cache.expire();
    expect([cache.size, cache.stats().itemsExpired]).toEqual([0, 6000]);
  });

  it("may be left half done while items come, go and change", () => {
    create({ maxMemory: "2mb", segmentSize: "64kb" });
    const ttlOf = (n: number) => (n % 3 === 0 ? 1000 : n % 3 === 1 ? 5000 : 60_000);
    for (let n = 0; n < 6000; n++) cache.set(`k${n}`, "v", { ttl: ttlOf(n) });
    clock.now += 1000 + SWEEP_DELAY_MS;
    expect(cache.expireSlice()).toBe(true);
    for (let n = 0; n < 6000; n += 7) {
      if (n % 2 === 0) cache.delete(`k${n}`);
      else cache.setTTL(`k${n}`, n % 5 === 0 ? undefined : 10);
      if (n % 35 === 0) cache.expireSlice();
      if (n % 70 === 0) cache.checkInvariants();
    }
    clock.now += 10;
    while (cache.expireSlice());
    clock.now += SWEEP_DELAY_MS;
    cache.expire();
    cache.checkInvariants();
    let expected = 0;
    for (let n = 0; n < 6000; n++) {
      const touched = n % 7 === 0;
      const live = ttlOf(n) > 1000 && (!touched || (n % 2 === 1 && n % 5 === 0));
      expect(cache.has(`k${n}`), `k${n}`).toBe(live);
      if (live) expected++;
    }
    expect(cache.size).toBe(expected);
  });

  it("far apart leave nothing behind that expired in between", () => {
    create({ maxMemory: "2mb", segmentSize: "64kb" });
    fill("later", 300, 105_000, 0);
    fill("sooner", 700, 100_000, 0);
    cache.setTTL("sooner0", undefined);
    clock.now += 100_000 + SWEEP_DELAY_MS;
    expect(cache.expireSlice()).toBe(true);
    clock.now += 10_000;
    cache.expire();
    expect([cache.size, cache.has("sooner0")]).toEqual([1, true]);
  });

  it("can be interrupted by clear", () => {
    create({ maxMemory: "2mb", segmentSize: "64kb" });
    for (let n = 0; n < 6000; n++) cache.set(`k${n}`, "", { ttl: n % 2 === 0 ? 100_000 : 105_000 });
    clock.now += 100_000 + SWEEP_DELAY_MS;
    expect(cache.expireSlice()).toBe(true);
    cache.clear();
    cache.checkInvariants();
    fill("new", 500, 1000);
    clock.now += 1000;
    expect([cache.expire(), cache.size]).toEqual([500, 0]);
    cache.checkInvariants();
  });

  it("look at nothing while nothing expires, and then only at what does", () => {
    fill("hour", 2000, 3_600_000);
    fill("minute", 100, 60_000);
    fill("never", 1000);
    const looked = () => cache.stats().segmentsSwept + cache.stats().segmentsExpired;
    for (let second = 0; second < 59; second++) {
      clock.now += 1000;
      expect(cache.expireSlice()).toBe(false);
    }
    expect(looked()).toBe(0);
    clock.now += 1000;
    expect([cache.expire(), looked() <= 3]).toEqual([100, true]);
  });
});

describe("changed deadlines", () => {
  it("taken away: the item survives every sweep", () => {
    fill("k", 200, 1000);
    for (let n = 0; n < 200; n += 10) cache.setTTL(`k${n}`, undefined);
    clock.now += 1000;
    expect(cache.expire()).toBe(180);
    clock.now += 1e9;
    expect([cache.expire(), cache.size]).toEqual([0, 20]);
    for (let n = 0; n < 200; n += 10) expect(cache.getRemainingTTL(`k${n}`)).toBe(Infinity);
    cache.checkInvariants();
  });

  it("extended: the item lives to its new deadline exactly, and its neighbours to theirs", () => {
    fill("k", 200, 1000);
    for (let n = 0; n < 200; n += 10) cache.setTTL(`k${n}`, 5000);
    clock.now += 1000;
    expect([cache.expire(), countPresent("k", 200)]).toEqual([180, 20]);
    clock.now += 3999;
    expect([cache.expire(), countPresent("k", 200)]).toEqual([0, 20]);
    clock.now += 1;
    expect(cache.expire()).toBe(20);
    cache.checkInvariants();
  });

  it("shortened: the item is swept at its new deadline, not when its neighbours are", () => {
    fill("k", 200, 3_600_000);
    for (let n = 0; n < 200; n += 10) cache.setTTL(`k${n}`, 1000);
    clock.now += 999;
    expect(cache.expire()).toBe(0);
    clock.now += 1;
    expect([cache.expire(), cache.size, countPresent("k", 200)]).toEqual([20, 180, 180]);
    cache.checkInvariants();
  });

  it("given to an item that had none: it expires then", () => {
    fill("k", 200);
    for (let n = 0; n < 200; n += 10) cache.setTTL(`k${n}`, 1000);
    clock.now += 1000;
    expect([cache.expire(), cache.size]).toEqual([20, 180]);
    cache.checkInvariants();
  });
});
