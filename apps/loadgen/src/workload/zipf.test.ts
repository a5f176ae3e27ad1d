import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import { Random } from "./random.ts";
import { ZipfRanks } from "./zipf.ts";

const DRAWS = 200_000;

/** The sum of k^-theta for k from first to last: term by term, or by Euler and Maclaurin where the terms are smooth. */
function weightOf(first: number, last: number, theta: number): number {
  if (last - first < 10_000) {
    let sum = 0;
    for (let rank = first; rank <= last; rank++) sum += rank ** -theta;
    return sum;
  }
  const integral = theta === 1 ? Math.log(last / first) : (last ** (1 - theta) - first ** (1 - theta)) / (1 - theta);
  const ends = (first ** -theta + last ** -theta) / 2;
  const slope = (theta * (first ** (-theta - 1) - last ** (-theta - 1))) / 12;
  return integral + ends + slope;
}

/** As `weightOf`, in ranges that double, so that each is either short or smooth. */
function weightInDoubles(first: number, last: number, theta: number): number {
  let sum = 0;
  for (let start = first; start <= last; start *= 2) sum += weightOf(start, Math.min(last, start * 2 - 1), theta);
  return sum;
}

/** Each of the first ranks alone, then ranges that double; wider where fewer than 20 draws would be expected. */
function binsOf(ranks: number, theta: number): { last: number; probability: number }[] {
  const total = weightInDoubles(1, ranks, theta);
  const probabilityOf = (first: number, last: number): number => weightInDoubles(first, last, theta) / total;
  const enough = 20 / DRAWS;
  const bins: { last: number; probability: number }[] = [];
  for (let first = 1; first <= ranks; ) {
    let last = first < 32 ? first : Math.min(ranks, first * 2 - 1);
    while (last < ranks && probabilityOf(first, last) < enough) last = Math.min(ranks, last * 2);
    if (probabilityOf(last + 1, ranks) < enough) last = ranks;
    bins.push({ last, probability: probabilityOf(first, last) });
    first = last + 1;
  }
  return bins;
}

function countsIn(bins: readonly { last: number }[], zipf: ZipfRanks): number[] {
  const random = new Random(42, 1);
  const counts = new Array<number>(bins.length).fill(0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const rank = zipf.next(random);
    const bin = bins.findIndex(({ last }) => rank <= last);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe("ZipfRanks", () => {
  const thetas = [0.01, 0.5, 0.99, 1, 1 + 1e-9, 1.3, 3];
  const sizes = [2, 10, 1000, 100_000_000];
  test.each(thetas.flatMap((theta) => sizes.map((ranks) => ({ theta, ranks }))))(
    "follows k^-$theta over $ranks ranks",
    ({ theta, ranks }) => {
      const bins = binsOf(ranks, theta);
      const probabilities = bins.map(({ probability }) => probability);
      expect(bins.length).toBeGreaterThan(1);
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
      expect(chiSquareExcess(countsIn(bins, new ZipfRanks(ranks, theta)), probabilities)).toBeLessThan(1);
    },
  );

  test("tells neighbouring skews apart, so the fit above is no accident of a weak test", () => {
    const bins = binsOf(1000, 0.99);
    const probabilities = bins.map(({ probability }) => probability);
    expect(chiSquareExcess(countsIn(bins, new ZipfRanks(1000, 1.02)), probabilities)).toBeGreaterThan(1);
  });

  test("has one answer for one rank", () => {
    expect(new ZipfRanks(1, 0.99).next(new Random(1, 1))).toBe(1);
  });
});
