import { describe, expect, it } from "vitest";
import { ConfigError, POLICY_NAMES, Segcache } from "../src/index.ts";

function fill(cache: Segcache, from: number, to: number): void {
  for (let n = from; n < to; n++) cache.set(`key${n}`, "v".repeat(100));
}

describe("the bound on memory, changed at run time", () => {
  it("keeps to maxMemory while more is reserved, and uses more once it is raised", () => {
    const cache = new Segcache({ maxMemory: "256kb", reserveMemory: "1mb", segmentSize: 4096, seed: 1 });
    fill(cache, 0, 20_000);
    const before = cache.size;
    expect(cache.stats().memoryTouched).toBeLessThanOrEqual(256 * 1024);
    cache.setMaxMemory("1mb");
    expect(cache.maxMemory).toBe(2 ** 20);
    fill(cache, 20_000, 40_000);
    expect(cache.size).toBeGreaterThan(3.5 * before);
    cache.checkInvariants();
  });

  it.each(POLICY_NAMES.filter((name) => name !== "none"))(
    "gives memory up bit by bit when it is lowered, policy %s",
    (policy) => {
      const cache = new Segcache({ maxMemory: "1mb", segmentSize: 4096, seed: 1, policy });
      fill(cache, 0, 10_000);
      const before = cache.size;
      cache.setMaxMemory("300kb");
      const evictedBefore = cache.stats().itemsEvicted;
      cache.expireSlice();
      expect(cache.stats().itemsEvicted - evictedBefore).toBeLessThanOrEqual(600);
      cache.checkInvariants();
      while (cache.expireSlice());
      const { segmentsFree, segmentsHeldBack, segmentsTotal, memoryMax } = cache.stats();
      expect(memoryMax).toBeLessThanOrEqual(300 * 1024);
      expect((segmentsTotal - segmentsHeldBack) * 4096).toBeLessThanOrEqual(300 * 1024);
      expect(segmentsFree).toBeGreaterThanOrEqual(0);
      expect(cache.size).toBeLessThan(before / 2);
      fill(cache, 10_000, 20_000);
      expect(cache.has("key19999")).toBe(true);
      expect(cache.stats().segmentsHeldBack).toBe(segmentsHeldBack);
      cache.checkInvariants();
    },
  );

  it("under policy none keeps what there is, and refuses more until enough is gone", () => {
    const cache = new Segcache({ maxMemory: "1mb", segmentSize: 4096, seed: 1, policy: "none" });
    for (let n = 0; cache.trySet(`key${n}`, "v".repeat(100)) === "stored"; n++);
    const before = cache.size;
    cache.setMaxMemory("300kb");
    expect(cache.expireSlice()).toBe(false);
    expect(cache.size).toBe(before - 0);
    expect(cache.trySet("more", "v".repeat(100))).toBe("no-space");
    cache.clear();
    fill(cache, 0, 500);
    expect(cache.size).toBe(500);
    expect(cache.stats().memoryMax).toBeLessThanOrEqual(300 * 1024);
    cache.checkInvariants();
  });

  it("is refused above the reserve and below what a cache needs", () => {
    const cache = new Segcache({ maxMemory: "256kb", reserveMemory: "512kb", segmentSize: 4096 });
    expect(() => cache.setMaxMemory("513kb")).toThrow(
      new ConfigError("maxMemory", "must be at most the 524288 bytes reserved, got 525312"),
    );
    expect(() => cache.setMaxMemory(1000)).toThrow(
      /^maxMemory must be at least \d+ bytes with segments of 4096 bytes, got 1000$/,
    );
    expect(cache.maxMemory).toBe(256 * 1024);
    expect(() => new Segcache({ maxMemory: "2mb", reserveMemory: "1mb" })).toThrow(ConfigError);
  });
});
