// The Kolmogorov-Smirnov test of a sample against a distribution.

/** The greatest distance between the sample's distribution and `cdf`, over its critical value at a significance of 1 in
 * 10,000: above 1, the sample does not fit.   @param cdf the probability of a value up to x. Where values are whole
 * numbers the comparison is made at the values, between the steps. */
export function kolmogorovSmirnovExcess(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  let distance = 0;
  for (let at = 0; at < sorted.length; ) {
    const x = sorted[at] ?? 0;
    const before = at;
    while (sorted[at] === x) at++;
    // Up to and including x, and up to but not including it.
    distance = Math.max(distance, Math.abs(at / sorted.length - cdf(x)), Math.abs(before / sorted.length - cdf(x - 1)));
  }
  return distance / (2.225 / Math.sqrt(sorted.length)); // sqrt(-ln(1e-4 / 2) / 2) = 2.225
}
