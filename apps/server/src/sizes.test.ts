import { expect, test } from "vitest";
import { humanSizeOf, parseSize } from "./sizes.ts";

test.each([
  ["0", 0],
  ["1024", 1024],
  ["100b", 100],
  ["1k", 1000],
  ["1kb", 1024],
  ["1K", 1000],
  ["2mB", 2 * 1024 ** 2],
  ["3m", 3_000_000],
  ["1g", 1_000_000_000],
  ["1GB", 1024 ** 3],
])("%s is %d bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(["", "mb", "-1", "1.5mb", "10kbx", "1 mb", "1tb", "99999999999gb", "0x10"])("%j is no size", (text) => {
  expect(parseSize(text)).toBeUndefined();
});

test.each([
  [0, "0B"],
  [1023, "1023B"],
  [917_128, "895.63K"],
  [256 * 1024 ** 2, "256.00M"],
  [1024 ** 3 * 1.5, "1.50G"],
  [1024 ** 4 * 2, "2.00T"],
])("%d bytes read as %s", (bytes, text) => {
  expect(humanSizeOf(bytes)).toBe(text);
});
