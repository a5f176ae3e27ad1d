import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FULL,
  miniatureOf,
  SAMPLED_KEYS_MIN,
  SAMPLES,
  sampleOf,
  samplingFor,
  segmentsOf,
  shareOfSample,
  shortageOf,
} from "./sampling.ts";

describe("a sample of keys", () => {
  test("holds its share of them, each in one of the disjoint samples", () => {
    const sampling = { rate: 0.1, samples: SAMPLES };
    const counts = new Map<number, number>();
    for (let id = 0; id < 200_000; id++) {
      const sample = sampleOf(id, sampling);
      counts.set(sample, (counts.get(sample) ?? 0) + 1);
    }
    for (let sample = 0; sample < SAMPLES; sample++) {
      // Five standard deviations of a binomial count.
      expect(Math.abs((counts.get(sample) ?? 0) - 5000)).toBeLessThan(5 * Math.sqrt(5000));
    }
    expect([...counts.keys()].toSorted()).toEqual([-1, 0, 1, 2, 3]);
  });

  test("grows with the rate: a key of a smaller one stays in", () => {
    for (let id = 0; id < 10_000; id++) {
      if (sampleOf(id, { rate: 0.1, samples: 1 }) >= 0) expect(sampleOf(id, { rate: 0.3, samples: 1 })).toBe(0);
    }
  });
});

describe("a miniature", () => {
  test("is the cache itself at a share of 1", () => {
    expect(miniatureOf(2 ** 30, 1)).toEqual({ memoryBytes: 2 ** 30, segmentBytes: 2 ** 18 });
  });

  test("has as many segments as a cache of its size, and none above those of the whole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2 ** 20, max: 2 ** 40 }),
        fc.double({ min: 1e-5, max: 1, noNaN: true }),
        (bytes, share) => {
          const miniature = miniatureOf(bytes, share);
          expect(miniature.segmentBytes).toBeLessThanOrEqual(miniatureOf(bytes, 1).segmentBytes);
          expect(Number.isInteger(Math.log2(miniature.segmentBytes))).toBe(true);
          if (miniature.memoryBytes >= 2 ** 20) expect(segmentsOf(miniature)).toBeGreaterThanOrEqual(256);
        },
      ),
    );
  });
});

describe("what leaves too little", () => {
  test("is a sample with fewer than 64 segments of the smallest cache", () => {
    expect(shortageOf({ rate: 0.01, samples: 4 }, 1e9, 2 ** 26, 1)).toBe(
      "leaves 40 segments of the smallest cache, and fewer than 64 say nothing: take a higher rate, --full or larger --sizes",
    );
    expect(shortageOf({ rate: 0.016, samples: 4 }, 1e9, 2 ** 26, 1)).toBeUndefined();
  });

  test("is a sample of fewer than 10,000 keys", () => {
    expect(shortageOf({ rate: 0.5, samples: 4 }, 19_000, 2 ** 26, 1)).toBe(
      "leaves 9500 of about 19000 keys, and fewer than 10000 say nothing: take a higher rate or --full",
    );
    expect(shortageOf({ rate: 0.53, samples: 4 }, 19_000, 2 ** 26, 1)).toBeUndefined();
  });

  test("is a log that holds one key in so many that its caches have no 64 segments, even in full", () => {
    expect(shortageOf(FULL, 1e6, 2 ** 24, 0.01)).toContain("leaves 40 segments of the smallest cache");
    expect(shortageOf(FULL, 500, 2 ** 20, 1)).toBeUndefined();
  });

  test("is never what is chosen without being asked", () => {
    const recorded = fc.constantFrom(1, 0.1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2 ** 23, max: 2 ** 36 }),
        recorded,
        (keys, bytes, share) => {
          const sampling = samplingFor(keys, bytes, share);
          expect(shortageOf(sampling, keys, bytes, share)).toBeUndefined();
          if (sampling.rate < 1) expect(keys * share * sampling.rate).toBeGreaterThanOrEqual(SAMPLED_KEYS_MIN);
          expect(shareOfSample(sampling)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
