import { describe, expect, test } from "vitest";
import { bytesFor, type CurvePoint, distanceOf, hitRatioAt, pointOf } from "./curve.ts";

const CURVE: readonly CurvePoint[] = [
  { bytes: 100, hitRatio: 0.5, error: null },
  { bytes: 400, hitRatio: 0.7, error: null },
  { bytes: 1600, hitRatio: 0.9, error: null },
];

describe("a point", () => {
  test("of a full simulation has no error", () => {
    expect(pointOf(100, [30], 120)).toEqual({ bytes: 100, hitRatio: 0.75, error: null });
  });

  test("of samples is their mean, with the error of a mean", () => {
    const { hitRatio, error } = pointOf(100, [10, 12, 14, 12], 100);
    expect(hitRatio).toBeCloseTo(0.88);
    // Standard deviation of the four ratios 0.0163, by t(3) = 3.18 and the root of 4.
    expect(error).toBeCloseTo((3.18 * Math.sqrt(0.0008 / 3)) / 2, 4);
  });

  test("never has fewer hits than none", () => {
    expect(pointOf(100, [150, 140], 100).hitRatio).toBe(0);
  });
});

describe("between simulated sizes", () => {
  test("the memory for a hit ratio follows the logarithm of the size", () => {
    expect(bytesFor(CURVE, 0.6)).toBeCloseTo(200);
    expect(bytesFor(CURVE, 0.9)).toBeCloseTo(1600);
    expect(bytesFor(CURVE, 0.3)).toBe(100);
    expect(bytesFor(CURVE, 0.91)).toBeNull();
  });

  test("the hit ratio does so as well, and ends with the curve", () => {
    expect(hitRatioAt(CURVE, 200)).toBeCloseTo(0.6);
    expect([hitRatioAt(CURVE, 10), hitRatioAt(CURVE, 400), hitRatioAt(CURVE, 1e6)]).toEqual([0.5, 0.7, 0.9]);
    for (const hitRatio of [0.5, 0.55, 0.77, 0.9]) {
      expect(hitRatioAt(CURVE, bytesFor(CURVE, hitRatio) ?? 0)).toBeCloseTo(hitRatio);
    }
  });
});

test("the distance of curves is that of their points furthest apart", () => {
  const other = CURVE.map((point, at) => ({ ...point, hitRatio: point.hitRatio + [0.01, -0.03, 0][at]! }));
  expect(distanceOf([{ name: "a", points: CURVE }], [{ name: "a", points: other }])).toBeCloseTo(0.03);
});
