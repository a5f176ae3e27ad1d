import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../test/text-client.ts";
import { Segcache } from "../cache.ts";
import type { EngineOptions } from "../config.ts";
import { POLICY_NAMES } from "../eviction/policy-names.ts";
import { mixSeed, nextRandom } from "../sources/random.ts";
import { SLICE_ITEMS } from "./allocator.ts";

let clock: ManualClock;
let cache: Segcache;
function create(options: Partial<EngineOptions> = {}): void {
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
}
beforeEach(() => {
  clock = new ManualClock();
});

/** Whole numbers below a range, the same for the same seed. */
function dice(seed: number): (range: number) => number {
  let state = mixSeed(seed);
  return (range) => {
    state = nextRandom(state);
    return (state >>> 0) % range;
  };
}

/** What `keys` keys with values of `valueBytes` take when nothing is dead: items and table. */
function neededBytes(keys: number, valueBytes: number): number {
  const roomy = new Segcache({ maxMemory: keys * (valueBytes + 100) * 3, policy: "none", seed: 1 });
  for (let n = 0; n < keys; n++) roomy.set(`key${n}`, "v".repeat(valueBytes));
  const { bytesLive, bytesTable, items } = roomy.stats();
  expect(items).toBe(keys);
  return bytesLive + bytesTable;
}

function present(prefix: string, count: number): number[] {
  return Array.from({ length: count }, (_, n) => n).filter((n) => cache.has(`${prefix}${n}`));
}

describe.each(POLICY_NAMES)("policy %s", (policy) => {
  it.each([
    { keys: 2500, valueBytes: 60, segmentSize: "4kb", ratio: 1.5 },
    { keys: 10_000, valueBytes: 60, segmentSize: "4kb", ratio: 1.5, reserved: 4 },
    { keys: 600, valueBytes: 60, segmentSize: "1kb", ratio: 1.6 },
    { keys: 5000, valueBytes: 20, segmentSize: "16kb", ratio: 2 },
  ])("keeps all $keys keys under overwrites in $ratio times the memory they need", (shape) => {
    const { keys, valueBytes, segmentSize, ratio, reserved = 1 } = shape;
    const maxMemory = Math.floor(neededBytes(keys, valueBytes) * ratio);
    create({ maxMemory, reserveMemory: maxMemory * reserved, segmentSize, policy });
    const roll = dice(keys);
    let refused = 0; // counted, since an expectation costs a multiple of a set
    for (let n = 0; n < keys; n++) if (cache.trySet(`key${n}`, "v".repeat(valueBytes)) !== "stored") refused++;
    for (let n = 0; n < 3 * keys; n++) {
      // Of another length than before, as a rule, lest it be written in place.
      const value = "w".repeat(valueBytes - 4 * roll(4));
      if (cache.trySet(`key${roll(keys)}`, value) !== "stored") refused++;
      if (n % keys === 0) cache.checkInvariants();
    }
    expect(refused).toBe(0);
    const { itemsEvicted, segmentsCompacted, itemsCompacted, bytesCompacted, sets } = cache.stats();
    expect([cache.size, itemsEvicted]).toEqual([keys, 0]);
    expect(segmentsCompacted).toBeGreaterThan(5);
    expect(bytesCompacted).toBeGreaterThanOrEqual(itemsCompacted * (valueBytes - 12));
    expect(itemsCompacted).toBeLessThan(4 * sets); // for each byte that dies four are moved at most
    cache.checkInvariants();
  });

  it("gives deleted space back, scattered as it may be, with lifetimes of every kind", () => {
    create({ policy, maxMemory: "512kb" });
    const ttls = [undefined, 60_000, 3_600_000, 1_000_000_000];
    let stored = 0;
    while (cache.stats().segmentsFree > 8) cache.set(`old${stored}`, "v".repeat(80), { ttl: ttls[stored++ % 4] });
    for (let n = 0; n < stored; n++) if (n % 3 !== 0) cache.delete(`old${n}`);
    clock.now += 30_000;
    const kept = cache.size;
    const added = Math.floor(stored / 2);
    for (let n = 0; n < added; n++) {
      expect(cache.trySet(`new${n}`, "v".repeat(80), { ttl: ttls[n % 4] })).toBe("stored");
      if (n % 200 === 0) cache.checkInvariants();
    }
    expect([present("old", stored).length, present("new", added).length]).toEqual([kept, added]);
    expect(cache.stats().itemsEvicted).toBe(0);
    clock.now += 30_000;
    cache.expire();
    const alive = (count: number, step: number) =>
      [...Array(count).keys()].filter((n) => n % 4 !== 1 && n % step === 0);
    expect(present("old", stored)).toEqual(alive(stored, 3));
  });

  it("works in the smallest of caches too", () => {
    create({ policy, maxMemory: 8 * 4096 + 16 * 4096, segmentSize: 4096 });
    const keys = Math.floor((cache.limits.segmentCount - 6) * 18);
    for (let n = 0; n < 20 * keys; n++) {
      expect(cache.trySet(`key${(n * 7) % keys}`, "v".repeat(200 - 4 * (n % 3)))).toBe("stored");
      if (n % keys === 0) cache.checkInvariants();
    }
    expect(cache.size).toBe(keys);
  });
});

describe.each(POLICY_NAMES)("a moved item, policy %s", (policy) => {
  it("keeps its value, deadline and popularity", () => {
    create({ policy, maxMemory: "128kb", segmentSize: 1024 });
    const ttls = [undefined, 90_000, 7_000_000];
    let stored = 0;
    for (; cache.stats().segmentsFree > 4; stored++) {
      cache.set(`key${stored}`, `value ${stored}`.padEnd(40), { ttl: ttls[stored % 3] });
      clock.now += 500;
      cache.get(`key${stored >> 1}`);
    }
    for (let n = 0; n < stored; n += 2) cache.delete(`key${n}`);
    const look = () =>
      present("key", stored).map((n) => [
        n,
        cache.peek(`key${n}`)?.toString(),
        cache.getRemainingTTL(`key${n}`),
        cache.frequency(`key${n}`),
      ]);
    clock.now += 1;
    const before = look();
    let more = 0;
    while (cache.stats().itemsCompacted < 100) cache.set(`more${more++}`, "v".repeat(40));
    expect(look()).toEqual(before);
    expect(before.some((entry) => Number(entry[3]) > 0)).toBe(true);
    expect(cache.stats().itemsEvicted).toBe(0);
  });

  it("that never expires outlives the neighbours it had and has, and they are still gone in time", () => {
    create({ policy, maxMemory: "128kb", segmentSize: 1024 });
    let stored = 0;
    while (cache.stats().segmentsFree > 4) cache.set(`key${stored++}`, "v".repeat(40), { ttl: 100_000 });
    for (let n = 0; n < stored; n += 3) cache.setTTL(`key${n}`, undefined);
    for (let n = 1; n < stored; n += 3) cache.delete(`key${n}`);
    for (let more = 0; cache.stats().segmentsCompacted < 30; more++)
      cache.set(`more${more}`, "v".repeat(40), { ttl: 9 });
    expect(cache.stats().itemsEvicted).toBe(0);
    clock.now += 100_000;
    while (cache.expireSlice()) cache.checkInvariants();
    cache.expire();
    expect(cache.stats().itemsEvicted).toBe(0);
    expect(present("key", stored)).toEqual([...Array(stored).keys()].filter((n) => n % 3 === 0));
    expect(cache.size).toBe(Math.ceil(stored / 3));
    cache.checkInvariants();
  });

  it("that is given a deadline again does not take those along that have none", () => {
    create({ policy, maxMemory: "128kb", segmentSize: 1024 });
    let stored = 0;
    while (cache.stats().segmentsFree > 8) cache.set(`key${stored++}`, "v".repeat(40), { ttl: 100_000 });
    for (let n = 0; n < stored; n += 3) cache.setTTL(`key${n}`, undefined);
    for (let n = 1; n < stored; n += 3) cache.delete(`key${n}`);
    for (let n = 0; n < 20; n++) cache.set(`plain${n}`, "v".repeat(40));
    for (let more = 0; cache.stats().segmentsCompacted < 30; more++)
      cache.set(`more${more}`, "v".repeat(40), { ttl: 9 });
    for (let n = 0; n < stored; n += 3) cache.setTTL(`key${n}`, 1000);
    clock.now += 1000;
    cache.expire();
    expect(cache.stats().itemsEvicted).toBe(0);
    expect(present("plain", 20)).toEqual([...Array(20).keys()]);
    expect(present("key", stored)).toEqual([...Array(stored).keys()].filter((n) => n % 3 === 2));
    cache.checkInvariants();
  });

  it("is dropped instead if its time has come", () => {
    create({ policy });
    let stored = 0;
    while (cache.stats().segmentsFree > 4) cache.set(`key${stored++}`, "v".repeat(60), { ttl: 1_000_000 });
    for (let n = 0; n < stored; n++) if (n % 3 === 1) cache.setTTL(`key${n}`, 500);
    for (let n = 0; n < stored; n += 3) cache.delete(`key${n}`);
    clock.now += 500;
    let added = 0;
    while (cache.stats().itemsCompacted < 100) cache.set(`new${added++}`, "v".repeat(60));
    expect(cache.stats().itemsExpired).toBeGreaterThan(30);
    expect(cache.stats().itemsEvicted).toBe(0);
    expect(present("key", stored)).toEqual([...Array(stored).keys()].filter((n) => n % 3 === 2));
    cache.checkInvariants();
  });
});

describe("compaction in slices", () => {
  it("moves no more than a slice per set, and serves what it has not moved yet", () => {
    create({ maxMemory: "1mb", segmentSize: "32kb" });
    const keys = 20_000;
    for (let n = 0; n < keys; n++) cache.set(`key${n}`, "");
    const roll = dice(3);
    let most = 0;
    let halfDone = 0;
    let before = cache.stats();
    while (halfDone < 30) {
      cache.set(`key${roll(keys)}`, "v".repeat(4 * roll(2)));
      const after = cache.stats();
      most = Math.max(most, after.itemsCompacted - before.itemsCompacted);
      if (after.itemsCompacted > before.itemsCompacted && after.segmentsCompacted === before.segmentsCompacted) {
        if (halfDone++ < 5) cache.checkInvariants();
      }
      before = after;
    }
    cache.checkInvariants();
    expect(cache.size).toBe(keys);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS);
  });
});
