import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "./random.ts";
import { ZipfRanks } from "./zipf.ts";

test("every rank is a whole number in range, for any skew and any number of ranks", () => {
  const skew = fc.oneof(
    fc.double({ min: 1e-6, max: 100, noNaN: true }),
    fc.double({ min: 0.999, max: 1.001, noNaN: true }),
  );
  fc.assert(
    fc.property(skew, fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.nat(), (theta, ranks, seed) => {
      const zipf = new ZipfRanks(ranks, theta);
      const random = new Random(seed, 1);
      for (let draw = 0; draw < 50; draw++) {
        const rank = zipf.next(random);
        expect(Number.isInteger(rank) && rank >= 1 && rank <= ranks).toBe(true);
      }
    }),
  );
});
