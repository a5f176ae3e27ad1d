import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import { kolmogorovSmirnovExcess } from "../../test/kolmogorov-smirnov.ts";
import { sizes, ttls } from "../options/option-values.ts";
import { normalQuantile } from "./normal.ts";
import { type Quantity, samplerOf } from "./quantities.ts";
import { Random } from "./random.ts";

const DRAWS = 50_000;

function drawn(quantity: Quantity, seed = 11): number[] {
  const [sampler, random] = [samplerOf(quantity), new Random(seed, 1)];
  return Array.from({ length: DRAWS }, () => sampler.valueAt(random.nextUnit()));
}

/** The normal distribution function, by the series of Marsaglia (2004), independent of the quantile under test. */
function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-17; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x - Math.log(2 * Math.PI) / 2);
}

describe("quantities", () => {
  test("fixed is fixed", () => {
    expect(new Set(drawn(sizes()("100")))).toEqual(new Set([100]));
  });

  test("a range is uniform, ends included", () => {
    const values = drawn(sizes()("64-1kb"));
    expect([Math.min(...values), Math.max(...values)]).toEqual([64, 1024]);
    expect(kolmogorovSmirnovExcess(values, (x) => (x - 63) / 961)).toBeLessThan(1);
    expect(kolmogorovSmirnovExcess(values, (x) => (x - 63) / 1000)).toBeGreaterThan(1);
  });

  test("weights are relative", () => {
    const values = drawn(ttls("1m:0.5,1h-2h:0.2,1d:0.1"));
    const [minutes, hours, days] = [60_000, 7_200_000, 86_400_000].map((max, index, all) => {
      const above = all[index - 1] ?? -1;
      return values.filter((value) => value > above && value <= max).length;
    });
    expect(chiSquareExcess([minutes, hours, days] as number[], [0.625, 0.25, 0.125])).toBeLessThan(1);
  });

  test.each([
    [200, 1.2],
    [10_000, 0.4],
    [30, 2],
  ])("log-normal has median %i and sigma %f", (median, sigma) => {
    const max = 2 ** 30;
    const values = drawn({ kind: "lognormal", median, sigma, max, text: "" });
    // Rounded to whole numbers from 1: up to x means below x + 1/2.
    const cdf = (x: number): number => (x < 1 ? 0 : normalCdf(Math.log((x + 0.5) / median) / sigma));
    expect(kolmogorovSmirnovExcess(values, cdf)).toBeLessThan(1);
    const wider = (x: number): number => (x < 1 ? 0 : normalCdf(Math.log((x + 0.5) / median) / (sigma * 1.1)));
    expect(kolmogorovSmirnovExcess(values, wider)).toBeGreaterThan(1);
  });

  test("log-normal stays within 1 and its maximum", () => {
    const sampler = samplerOf(sizes()("lognormal:100:3:5000"));
    expect([sampler.valueAt(0), sampler.valueAt(1 - 2 ** -32), sampler.max]).toEqual([1, 5000, 5000]);
  });

  test("the last of many parts is reached, and none of weight 0", () => {
    const parts = Array.from({ length: 100 }, (_, size) => ({
      min: size,
      max: size,
      weight: size % 3 === 0 ? 0 : 0.1,
    }));
    const sampler = samplerOf({ kind: "parts", parts, text: "" });
    expect(sampler.valueAt(1 - 2 ** -53)).toBe(98);
    expect(drawn({ kind: "parts", parts, text: "" }).some((value) => value % 3 === 0)).toBe(false);
  });
});

test("the normal quantile undoes the distribution function", () => {
  for (const p of [1e-9, 0.001, 0.024, 0.3, 0.5, 0.9, 0.99999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 8);
});
