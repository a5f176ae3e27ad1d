import { expect, it } from "vitest";
import { BATCH_KEYS_MAX, Segcache } from "./index.ts";

const MANY = Array.from({ length: 3 * BATCH_KEYS_MAX + 5 }, (_, n) => `key${n}`);

it("getMany, setMany and deleteMany do what the single calls do, in order, for more keys than a batch has", () => {
  const cache = new Segcache({ maxMemory: "1mb", codec: "utf8" });
  const outcomes = cache.setMany(MANY.map((key, n) => [key, `v${n}`, { ifPresent: n % 2 === 0 }]));
  expect(outcomes).toEqual(MANY.map((_, n) => (n % 2 === 0 ? "skipped" : "stored")));
  expect(cache.getMany(MANY)).toEqual(MANY.map((_, n) => (n % 2 === 0 ? undefined : `v${n}`)));
  expect(cache.deleteMany([...MANY, "key1"])).toBe(MANY.length >> 1);
  expect(cache.size).toBe(0);
  cache.checkInvariants();
});

it("keys may be of any length and form, and come from a generator that uses the cache", () => {
  const cache = new Segcache({ maxMemory: "32mb", segmentSize: 2 ** 18, codec: "utf8" });
  const keys = Array.from({ length: 100 }, (_, n) => "é".repeat(n * 300));
  function* given(): Generator<string | Uint8Array> {
    for (const key of keys) {
      cache.set(key, String(key.length));
      yield key.length % 2 === 0 ? key : new TextEncoder().encode(key);
    }
  }
  expect(cache.getMany(given())).toEqual(keys.map((key) => String(key.length)));
});

it("a codec may use the cache while many are read", () => {
  const cache: Segcache<{ encode(value: string): string; decode(bytes: Uint8Array): string }> = new Segcache({
    maxMemory: "1mb",
    codec: {
      encode: (value) => value,
      decode(bytes) {
        cache.deleteMany([`gone${bytes.length}`, "more"]);
        return new TextDecoder().decode(bytes);
      },
    },
  });
  cache.setMany(MANY.map((key) => [key, key]));
  expect(cache.getMany(MANY)).toEqual(MANY);
});

it("what is no key is a TypeError", () => {
  const cache = new Segcache({ maxMemory: "1mb" });
  expect(() => cache.getMany(["a", 7 as unknown as string])).toThrow(TypeError);
  expect(cache.get("a")).toBeUndefined();
});
