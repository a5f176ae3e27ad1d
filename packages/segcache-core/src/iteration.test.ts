import { describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache } from "./index.ts";

const clock = new ManualClock();
const make = () => new Segcache({ maxMemory: "1mb", now: clock.read, seed: 5, codec: "utf8" });

function filled(count: number): { cache: Segcache<"utf8">; expected: Map<string, string> } {
  const cache = make();
  const expected = new Map(Array.from({ length: count }, (_, n) => [`key${n}`, `value${n}`]));
  for (const [key, value] of expected) cache.set(key, value);
  return { cache, expected };
}

describe("iteration", () => {
  it.each([0, 1, 5, 3000])("meets each of %d items once", (count) => {
    const { cache, expected } = filled(count);
    const before = cache.stats();
    const keys = [...cache.keys()];
    expect(keys).toHaveLength(count);
    expect(new Set(keys)).toEqual(new Set(expected.keys()));
    expect([...cache.values()].sort()).toEqual([...expected.values()].sort());
    expect(new Map(cache.entries())).toEqual(expected);
    expect(new Map(cache)).toEqual(expected);
    const visited = new Map<string, string>();
    cache.forEach((value, key, from) => {
      visited.set(key, value);
      expect(from).toBe(cache);
    });
    expect(visited).toEqual(expected);
    expect(cache.stats()).toEqual(before);
  });

  it("leaves out what has expired or went before its turn", () => {
    const { cache } = filled(500);
    cache.set("short", "v", { ttl: 10 });
    clock.now += 10;
    const met: string[] = [];
    for (const [key] of cache) {
      met.push(key);
      for (let n = 0; n < 500; n++) if (`key${n}` !== key) cache.delete(`key${n}`);
    }
    expect(met).toHaveLength(1);
    expect([...cache.keys()]).toEqual(met);
  });

  it("meets what is there all the time also while the cache is filled, and the newest value", () => {
    const { cache, expected } = filled(1000);
    const met = new Map<string, string>();
    let added = 0;
    for (const [key, value] of cache) {
      met.set(key, value);
      if (added < 3000) cache.set(`added${added++}`, "v");
      cache.set("key999", "newer");
      if (key === "key999") expect(value).toMatch(/^(newer|value999)$/);
    }
    for (const key of expected.keys()) expect(met.has(key), key).toBe(true);
    expect(met.size).toBeLessThanOrEqual(cache.size);
    cache.checkInvariants();
  });

  it("ends although every step stores something, and although it is left early", () => {
    const { cache } = filled(200);
    let steps = 0;
    for (const [key] of cache) {
      cache.set(key, `${steps}`);
      if (++steps > 100_000) throw new Error("endless");
    }
    for (const key of cache.keys()) {
      expect(cache.has(key)).toBe(true);
      break;
    }
  });

  it("leaves out what belongs to users of other namespaces", () => {
    const { cache } = filled(3);
    const text = new TextEncoder().encode("other");
    cache.raw.set(text, 0, 5, 1, text, 0, 5, Infinity, 0);
    expect([...cache.keys()].sort()).toEqual(["key0", "key1", "key2"]);
  });

  it("gives keys as bytes where asked to", () => {
    const cache = new Segcache({ maxMemory: "256kb", keyForm: "bytes" });
    cache.set(new Uint8Array([255, 0]), "v");
    expect([...cache.keys(), ...cache.scan(0).keys]).toEqual([new Uint8Array([255, 0]), new Uint8Array([255, 0])]);
  });
});

describe("scan", () => {
  it.each([1, 7, 100, 10_000])("by steps of about %d meets everything", (count) => {
    const { cache, expected } = filled(2000);
    const met = new Set<string>();
    let cursor = 0;
    do {
      const step = cache.scan(cursor, count);
      cursor = step.cursor;
      for (const key of step.keys) met.add(key);
    } while (cursor !== 0);
    expect(met).toEqual(new Set(expected.keys()));
  });

  it("meets everything that is there all the time, while the table grows", () => {
    const { cache, expected } = filled(300);
    const met = new Set<string>();
    let cursor = 0;
    let added = 0;
    do {
      const step = cache.scan(cursor);
      cursor = step.cursor;
      for (const key of step.keys) met.add(key);
      for (let n = 0; n < 20 && added < 3000; n++) cache.set(`added${added++}`, "v");
    } while (cursor !== 0);
    for (const key of expected.keys()) expect(met.has(key), key).toBe(true);
  });

  it("takes whole numbers only", () => {
    const cache = make();
    for (const bad of [-1, 0.5, Number.NaN, "0"]) {
      expect(() => cache.scan(bad as number)).toThrow(RangeError);
      expect(() => cache.scan(0, bad as number)).toThrow(RangeError);
    }
    expect(() => cache.scan(0, 0)).toThrow(RangeError);
    expect(cache.scan(Number.MAX_SAFE_INTEGER)).toEqual({ cursor: 0, keys: [] });
  });
});

describe("several at once", () => {
  it("setMany, getMany and deleteMany do each in order", () => {
    const cache = make();
    const long = "x".repeat(cache.limits.valueBytesMax + 1);
    expect(
      cache.setMany([
        ["a", "1"],
        ["b", "2", { ttl: 10 }],
        ["a", "3", { ifAbsent: true }],
        ["c", long],
      ]),
    ).toEqual(["stored", "stored", "skipped", "value-too-large"]);
    expect(cache.getMany(["b", "x", "a", "a"])).toEqual(["2", undefined, "1", "1"]);
    expect([cache.getRemainingTTL("b"), cache.deleteMany(["a", "x", "b", "a"]), cache.size]).toEqual([10, 2, 0]);
    expect([cache.setMany([]), cache.getMany(new Set<string>()), cache.deleteMany([])]).toEqual([[], [], 0]);
  });
});

describe("pop", () => {
  it("takes items out one by one until there is none", () => {
    const { cache, expected } = filled(50);
    const popped = new Set<string>();
    for (let value = cache.pop(); value !== undefined; value = cache.pop()) popped.add(value);
    expect(popped).toEqual(new Set(expected.values()));
    expect(cache.size).toBe(0);
  });

  it("prefers what is not read", () => {
    const { cache } = filled(2);
    for (let n = 0; n < 60; n++) {
      clock.now += 1000;
      cache.get("key1");
    }
    expect(cache.pop()).toBe("value0");
  });
});

it("using a cache empties it in the end, and purgeStale tells whether it removed anything", () => {
  const { cache } = filled(3);
  cache.set("short", "v", { ttl: 5 });
  expect(cache.purgeStale()).toBe(false);
  clock.now += 5;
  expect([cache.purgeStale(), cache.purgeStale(), cache.size]).toEqual([true, false, 3]);
  cache[Symbol.dispose]();
  expect(cache.size).toBe(0);
});
