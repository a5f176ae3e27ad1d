import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache } from "./cache.ts";

let cache: Segcache;
beforeEach(() => {
  cache = new Segcache({ maxMemory: "64kb", segmentSize: 1024, seed: 1, now: new ManualClock().read });
});

describe("stats", () => {
  it("count as replaced what a set replaces, apart from what other writes had to write anew", () => {
    cache.set("k", "v");
    cache.set("k", "w");
    expect(cache.stats()).toMatchObject({ sets: 2, inserts: 1, itemsReplaced: 1, itemsRewritten: 0 });
    cache.append("k", "longer than the padding");
    cache.setTTL("k", 1000);
    cache.setRange("k", 50, "x");
    cache.set("n", "9");
    cache.increment("n", 99_999_999);
    expect(cache.stats()).toMatchObject({ sets: 3, inserts: 2, itemsReplaced: 1, itemsRewritten: 4, items: 2 });
  });

  it("tell of segments taken, refused and merged", () => {
    const taken = cache.stats().segmentsTaken;
    cache.set("k", "v");
    expect(cache.stats().segmentsTaken).toBe(taken + 1);
    cache.setPolicy("merge");
    for (let n = 0; n < 500; n++) cache.set(`key${n}`, "v".repeat(200));
    expect(cache.stats().mergePasses).toBeGreaterThan(0);
    cache.setPolicy("none");
    while (cache.trySet(`key${cache.size + 1000}`, "v".repeat(200)) === "stored");
    expect(cache.stats()).toMatchObject({ segmentsRefused: 1, setsFailed: 1 });
  });

  it("tell how often a lookup met another key with the same tag", () => {
    for (let n = 0; n < 500; n++) cache.set(`key${n}`, "");
    for (let n = 0; n < 100_000; n++) cache.has(`absent${n}`);
    const { tagCollisions } = cache.stats();
    // Each lookup meets some five tags of twelve bits: one in 4096 is the same by chance, so about 120 are.
    expect(tagCollisions).toBeGreaterThan(20);
    expect(tagCollisions).toBeLessThan(600);
  });
});
