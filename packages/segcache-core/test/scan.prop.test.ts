// Scanning with Redis's guarantee, also while the table grows under it: what is there all the time is met at least once,
// what is not live is never met.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER, Segcache } from "../src/index.ts";

const encoder = new TextEncoder();

function put(cache: Segcache, key: string, namespace: number, deadline: number = NEVER): void {
  const bytes = encoder.encode(key);
  cache.raw.set(bytes, 0, bytes.length, namespace, bytes, 0, bytes.length, deadline, 0);
}

/** The keys that the last `scan` found. */
function scannedKeys(cache: Segcache): string[] {
  return cache.raw.scanned.slice(0, cache.raw.scannedCount).map((item) => {
    const key = new Uint8Array(cache.raw.keyBytes(item));
    cache.raw.copyKey(item, key, 0);
    return new TextDecoder().decode(key);
  });
}

describe("scan", () => {
  it("meets every key that stays, whatever is added and removed between its calls", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }),
        fc.integer(),
        fc.constantFrom({}, { shared: true, shards: 4 }),
        (staying, count, additions, seed, shared) => {
          const cache = new Segcache({ maxMemory: "1mb", segmentSize: 1024, seed, policy: "none", ...shared });
          for (let n = 0; n < staying; n++) put(cache, `stays${n}`, 3);
          const met = new Set<string>();
          let cursor = 0;
          let added = 0;
          let call = 0;
          do {
            cursor = cache.raw.scan(cursor, 3, count);
            expect(Number.isSafeInteger(cursor) && cursor >= 0).toBe(true);
            for (const key of scannedKeys(cache)) met.add(key);
            for (let n = additions[call++] ?? 0; n > 0; n--) put(cache, `added${added++}`, 3);
            if (added % 3 === 0)
              cache.raw.delete(encoder.encode(`added${added - 1}`), 0, `added${added - 1}`.length, 3);
          } while (cursor !== 0);
          for (let n = 0; n < staying; n++) expect(met.has(`stays${n}`), `stays${n}`).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("meets each key once when nothing changes", () => {
    const cache = new Segcache({ maxMemory: "1mb", segmentSize: 1024, seed: 5 });
    for (let n = 0; n < 500; n++) put(cache, `key${n}`, 0);
    const met: string[] = [];
    let cursor = 0;
    do {
      cursor = cache.raw.scan(cursor, 0, 10);
      met.push(...scannedKeys(cache));
    } while (cursor !== 0);
    expect(met.length).toBe(500);
    expect(new Set(met).size).toBe(500);
  });

  it("speaks for one namespace and never shows an expired item", () => {
    let now = 1_000_000;
    const cache = new Segcache({ maxMemory: "1mb", now: () => now, seed: 5 });
    put(cache, "other", 1);
    put(cache, "short", 2, now + 10);
    put(cache, "long", 2, now + 100);
    now += 50;
    expect(cache.raw.scan(0, 2, 1_000_000)).toBe(0);
    expect(scannedKeys(cache)).toEqual(["long"]);
  });

  it("goes over all shards of a cache larger than one arena", () => {
    const cache = new Segcache({ maxMemory: "5gb", seed: 5 });
    expect(cache.limits.shardCount).toBe(4);
    for (let n = 0; n < 300; n++) put(cache, `key${n}`, 0);
    const met = new Set<string>();
    let cursor = 0;
    do {
      cursor = cache.raw.scan(cursor, 0, 50);
      for (const key of scannedKeys(cache)) met.add(key);
    } while (cursor !== 0);
    expect(met.size).toBe(300);
  });
});

describe("randomItem", () => {
  it("finds some live item of the namespace as long as there is one", () => {
    const cache = new Segcache({ maxMemory: "1mb", seed: 5 });
    expect(cache.raw.randomItem(0)).toBe(-1);
    put(cache, "elsewhere", 1);
    put(cache, "a", 0);
    put(cache, "b", 0);
    const seen = new Set<string>();
    for (let n = 0; n < 200; n++) {
      const item = cache.raw.randomItem(0);
      const key = new Uint8Array(cache.raw.keyBytes(item));
      cache.raw.copyKey(item, key, 0);
      seen.add(new TextDecoder().decode(key));
    }
    expect([...seen].sort()).toEqual(["a", "b"]);
  });
});
