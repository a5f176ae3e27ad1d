import { describe, expect, test } from "vitest";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "./long-double.ts";

function sum(a: string, b: string): string | undefined {
  const left = parseLongDouble(a);
  const right = parseLongDouble(b);
  if (left === undefined || right === undefined) return undefined;
  if (left === "infinite" || right === "infinite") return "infinite";
  const total = addLongDoubles(left, right);
  return total === undefined ? "overflow" : formatLongDouble(total);
}

describe("what redis-server 7.0 on x86 prints", () => {
  test.each([
    ["0.1", "0.2", "0.3"],
    ["10.5", "0.1", "10.6"],
    ["3.0e3", "200", "3200"],
    ["1", "-1", "0"],
    ["-0.000000000000000001", "0", "0"],
    ["1.00000000000000001", "0", "1.00000000000000001"],
    ["18446744073709551615", "1", "18446744073709551616"],
    ["18446744073709551616", "1", "18446744073709551616"],
    ["1e20", "0.5", "100000000000000000000"],
    ["0x10", "0x.8p1", "17"],
    ["1e4932", "1e4932", "overflow"],
    ["5.", ".5", "5.5"],
  ])("%s + %s = %s", (a, b, expected) => {
    expect(sum(a, b)).toBe(expected);
  });
});

test.each(["", " 1", "1 ", "abc", "1.2.3", "e5", "1e", "nan", "0x", "1e4933", "1e-5000", "1e99999999999", "."])(
  "%j is no number",
  (text) => {
    expect(parseLongDouble(text)).toBeUndefined();
  },
);

test.each(["inf", "-inf", "+Infinity", "INF"])("%s is infinite", (text) => {
  expect(parseLongDouble(text)).toBe("infinite");
});

test("the smallest number that is not zero is read, and shown as zero", () => {
  expect(sum("1e-4940", "0")).toBe("0");
});
