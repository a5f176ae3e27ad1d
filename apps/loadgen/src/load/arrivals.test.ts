import { describe, expect, test } from "vitest";
import { kolmogorovSmirnovExcess } from "../../test/kolmogorov-smirnov.ts";
import { Arrivals } from "./arrivals.ts";

function gapsOf(arrivals: Arrivals, count: number): number[] {
  let before = 0;
  return Array.from({ length: count }, () => {
    const at = arrivals.next();
    const gap = at - before;
    before = at;
    return gap;
  });
}

describe("arrivals", () => {
  test("constant ones come at the same distance, from the start, without drift", () => {
    const arrivals = new Arrivals({ rate: 3, process: "constant", seed: 1 });
    const times = Array.from({ length: 3_000_001 }, () => arrivals.next());
    expect(times.slice(0, 3)).toEqual([0, 1e6 / 3, (1e6 / 3) * 2]);
    expect(times.at(-1)).toBeCloseTo(1e12, 3);
  });

  test("poisson ones have exponential gaps", () => {
    const gaps = gapsOf(new Arrivals({ rate: 2000, process: "poisson", seed: 4 }), 50_000);
    const exponential = (mean: number) => (x: number) => (x <= 0 ? 0 : 1 - Math.exp(-x / mean));
    // Rounded down to microseconds, of which 500 are expected.
    const whole = gaps.map(Math.floor);
    expect(kolmogorovSmirnovExcess(whole, (x) => exponential(500)(x + 1))).toBeLessThan(1);
    expect(kolmogorovSmirnovExcess(whole, (x) => exponential(530)(x + 1))).toBeGreaterThan(1);
  });

  test("depend on the seed alone", () => {
    const of = (seed: number): number[] => gapsOf(new Arrivals({ rate: 10, process: "poisson", seed }), 5);
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});
