import { expect, test } from "vitest";
import { formatDouble } from "./doubles.ts";

// The right-hand sides are what C's printf prints for "%.17g".
test.each<[number, string]>([
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [-1.5, "-1.5"],
  [3.25, "3.25"],
  [0.1, "0.10000000000000001"],
  [100, "100"],
  [123456789.125, "123456789.125"],
  [0.0001, "0.0001"],
  [0.0001220703125, "0.0001220703125"],
  [0.0000152587890625, "1.52587890625e-05"],
  [1e16, "10000000000000000"],
  [1e17, "1e+17"],
  [2 ** 53, "9007199254740992"],
  [1.5e300, "1.5000000000000001e+300"],
  [5e-324, "4.9406564584124654e-324"],
  [Number.MAX_VALUE, "1.7976931348623157e+308"],
  [1 + 2 ** -17, "1.0000076293945312"], // a tie between ...12 and ...13
  [1 + 3 * 2 ** -17, "1.0000228881835938"], // a tie between ...37 and ...38
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [Number.NaN, "nan"],
])("%d", (x, text) => {
  expect(formatDouble(x)).toBe(text);
});
