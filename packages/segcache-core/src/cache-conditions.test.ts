import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { ConfigError, Segcache, type SegcacheOptions } from "./index.ts";

let clock: ManualClock;
let cache: Segcache<"utf8">;
function create(options: Partial<SegcacheOptions<"utf8">> = {}): Segcache<"utf8"> {
  return new Segcache({ maxMemory: "256kb", now: clock.read, seed: 5, codec: "utf8", ...options });
}
beforeEach(() => {
  clock = new ManualClock();
  cache = create();
});

describe("conditions of set", () => {
  it("ifAbsent stores a first value only", () => {
    expect(cache.set("k", "first", { ifAbsent: true })).toBe(true);
    expect(cache.set("k", "second", { ifAbsent: true })).toBe(false);
    expect(cache.trySet("k", "third", { ifAbsent: true })).toBe("skipped");
    expect([cache.get("k"), cache.stats().setsSkipped]).toEqual(["first", 2]);
    cache.set("k", "short", { ttl: 10 });
    clock.now += 10;
    expect(cache.set("k", "after expiry", { ifAbsent: true })).toBe(true);
    expect(cache.get("k")).toBe("after expiry");
  });

  it("ifPresent stores a later value only", () => {
    expect(cache.trySet("k", "first", { ifPresent: true })).toBe("skipped");
    expect(cache.has("k")).toBe(false);
    cache.set("k", "first");
    expect(cache.set("k", "second", { ifPresent: true })).toBe(true);
    expect(cache.get("k")).toBe("second");
  });

  it("must all hold: present and absent at once is never", () => {
    expect(cache.set("k", "v", { ifAbsent: true, ifPresent: true })).toBe(false);
    cache.set("k", "v");
    expect(cache.set("k", "w", { ifAbsent: true, ifPresent: true })).toBe(false);
    const { version } = cache.getWithVersion("k");
    expect(cache.set("k", "w", { ifAbsent: true, ifVersion: version })).toBe(false);
    expect(cache.get("k")).toBe("v");
  });

  it("that are false or undefined are none", () => {
    cache.set("k", "v");
    const none = { ifAbsent: false, ifPresent: false, ifVersion: undefined, keepTtl: false };
    expect([cache.set("k", "w", none), cache.set("new", "w", none)]).toEqual([true, true]);
  });

  it.each([
    ["a set", () => cache.set("k", "other")],
    ["the same value again", () => cache.set("k", "v")],
    ["a delete", () => cache.delete("k")],
    ["a delete and a set", () => [cache.delete("k"), cache.set("k", "v")]],
    ["an append", () => cache.append("k", "x")],
    ["a range", () => cache.setRange("k", 0, "x")],
    ["a new ttl", () => cache.setTTL("k", 99)],
    ["clear", () => cache.clear()],
    ["expiry", () => (clock.now += 1000)],
  ])("ifVersion fails after %s", (_, change) => {
    cache.set("k", "v", { ttl: 1000 });
    const { value, version } = cache.getWithVersion("k");
    expect([value, cache.getWithVersion("k").version]).toEqual(["v", version]);
    change();
    const before = cache.peek("k");
    expect(cache.set("k", "mine", { ifVersion: version })).toBe(false);
    expect([cache.peek("k"), cache.stats().setsSkipped]).toEqual([before, 1]);
  });

  it("ifVersion holds while nothing was written, once, and for an absent key too", () => {
    const absent = cache.getWithVersion("k");
    expect(absent.value).toBeUndefined();
    expect(cache.set("k", "first", { ifVersion: absent.version })).toBe(true);
    expect(cache.set("k", "second", { ifVersion: absent.version })).toBe(false);
    const { version } = cache.getWithVersion("k");
    cache.get("k");
    expect(cache.set("k", "third", { ifVersion: version })).toBe(true);
    expect(cache.get("k")).toBe("third");
  });
});

describe("keepTtl", () => {
  it("keeps the time that is left, whatever ttl says", () => {
    cache.set("k", "v", { ttl: 1000 });
    clock.now += 400;
    cache.set("k", "w", { keepTtl: true, ttl: 5 });
    expect([cache.get("k"), cache.getRemainingTTL("k")]).toEqual(["w", 600]);
    cache.set("never", "v");
    cache.set("never", "w", { keepTtl: true, ttl: 5 });
    expect(cache.getRemainingTTL("never")).toBe(Infinity);
  });

  it("leaves it to ttl where there is nothing to keep", () => {
    cache.set("k", "v", { keepTtl: true, ttl: 500 });
    expect(cache.getRemainingTTL("k")).toBe(500);
    clock.now += 500;
    cache.set("k", "v", { keepTtl: true });
    expect(cache.getRemainingTTL("k")).toBe(Infinity);
  });
});

describe("a cache with a ttl of its own", () => {
  beforeEach(() => {
    cache = create({ ttl: 1000 });
  });

  it("gives it to whatever is stored without one, and to nothing else", () => {
    cache.set("set", "v");
    cache.append("append", "v");
    cache.setRange("range", 2, "v");
    cache.increment("increment", 5);
    cache.increment("big", 5n);
    for (const key of ["set", "append", "range", "increment", "big"]) expect(cache.getRemainingTTL(key)).toBe(1000);
    clock.now += 400;
    cache.append("append", "v");
    cache.setRange("range", 0, "v");
    cache.increment("increment", 5);
    for (const key of ["append", "range", "increment"]) expect(cache.getRemainingTTL(key)).toBe(600);
    cache.set("own", "v", { ttl: 5 });
    expect(cache.getRemainingTTL("own")).toBe(5);
    for (const ttl of [0, Infinity]) {
      cache.set("never", "v", { ttl });
      expect(cache.getRemainingTTL("never")).toBe(Infinity);
    }
  });

  it("starts it anew by touch", () => {
    cache.set("k", "v");
    clock.now += 900;
    expect([cache.touch("k"), cache.getRemainingTTL("k")]).toEqual([true, 1000]);
    expect([cache.touch("k", 50), cache.getRemainingTTL("k")]).toEqual([true, 50]);
    expect([cache.touch("k", 0), cache.getRemainingTTL("k")]).toEqual([true, Infinity]);
    expect(cache.touch("absent")).toBe(false);
  });

  it.each([-1, Number.NaN, "5"])("must be given a real one, not %s", (ttl) => {
    expect(() => create({ ttl: ttl as number })).toThrow(ConfigError);
  });
});

it("touch without any ttl changes nothing", () => {
  cache.set("k", "v", { ttl: 1000 });
  clock.now += 10;
  expect([cache.touch("k"), cache.getRemainingTTL("k"), cache.touch("absent")]).toEqual([true, 990, false]);
});

it("persist takes a ttl away and tells whether there was one", () => {
  cache.set("k", "v", { ttl: 1000 });
  expect([cache.persist("k"), cache.getRemainingTTL("k"), cache.persist("k")]).toEqual([true, Infinity, false]);
  expect(cache.persist("absent")).toBe(false);
});
