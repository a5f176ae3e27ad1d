import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  durationMs,
  extent,
  hotspot,
  mix,
  OptionError,
  optionalText,
  positiveNumber,
  ratioAsMix,
  scan,
  sizes,
  ttlMs,
  ttls,
  wholeNumber,
} from "./option-values.ts";

describe("durations", () => {
  test.each([
    ["30s", 30_000],
    ["500ms", 500],
    ["10m", 600_000],
    ["1.5h", 5_400_000],
    ["2d", 172_800_000],
    ["30", 30_000],
    ["0.25", 250],
  ])("%s is %i ms", (typed, ms) => {
    expect(durationMs(typed)).toBe(ms);
  });

  test.each(["", "0", "0s", "0.1ms", "-1s", "1 s", "s", "1w", "1e3", "999999999999999d"])("%j is refused", (typed) => {
    expect(() => durationMs(typed)).toThrow(OptionError);
  });

  test("a TTL may be none", () => {
    expect([ttlMs("0"), ttlMs("1"), ttlMs("10m")]).toEqual([0, 1000, 600_000]);
    expect(() => ttlMs("0s")).toThrow(OptionError);
  });

  test("an extent is a count, or a time with its unit, or none", () => {
    expect([extent("0"), extent("2000"), extent("10s")]).toEqual([
      undefined,
      { requests: 2000 },
      { durationMs: 10_000 },
    ]);
    for (const typed of ["", "-1", "ten", "1.5x"])
      expect(() => extent(typed)).toThrow(/a number of requests or a time/);
  });
});

describe("sizes", () => {
  test.each([
    ["0", 0, 0],
    ["100", 100, 100],
    ["4kb", 4096, 4096],
    ["4K", 4000, 4000],
    ["1MB", 1_048_576, 1_048_576],
    ["64-1kb", 64, 1024],
    ["512mb", 536_870_912, 536_870_912],
  ])("%s is %i to %i bytes", (typed, min, max) => {
    expect(sizes()(typed)).toEqual({ kind: "parts", parts: [{ min, max, weight: 1 }], text: typed });
  });

  test("may be weighted, or log-normal", () => {
    expect(sizes()("100:0.7,1kb-2kb:.3")).toMatchObject({
      parts: [
        { min: 100, max: 100, weight: 0.7 },
        { min: 1024, max: 2048, weight: 0.3 },
      ],
    });
    expect(sizes()("lognormal:200:1.2")).toMatchObject({ kind: "lognormal", median: 200, sigma: 1.2, max: 1_048_576 });
    expect(sizes()("lognormal:1kb:0.5:4kb")).toMatchObject({ median: 1024, sigma: 0.5, max: 4096 });
  });

  test.each([
    ...["", "-", "1-", "-1", "1-2-3", "1.5", "1gb", "513mb", "10-9", "kb", "1:2:3", "1:0,2:0", "1,", "lognormal:0:1"],
    ...["lognormal:5", "lognormal:5:0", "lognormal:5:1:4", "lognormal:5:1:9:9", "@/missing/file"],
  ])("%j is refused", (typed) => {
    expect(() => sizes()(typed)).toThrow(OptionError);
  });
});

describe("times to live", () => {
  test("are one, a range, or weighted", () => {
    expect(ttls("0")).toMatchObject({ parts: [{ min: 0, max: 0 }] });
    expect(ttls("1m-1h")).toMatchObject({ parts: [{ min: 60_000, max: 3_600_000 }] });
    expect(ttls("1h:0.7,1d:0.3")).toMatchObject({
      parts: [
        { max: 3_600_000, weight: 0.7 },
        { max: 86_400_000, weight: 0.3 },
      ],
    });
  });

  test.each(["", "1w", "1h-1m", "lognormal:5:1", "1h:x"])("%j is refused", (typed) => {
    expect(() => ttls(typed)).toThrow(OptionError);
  });
});

describe("parts and shares", () => {
  test("a mix names kinds of operation", () => {
    expect(mix("get:90,set:9,del:1")).toEqual({ get: 90, set: 9, del: 1, incr: 0, expire: 0, mget: 0 });
    for (const typed of ["", "get", "get:0", "get:1,get:2", "put:1", "get:-1", "get:1.5", "get:1000001"]) {
      expect(() => mix(typed)).toThrow(OptionError);
    }
  });

  test("hotspots and scans are shares", () => {
    expect(hotspot("0.2:0.8")).toEqual({ keys: 0.2, requests: 0.8 });
    expect([scan("0"), scan("0.1:500")]).toEqual([undefined, { requests: 0.1, length: 500 }]);
    for (const typed of ["", "0.2", "0:1", "1:0.5", "0.2:0.8:1", "x:y"])
      expect(() => hotspot(typed)).toThrow(OptionError);
    for (const typed of ["", "1:5", "0.1", "0.1:0", "0.1:1.5"]) expect(() => scan(typed)).toThrow(OptionError);
  });
});

describe("numbers", () => {
  test("whole numbers round-trip within their bounds and are refused outside", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat(), (a, b, number) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const parse = wholeNumber(min, max);
        if (number >= min && number <= max) expect(parse(String(number))).toBe(number);
        else expect(() => parse(String(number))).toThrow(OptionError);
      }),
    );
  });

  test.each(["", "1.5", "-1", "+1", "1e3", "0x10", " 1", "NaN", "99999999999999999999"])(
    "%j is no whole number",
    (typed) => {
      expect(() => wholeNumber(0, Number.MAX_SAFE_INTEGER)(typed)).toThrow(OptionError);
    },
  );

  test("positive numbers", () => {
    expect(["1", "0.99", ".5", "1.", "1e-3"].map(positiveNumber)).toEqual([1, 0.99, 0.5, 1, 0.001]);
    for (const typed of ["0", "-1", "", ".", "x", "1e999", "Infinity"])
      expect(() => positiveNumber(typed)).toThrow(OptionError);
  });
});

test("ratios are sets to gets", () => {
  expect(["1:10", "0:1", "3:0"].map(ratioAsMix)).toEqual(["get:10,set:1", "get:1,set:0", "get:0,set:3"]);
  for (const typed of ["", "1", "1:", ":1", "1:2:3", "0:0", "-1:1", "0.5:1", "1000001:1"]) {
    expect(() => ratioAsMix(typed)).toThrow(OptionError);
  }
});

test("a text stays on one line", () => {
  expect(optionalText("")).toBe("");
  expect(() => optionalText("a\r\nb")).toThrow(OptionError);
});
