import fc from "fast-check";
import { expect, test } from "vitest";
import { Scatter } from "./scatter.ts";

test("is a bijection on every range", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.maxSafeNat(), (size, seed) => {
      const scatter = new Scatter(size, seed);
      const images = new Set(Array.from({ length: size }, (_, index) => scatter.imageOf(index)));
      expect(images.size).toBe(size);
      for (const image of images) expect(image >= 0 && image < size).toBe(true);
    }),
  );
});

test("keeps large ranges apart, too", () => {
  const indexes = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 2 }), { minLength: 2, maxLength: 100 });
  fc.assert(
    fc.property(indexes, fc.maxSafeNat(), (some, seed) => {
      const size = 2 ** 32 - 1;
      const scatter = new Scatter(size, seed);
      const images = some.map((index) => scatter.imageOf(index));
      expect(new Set(images).size).toBe(some.length);
      expect(images.every((image) => Number.isInteger(image) && image >= 0 && image < size)).toBe(true);
    }),
  );
});
