// Pearson's chi-square test of counts against probabilities.

/** The statistic over its critical value at a significance of 1 in 10,000: above 1, the counts do not fit. */
export function chiSquareExcess(counts: readonly number[], probabilities: readonly number[]): number {
  const drawn = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  for (const [bin, probability] of probabilities.entries()) {
    const expected = probability * drawn;
    if (expected < 5) throw new Error(`bin ${bin} expects ${expected}: too few for the test to mean anything`);
    statistic += ((counts[bin] ?? 0) - expected) ** 2 / expected;
  }
  return statistic / criticalValue(probabilities.length - 1);
}

/** Wilson and Hilferty's approximation of the quantile. */
function criticalValue(degrees: number): number {
  const normalQuantile = 3.719; // one-sided, 1e-4
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + normalQuantile * Math.sqrt(spread)) ** 3;
}
