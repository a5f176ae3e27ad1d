import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache } from "./index.ts";

let clock: ManualClock;
let cache: Segcache<"utf8">;
let release: (value: string) => void;
let refuse: (error: unknown) => void;
let loads: number;
beforeEach(() => {
  clock = new ManualClock();
  cache = new Segcache({ maxMemory: "256kb", now: clock.read, codec: "utf8", seed: 1 });
  loads = 0;
});
/** A load that is done when the test says so. */
function load(): Promise<string> {
  loads++;
  return new Promise((resolve, reject) => {
    release = resolve;
    refuse = reject;
  });
}

describe("getOrSet", () => {
  it("returns what is there without loading, and loads what is not", async () => {
    cache.set("k", "there");
    expect([await cache.getOrSet("k", load), loads]).toEqual(["there", 0]);
    expect(await cache.getOrSet("new", (key) => `loaded ${String(key)}`, { ttl: 500 })).toBe("loaded new");
    expect([cache.get("new"), cache.getRemainingTTL("new")]).toEqual(["loaded new", 500]);
    expect([cache.stats().hits, cache.stats().misses]).toEqual([2, 1]);
  });

  it("loads once for all who wait, whether they name the key by text or by bytes", async () => {
    const bytes = new TextEncoder().encode("grün\ufffd");
    const all = [cache.getOrSet("grün\ufffd", load), cache.getOrSet(bytes, load), cache.getOrSet("grün\ud800", load)];
    bytes.fill(0);
    release("v");
    expect([await Promise.all(all), loads]).toEqual([["v", "v", "v"], 1]);
    expect(cache.get("grün\ufffd")).toBe("v");
  });

  it("keeps different keys apart, also such that are no text", async () => {
    const keys = [new Uint8Array([255]), new Uint8Array([254]), "ÿ", "\ufffd", ""];
    const values = await Promise.all(keys.map((key, n) => cache.getOrSet(key, () => `v${n}`)));
    expect(values).toEqual(["v0", "v1", "v2", "v3", "v4"]);
  });

  it("counts the ttl from the end of the load", async () => {
    const loaded = cache.getOrSet("k", load, { ttl: 1000 });
    clock.now += 5000;
    release("v");
    await loaded;
    expect(cache.getRemainingTTL("k")).toBe(1000);
  });

  it("passes an error on to all who wait, and loads again the next time", async () => {
    const all = [cache.getOrSet("k", load), cache.getOrSet("k", load)];
    const error = new Error("no answer");
    refuse(error);
    expect(await Promise.allSettled(all)).toEqual(all.map(() => ({ status: "rejected", reason: error })));
    const again = cache.getOrSet("k", load);
    release("v");
    expect([await again, loads]).toEqual(["v", 2]);
    await expect(
      cache.getOrSet("x", () => {
        throw error;
      }),
    ).rejects.toBe(error);
    await expect(cache.getOrSet("x", () => 5 as unknown as string)).rejects.toBeInstanceOf(TypeError);
    await expect(cache.getOrSet("x", load, { ttl: -1 })).rejects.toBeInstanceOf(RangeError);
    expect([loads, cache.has("x")]).toEqual([2, false]);
  });

  it("lets a value set meanwhile win", async () => {
    const loaded = cache.getOrSet("k", load);
    cache.set("k", "set meanwhile");
    const later = await cache.getOrSet("k", load);
    release("loaded");
    expect([await loaded, later, cache.get("k"), loads]).toEqual([
      "set meanwhile",
      "set meanwhile",
      "set meanwhile",
      1,
    ]);
  });

  it.each([
    ["delete", () => cache.delete("k")],
    ["deleteMany", () => cache.deleteMany(["k"])],
    ["clear", () => cache.clear()],
    ["set and delete", () => [cache.set("k", "v"), cache.delete("k")]],
  ])("does not keep what was asked for before a %s, and loads anew for those who ask after it", async (_, remove) => {
    const before = cache.getOrSet("k", load);
    const releaseOld = release;
    remove();
    const after = cache.getOrSet("k", load);
    releaseOld("old");
    expect([await before, cache.has("k")]).toEqual(["old", false]);
    release("new");
    expect([await after, cache.get("k"), loads]).toEqual(["new", "new", 2]);
  });

  it("returns what cannot be stored all the same", async () => {
    const long = "x".repeat(cache.limits.valueBytesMax + 1);
    expect(await cache.getOrSet("k", () => long)).toBe(long);
    expect(cache.has("k")).toBe(false);
  });

  it("gives everybody bytes of their own", async () => {
    const bytes = new Segcache({ maxMemory: "256kb" });
    const long = new Uint8Array(bytes.limits.valueBytesMax + 1).fill(1);
    for (const source of [new Uint8Array([1, 1]), long]) {
      const [one, two] = await Promise.all([1, 2].map(() => bytes.getOrSet("k", async () => source)));
      one!.fill(9);
      expect([two![0], source[0]]).toEqual([1, 1]);
    }
  });
});
