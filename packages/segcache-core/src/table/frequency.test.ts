import { describe, expect, it } from "vitest";
import { mixSeed, nextRandom } from "../sources/random.ts";
import { bumped, countsNow } from "./frequency.ts";
import { COUNT_MAX, countOfHi, packHi, stampOfHi, tagOfHi } from "./slot-layout.ts";

/** The count after one access a second for `seconds` seconds. */
function countAfter(seconds: number, seed: number): number {
  let hi = packHi(77, 0, 0);
  let random = mixSeed(seed);
  for (let second = 1; second <= seconds; second++) {
    random = nextRandom(random);
    if (countsNow(hi, second & 4095)) hi = bumped(hi, second & 4095, random);
  }
  expect(tagOfHi(hi)).toBe(77);
  return countOfHi(hi);
}

describe("frequency", () => {
  it("counts at most once a second, but the first access after an insert in the same second", () => {
    const fresh = packHi(9, 5, 0);
    expect(countsNow(fresh, 5)).toBe(true);
    const once = bumped(fresh, 5, 1);
    expect(countOfHi(once)).toBe(1);
    expect(stampOfHi(once)).toBe(5);
    expect(countsNow(once, 5)).toBe(false);
    expect(countsNow(once, 6)).toBe(true);
  });

  it("is exact up to 17 and then grows ever more slowly up to its limit", () => {
    expect(countAfter(16, 1)).toBe(16);
    expect(countAfter(17, 1)).toBe(17);
    const mean = (seconds: number) =>
      Array.from({ length: 40 }, (_, s) => countAfter(seconds, s)).reduce((a, b) => a + b) / 40;
    expect(mean(200)).toBeGreaterThan(20);
    expect(mean(200)).toBeLessThan(28);
    expect(mean(2000)).toBeGreaterThan(52);
    expect(mean(2000)).toBeLessThan(76);
    expect(countAfter(60_000, 3)).toBe(COUNT_MAX);
  });
});
