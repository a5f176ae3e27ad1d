import { describe, expect, test } from "vitest";
import { parseSizeHistogram, SizeFileError } from "./size-file.ts";

describe("a histogram of sizes", () => {
  test("has bins up to each line's size", () => {
    expect(parseSizeHistogram("# made up\nupper,weight\n31,10\n63,0\n95,2.5\n", "f")).toEqual([
      { min: 1, max: 31, weight: 10 },
      { min: 32, max: 63, weight: 0 },
      { min: 64, max: 95, weight: 2.5 },
    ]);
  });

  test("may say both ends", () => {
    expect(parseSizeHistogram("100,100,1\r\n20,30,4", "f")).toEqual([
      { min: 100, max: 100, weight: 1 },
      { min: 20, max: 30, weight: 4 },
    ]);
  });

  test.each([
    ["31,1\nsize,weight", 'f:2 is no "upper,weight": size,weight'],
    ["31", 'f:1 is no "upper,weight": 31'],
    ["31,", 'f:1 is no "upper,weight": 31,'],
    ["-5,1", 'f:1 is no "upper,weight": -5,1'],
    ["1.5,1", 'f:1 is no "upper,weight": 1.5,1'],
    ["9,3,1", 'f:1 is no "upper,weight": 9,3,1'],
    ["1,2,3,4", 'f:1 is no "upper,weight": 1,2,3,4'],
    ["31,0", "f has no bin with a weight above 0"],
    ["", "f has no bin with a weight above 0"],
  ])("%j is refused", (text, message) => {
    expect(() => parseSizeHistogram(text, "f")).toThrow(new SizeFileError(message));
  });
});
