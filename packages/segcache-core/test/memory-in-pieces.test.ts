// Systems that give less memory in one piece than a cache has, and caches that have more than one piece can have: Linux gives no
// piece larger than all of a machine's memory, browsers have limits of their own.
import { afterEach, describe, expect, it, vi } from "vitest";
import { BATCH_KEYS_MAX, ConfigError, NEVER, Segcache } from "../src/index.ts";

const MIB = 2 ** 20;

/** Lets no buffer be longer than `bytesMax`. */
function giveAtMost(bytesMax: number): void {
  const construct = (whole: ArrayBufferConstructor, args: [bytes: number], made: never): object => {
    if (args[0] > bytesMax) throw new RangeError("Array buffer allocation failed");
    return Reflect.construct(whole, args, made);
  };
  vi.stubGlobal("ArrayBuffer", new Proxy(ArrayBuffer, { construct }));
  vi.stubGlobal("SharedArrayBuffer", new Proxy(SharedArrayBuffer, { construct } as ProxyHandler<object>));
}
afterEach(() => vi.unstubAllGlobals());

/** Stores as many keys as a batch has through one of two that have the same cache open, and reads them in batches through the other. */
function use(cache: Segcache, other: Segcache): void {
  const names = Array.from({ length: BATCH_KEYS_MAX }, (_, n) => `key ${String(n).padStart(4, "0")}`);
  const keys = new TextEncoder().encode(names.join(""));
  const value = new Uint8Array(8);
  const { raw } = other;
  for (const name of names) cache.set(name, name);
  raw.beginBatch(keys);
  for (let start = 0; start < keys.length; start += 8) raw.announce(start, start + 8, 0);
  raw.touchBatch();
  for (let start = 0; start < keys.length; start += 8) {
    raw.copyValue(raw.get(keys, start, start + 8, 0), value, 0);
    expect(value).toEqual(keys.slice(start, start + 8));
    raw.set(keys, start, start + 8, 0, keys, start, start + 4, NEVER, 0);
  }
  raw.endBatch();
  raw.release();
  for (const name of names) expect(cache.getString(name)).toBe("key ");
  expect(cache.size).toBe(names.length);
}

describe("a cache of more than one buffer can have", () => {
  it.each([false, true])("works, 64gb, shared: %s", (shared) => {
    const cache = new Segcache({ maxMemory: "64gb", shared, seed: 1 });
    expect(cache.limits.shardCount).toBe(32);
    if (shared) expect(cache.share().buffers.length).toBeGreaterThan(1);
    use(cache, shared ? Segcache.open(cache.share()) : cache);
    expect(cache.stats().memoryTouched).toBeLessThan(2 ** 30);
  });
});

describe("a system that gives memory in small pieces", () => {
  it.each([
    [8 * MIB + 2 ** 16, 1],
    [5 * MIB, 2],
    [MIB + 100, 8],
  ])("of at most %i bytes has a cache of 8 MiB in %i of them", (bytesMax, pieces) => {
    giveAtMost(bytesMax);
    const cache = new Segcache({ maxMemory: 8 * MIB, shared: true, shards: 8, seed: 1 });
    const handle = cache.share();
    expect(handle.buffers).toHaveLength(pieces);
    use(cache, Segcache.open(handle));
    cache.checkInvariants();
    for (let n = 0; n < 20_000; n++) cache.set(`key${n}`, "v".repeat(500));
    cache.checkInvariants();
    expect(cache.stats().memoryTouched).toBeLessThanOrEqual(8 * MIB);
  });

  it.each([false, true])("is told of as one where not even a shard finds room, shared: %s", (shared) => {
    giveAtMost(MIB / 2);
    const refused = (options: object): (() => Segcache) => {
      return () => new Segcache({ maxMemory: 4 * MIB, shared, ...options });
    };
    expect(refused({})).toThrow(
      new ConfigError("maxMemory", "must be no more than the system gives, got 4194304 bytes"),
    );
    expect(refused({ reserveMemory: 8 * MIB })).toThrow(
      new ConfigError("reserveMemory", "must be no more than the system gives, got 8388608 bytes"),
    );
  });
});
