import { describe, expect, test } from "vitest";
import { bytesOf } from "../test/requests.ts";
import { parseInt64, parseInteger, writeInteger } from "./index.ts";

const NOT_INTEGERS = [
  "",
  "-",
  "-0",
  "+1",
  " 1",
  "1 ",
  "01",
  "00",
  "-01",
  "1.0",
  "1e3",
  "0x1",
  "a",
  "--1",
  "1-",
  "/",
  ":",
];

describe("parseInteger", () => {
  test.each(NOT_INTEGERS)("%j is not an integer", (text) => {
    expect(parseInteger(bytesOf(text), 0, text.length)).toBeNaN();
  });

  test.each([
    ["0", 0],
    ["7", 7],
    ["-1", -1],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["-9007199254740991", Number.MIN_SAFE_INTEGER],
    ["9007199254740992", Number.NaN],
    ["-9007199254740992", Number.NaN],
    ["9999999999999999", Number.NaN],
    ["10000000000000000", Number.NaN],
  ])("%j is %d", (text, expected) => {
    expect(parseInteger(bytesOf(text), 0, text.length)).toBe(expected);
  });

  test("reads the given range only", () => {
    expect(parseInteger(bytesOf("x12y"), 1, 3)).toBe(12);
    expect(parseInteger(bytesOf("12"), 1, 1)).toBeNaN();
  });
});

describe("parseInt64", () => {
  test.each(NOT_INTEGERS)("%j is not an integer", (text) => {
    expect(parseInt64(bytesOf(text), 0, text.length)).toBe(undefined);
  });

  test.each([
    ["0", 0n],
    ["-5", -5n],
    ["9223372036854775807", 2n ** 63n - 1n],
    ["-9223372036854775808", -(2n ** 63n)],
    ["9223372036854775808", undefined],
    ["-9223372036854775809", undefined],
    ["9999999999999999999", undefined],
    ["10000000000000000000", undefined],
  ])("%j is %s", (text, expected) => {
    expect(parseInt64(bytesOf(text), 0, text.length)).toBe(expected);
  });
});

test.each([0, 9, 10, -1, 999_999_999, 1_000_000_000, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, 1 - 2 ** 53])(
  "writeInteger writes %d",
  (n) => {
    const target = new Uint8Array(20).fill(0x78);
    const end = writeInteger(target, 1, n);
    expect(Buffer.from(target).toString("latin1")).toBe(`x${n}`.padEnd(20, "x"));
    expect(end).toBe(1 + String(n).length);
  },
);
