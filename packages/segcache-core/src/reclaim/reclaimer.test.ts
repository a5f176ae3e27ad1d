import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../test/text-client.ts";
import { Segcache } from "../cache.ts";
import type { EngineOptions } from "../config.ts";
import { SLICE_ITEMS } from "./allocator.ts";

let clock: ManualClock;
let cache: Segcache;
function create(options: Partial<EngineOptions> = {}): void {
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
}
beforeEach(() => {
  clock = new ManualClock();
});

/** Sets small items, each under a key of its own, until a segment is half emptied; returns how many. */
function fillUntilHalfEvicted(ttl?: number): number {
  create({ maxMemory: "512kb", segmentSize: "32kb" });
  let stored = 0;
  while (cache.stats().segmentsReclaiming === 0) cache.set(`k${stored++}`, "", { ttl });
  return stored;
}

function present(prefix: string, count: number): number[] {
  return Array.from({ length: count }, (_, n) => n).filter((n) => cache.has(`${prefix}${n}`));
}

describe("eviction", () => {
  it("drops the oldest items and no others", () => {
    create();
    for (let n = 0; n < 5000; n++) cache.set(`k${n}`, "v".repeat(50));
    const left = present("k", 5000);
    expect(left.length).toBe(cache.size);
    expect(left).toEqual(Array.from({ length: left.length }, (_, n) => 5000 - left.length + n));
    const { itemsEvicted, bytesEvicted, segmentsEvicted } = cache.stats();
    expect(itemsEvicted).toBe(5000 - left.length);
    expect(bytesEvicted).toBeGreaterThan(itemsEvicted * 58);
    expect(segmentsEvicted).toBeGreaterThan(10);
    cache.checkInvariants();
  });

  it("takes expired segments before live ones, however old those are", () => {
    create();
    for (let n = 0; n < 500; n++) cache.set(`old${n}`, "v".repeat(50));
    let short = 0;
    while (cache.stats().segmentsFree > 2) cache.set(`short${short++}`, "v".repeat(50), { ttl: 1000 });
    expect(cache.stats().itemsEvicted).toBe(0);
    clock.now += 1000;
    for (let n = 0; n < short; n++) cache.set(`new${n}`, "v".repeat(50));
    expect(cache.stats()).toMatchObject({ itemsEvicted: 0, segmentsEvicted: 0 });
    expect(cache.stats().itemsExpired).toBeGreaterThan(short / 2);
    expect([present("old", 500).length, present("new", short).length]).toEqual([500, short]);
    cache.checkInvariants();
  });

  it("counts what had expired in an evicted segment as expired, not evicted", () => {
    create();
    for (let n = 0; n < 4000; n++) cache.set(`k${n}`, "v", { ttl: n % 2 === 0 ? 1000 : 1050 });
    clock.now += 1000;
    const { size } = cache;
    const before = cache.stats();
    let added = 0;
    while (cache.stats().segmentsEvicted === before.segmentsEvicted) cache.set(`new${added++}`, "v".repeat(50));
    const { itemsEvicted, itemsExpired } = cache.stats();
    expect(itemsExpired).toBeGreaterThan(before.itemsExpired);
    expect(itemsEvicted).toBeGreaterThan(before.itemsEvicted);
    expect(size + added - (itemsExpired - before.itemsExpired) - (itemsEvicted - before.itemsEvicted)).toBe(cache.size);
  });

  it("evicts nothing under policy none, whatever is refused", () => {
    create({ maxMemory: "64kb", policy: "none" });
    let stored = 0;
    while (cache.trySet(`k${stored}`, "v".repeat(30)) === "stored") stored++;
    for (let n = 0; n < 500; n++) expect(cache.trySet(`more${n}`, "v".repeat(30))).toBe("no-space");
    expect([present("k", stored).length, cache.size]).toEqual([stored, stored]);
    cache.checkInvariants();
  });

  it("keeps up with small items in large segments by slices, so that no set drops a whole segment", () => {
    create({ maxMemory: "1mb", segmentSize: "32kb" });
    let evicted = 0;
    let most = 0;
    for (let n = 0; n < 120_000; n++) {
      cache.set(`k${n}`, "");
      if (n < 60_000 && n % 100 !== 0) continue;
      const { itemsEvicted } = cache.stats();
      if (n > 60_000 && n % 100 !== 0) most = Math.max(most, itemsEvicted - evicted);
      evicted = itemsEvicted;
    }
    expect(evicted).toBeGreaterThan(50_000);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS + 1);
    cache.checkInvariants();
  });

  it.each(["s3fifo", "fifo", "merge"] as const)("shares the work of a segment out to many sets: %s", (policy) => {
    const sets = 20_000;
    create({ maxMemory: "4mb", segmentSize: "64kb", policy });
    for (let n = 0; cache.stats().itemsEvicted < 1000; n++) cache.set(`first${n}`, "v".repeat(80));
    let { itemsEvicted } = cache.stats();
    const before = itemsEvicted;
    let inLargeSlices = 0;
    for (let n = 0; n < sets; n++) {
      cache.set(`k${n}`, "v".repeat(80));
      const evicted = cache.stats().itemsEvicted - itemsEvicted;
      itemsEvicted += evicted;
      if (evicted > 64) inLargeSlices += evicted;
    }
    expect(itemsEvicted - before).toBeGreaterThan(sets * 0.8);
    expect(inLargeSlices).toBeLessThan(sets / 10);
  });
});

describe("a half-emptied segment", () => {
  it("is a legal state that serves its rest, and is emptied by later sets", () => {
    const stored = fillUntilHalfEvicted();
    cache.checkInvariants();
    const left = present("k", stored);
    expect(left.length).toBe(cache.size);
    expect(left[0]).toBeLessThanOrEqual(SLICE_ITEMS);
    for (const n of left.slice(0, 100)) expect(cache.getString(`k${n}`)).toBe("");
    for (let n = 0; cache.stats().segmentsReclaiming > 0; n++) cache.set(`more${n}`, "");
    cache.checkInvariants();
    expect(cache.size).toBe(cache.stats().items);
  });

  it("is finished by the background work too", () => {
    fillUntilHalfEvicted();
    while (cache.expireSlice()) cache.checkInvariants();
    expect(cache.stats().segmentsReclaiming).toBe(0);
    cache.checkInvariants();
  });

  it("lets its items be deleted and replaced", () => {
    const stored = fillUntilHalfEvicted(60_000);
    const left = present("k", stored);
    for (const n of left.slice(0, 200)) expect(cache.delete(`k${n}`)).toBe(true);
    for (const n of left.slice(200, 400)) cache.set(`k${n}`, "new");
    cache.checkInvariants();
    for (const n of left.slice(200, 400)) expect(cache.getString(`k${n}`)).toBe("new");
    cache.expire();
    cache.checkInvariants();
  });

  it("lets the deadline of its items be changed without being taken for a segment in use", () => {
    const stored = fillUntilHalfEvicted(60_000);
    const [first] = present("k", stored);
    expect(cache.setTTL(`k${first}`, 50_000)).toBe(true);
    cache.checkInvariants();
  });

  it("whose items got another deadline does no harm when that passes after the segment went back to use", () => {
    const stored = fillUntilHalfEvicted(60_000);
    for (const n of present("k", stored)) cache.setTTL(`k${n}`, 50_000);
    cache.expire();
    clock.now += 50_000;
    cache.expire();
    cache.checkInvariants();
  });

  it("is dropped by clear", () => {
    const stored = fillUntilHalfEvicted(60_000);
    cache.clear();
    cache.checkInvariants();
    for (let n = 0; n < stored; n++) cache.set(`k${n}`, "");
    cache.checkInvariants();
  });
});
