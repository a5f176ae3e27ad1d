import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import type { Quantity } from "./quantities.ts";
import { Values } from "./values.ts";

function between(min: number, max: number): Quantity {
  return { kind: "parts", parts: [{ min, max, weight: 1 }], text: "" };
}

const range = fc.tuple(fc.nat(2000), fc.nat(2000)).map(([min, more]) => ({ min, max: min + more }));

test("a key's size lies in the range and its bytes are the same in every run", () => {
  fc.assert(
    fc.property(range, fc.maxSafeNat(), fc.nat(2 ** 32 - 2), (sizes, seed, key) => {
      const values = new Values(between(sizes.min, sizes.max), seed);
      const value = values.contentsOf(key);
      expect(value.length).toBe(values.sizeOf(key));
      expect(value.length >= sizes.min && value.length <= sizes.max).toBe(true);
      expect(new Values(between(sizes.min, sizes.max), seed).contentsOf(key).equals(value)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test("sizes fill their range evenly", () => {
  const values = new Values(between(10, 19), 1);
  const counts = new Array<number>(10).fill(0);
  for (let key = 0; key < 50_000; key++) {
    const bin = values.sizeOf(key) - 10;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  expect(counts).toHaveLength(10);
  expect(chiSquareExcess(counts, new Array<number>(10).fill(0.1))).toBeLessThan(1);
});

test("values differ between keys and seeds and do not compress", () => {
  const values = new Values(between(1000, 1000), 1);
  expect(values.contentsOf(1).equals(values.contentsOf(2))).toBe(false);
  expect(new Values(between(1000, 1000), 2).contentsOf(1).equals(values.contentsOf(1))).toBe(false);
  expect(deflateSync(values.contentsOf(1)).length).toBeGreaterThanOrEqual(1000);
});

test("a range that starts at 0 includes the empty value", () => {
  const values = new Values(between(0, 1), 1);
  const lengths = new Set(Array.from({ length: 100 }, (_, key) => values.contentsOf(key).length));
  expect(lengths).toEqual(new Set([0, 1]));
});
