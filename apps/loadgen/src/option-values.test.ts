import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  durationMs,
  extent,
  OptionError,
  optionalText,
  positiveNumber,
  ratio,
  ttlMs,
  valueSizes,
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
    expect(valueSizes(typed)).toEqual({ min, max });
  });

  test.each(["", "-", "1-", "-1", "1-2-3", "1.5", "1gb", "513mb", "10-9", "kb"])("%j is refused", (typed) => {
    expect(() => valueSizes(typed)).toThrow(OptionError);
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
  expect([ratio("1:10"), ratio("0:1"), ratio("3:0")]).toEqual([
    { sets: 1, gets: 10 },
    { sets: 0, gets: 1 },
    { sets: 3, gets: 0 },
  ]);
  for (const typed of ["", "1", "1:", ":1", "1:2:3", "0:0", "-1:1", "0.5:1", "1000001:1"]) {
    expect(() => ratio(typed)).toThrow(OptionError);
  }
});

test("a text stays on one line", () => {
  expect(optionalText("")).toBe("");
  expect(() => optionalText("a\r\nb")).toThrow(OptionError);
});
