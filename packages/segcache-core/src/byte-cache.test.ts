import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache, SegcacheError } from "./index.ts";

let clock: ManualClock;
let cache: Segcache;
beforeEach(() => {
  clock = new ManualClock();
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5 });
});
function failure(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error instanceof SegcacheError ? error.code : error;
  }
  return "none";
}

describe("increment", () => {
  it("counts from 0, up and down, in numbers or bigints", () => {
    expect([cache.increment("n"), cache.increment("n", 5), cache.increment("n", -10)]).toEqual([1, 6, -4]);
    expect([cache.increment("n", 10n), cache.getString("n")]).toEqual([6n, "6"]);
    expect([cache.increment("b", 2n ** 60n), cache.increment("c", 0)]).toEqual([2n ** 60n, 0]);
  });

  it("keeps the ttl", () => {
    cache.set("n", "9", { ttl: 1000 });
    clock.now += 300;
    expect([cache.increment("n"), cache.getRemainingTTL("n")]).toEqual([10, 700]);
  });

  it("goes to both ends of 64 bits with bigints and not beyond", () => {
    cache.set("n", String(2n ** 63n - 2n));
    expect(cache.increment("n", 1n)).toBe(2n ** 63n - 1n);
    expect(failure(() => cache.increment("n", 1n))).toBe("OVERFLOW");
    cache.set("m", String(-(2n ** 63n)));
    expect(failure(() => cache.increment("m", -1n))).toBe("OVERFLOW");
    expect(failure(() => cache.increment("absent", 2n ** 63n))).toBe("OVERFLOW");
    expect([cache.getString("n"), cache.getString("m"), cache.has("absent")]).toEqual([
      "9223372036854775807",
      "-9223372036854775808",
      false,
    ]);
  });

  it("with numbers stays within safe integers, the value being unchanged", () => {
    cache.set("n", String(Number.MAX_SAFE_INTEGER - 1));
    expect(cache.increment("n")).toBe(Number.MAX_SAFE_INTEGER);
    expect(failure(() => cache.increment("n"))).toBe("OVERFLOW");
    expect(cache.getString("n")).toBe(String(Number.MAX_SAFE_INTEGER));
    expect(cache.increment("n", 1n)).toBe(2n ** 53n);
    expect(failure(() => cache.increment("n", 1))).toBe("OVERFLOW");
    expect(failure(() => cache.increment("n", -1))).toBe("none");
    expect(cache.getString("n")).toBe(String(Number.MAX_SAFE_INTEGER));
  });

  it.each(["", "a", "1.5", " 1", "01", "+1", "-0", "9".repeat(30), "1e3", "0x10"])("refuses %j", (value) => {
    cache.set("n", value);
    expect(failure(() => cache.increment("n"))).toBe("NOT_INTEGER");
    expect(failure(() => cache.increment("n", 1n))).toBe("NOT_INTEGER");
    expect(cache.getString("n")).toBe(value);
  });

  it("takes only whole deltas", () => {
    expect(failure(() => cache.increment("n", 1.5))).toBeInstanceOf(RangeError);
    expect(failure(() => cache.increment("n", 2 ** 53))).toBeInstanceOf(RangeError);
    expect(failure(() => cache.increment("n", 2n ** 64n))).toBeInstanceOf(RangeError);
    expect(failure(() => cache.increment("n", "1" as never))).toBeInstanceOf(TypeError);
    expect(cache.has("n")).toBe(false);
  });
});

describe("unsigned 64-bit numbers", () => {
  it("wrap when added to and stop at 0 when subtracted from, keeping the ttl", () => {
    cache.set("n", String(2n ** 64n - 1n), { ttl: 1000 });
    clock.now += 100;
    expect([cache.wrappingAdd("n", 3), cache.wrappingAdd("n", 2n ** 64n - 1n)]).toEqual([2n, 1n]);
    expect([cache.saturatingSubtract("n", 1), cache.saturatingSubtract("n", 1)]).toEqual([0n, 0n]);
    expect(cache.wrappingAdd("n", 2n ** 63n)).toBe(2n ** 63n);
    expect([cache.getString("n"), cache.getRemainingTTL("n")]).toEqual(["9223372036854775808", 900]);
  });

  it("must be there and be such numbers", () => {
    expect([cache.wrappingAdd("absent", 1), cache.saturatingSubtract("absent", 1)]).toEqual([undefined, undefined]);
    for (const value of ["-1", "x", "", "18446744073709551616", "1".repeat(40)]) {
      cache.set("n", value);
      expect(failure(() => cache.wrappingAdd("n", 1))).toBe("NOT_INTEGER");
      expect(failure(() => cache.saturatingSubtract("n", 1))).toBe("NOT_INTEGER");
      expect(cache.getString("n")).toBe(value);
    }
    expect(failure(() => cache.wrappingAdd("n", -1))).toBeInstanceOf(RangeError);
    expect(failure(() => cache.saturatingSubtract("n", 2n ** 64n))).toBeInstanceOf(RangeError);
  });
});

describe("parts of values", () => {
  it("are appended, to nothing at first, keeping the ttl", () => {
    expect([cache.append("k", "ab"), cache.append("k", new Uint8Array([99])), cache.append("k", "")]).toEqual([
      2, 3, 3,
    ]);
    expect(cache.getString("k")).toBe("abc");
    cache.setTTL("k", 500);
    clock.now += 100;
    cache.append("k", "d".repeat(300));
    expect([cache.getString("k"), cache.getRemainingTTL("k")]).toEqual([`abc${"d".repeat(300)}`, 400]);
    expect([cache.append("empty", ""), cache.has("empty")]).toEqual([0, true]);
  });

  it("are read as slice reads them", () => {
    cache.set("k", "0123456789");
    for (const [start, end] of [[0], [3], [2, 5], [-3], [-5, -2], [5, 2], [8, 99], [20, 30], [0, 0], [-99, 3]]) {
      const expected = "0123456789".slice(start, end);
      expect(new TextDecoder().decode(cache.getRange("k", start!, end)), `${start} ${end}`).toBe(expected);
    }
    expect(cache.getRange("absent", 0, 5)).toBeUndefined();
  });

  it("are written over, with zeros where there was nothing", () => {
    expect([cache.setRange("k", 2, "cd"), cache.getString("k")]).toEqual([4, "\0\0cd"]);
    expect([cache.setRange("k", 0, "ab"), cache.getString("k")]).toEqual([4, "abcd"]);
    expect([cache.setRange("k", 6, "g"), cache.getString("k")]).toEqual([7, "abcd\0\0g"]);
    expect([cache.setRange("k", 99, ""), cache.setRange("absent", 5, ""), cache.has("absent")]).toEqual([7, 0, false]);
    expect(() => cache.setRange("k", -1, "x")).toThrow(RangeError);
    expect(() => cache.setRange("k", 0.5, "x")).toThrow(RangeError);
  });

  it("too large are refused, the value being unchanged", () => {
    const { valueBytesMax } = cache.limits;
    const long = "x".repeat(valueBytesMax);
    cache.set("k", "abc");
    for (const key of ["k", "absent"]) {
      expect(failure(() => cache.append(key, `${long}y`))).toBe("VALUE_TOO_LARGE");
      expect(failure(() => cache.setRange(key, valueBytesMax, "y"))).toBe("VALUE_TOO_LARGE");
      expect(failure(() => cache.setRange(key, Number.MAX_SAFE_INTEGER, "y"))).toBe("VALUE_TOO_LARGE");
      expect(failure(() => cache.setRange(key, 0, new Uint8Array(valueBytesMax + 1)))).toBe("VALUE_TOO_LARGE");
    }
    expect(failure(() => cache.append("k", long))).toBe("VALUE_TOO_LARGE");
    expect([cache.getString("k"), cache.has("absent"), cache.size]).toEqual(["abc", false, 1]);
    expect([cache.append("full", long), cache.setRange("range", valueBytesMax - 1, "y")]).toEqual([
      valueBytesMax,
      valueBytesMax,
    ]);
    cache.checkInvariants();
  });

  it("getInto fills the caller's memory where there is room, and nothing beside", () => {
    cache.set("k", "abc");
    const target = new Uint8Array(6).fill(1);
    expect([cache.getInto("k", target, 2), [...target]]).toEqual([3, [1, 1, 97, 98, 99, 1]]);
    target.fill(1);
    expect([cache.getInto("k", target, 4), [...target]]).toEqual([3, [1, 1, 1, 1, 1, 1]]);
    expect([cache.getInto("k", target), cache.getInto("k", target, 6), cache.getInto("absent", target)]).toEqual([
      3,
      3,
      undefined,
    ]);
    expect(() => cache.getInto("k", target, 7)).toThrow(RangeError);
    expect([cache.stats().hits, cache.stats().misses]).toEqual([4, 1]);
  });
});

describe("frequency", () => {
  it("grows with reads in different seconds, and is told of live keys only", () => {
    cache.set("k", "v", { ttl: 60_000 });
    const first = cache.frequency("k")!;
    for (let n = 0; n < 30; n++) {
      clock.now += 1000;
      cache.get("k");
    }
    expect(cache.frequency("k")).toBeGreaterThan(first);
    clock.now += 60_000;
    expect([cache.frequency("k"), cache.frequency("absent")]).toEqual([undefined, undefined]);
  });
});
