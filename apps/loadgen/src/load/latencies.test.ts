import { describe, expect, test } from "vitest";
import { Latencies } from "./latencies.ts";

describe("Latencies", () => {
  test("are all zero before the first", () => {
    const latencies = new Latencies();
    expect([latencies.count, latencies.minUs, latencies.meanUs, latencies.maxUs]).toEqual([0, 0, 0, 0]);
    expect(latencies.percentileUs(99)).toBe(0);
  });

  test("min, mean and max are exact, percentiles right to three digits", () => {
    const latencies = new Latencies();
    for (let us = 1; us <= 100_000; us++) latencies.record(us);
    expect([latencies.count, latencies.minUs, latencies.meanUs, latencies.maxUs]).toEqual([
      100_000, 1, 50_000.5, 100_000,
    ]);
    for (const percentile of [50, 90, 99, 99.9]) {
      const exact = percentile * 1000;
      expect(Math.abs(latencies.percentileUs(percentile) - exact) / exact).toBeLessThan(0.001);
    }
  });

  test("no percentile lies above the maximum", () => {
    const latencies = new Latencies();
    latencies.record(1_234_567);
    expect(latencies.percentileUs(99.9)).toBe(1_234_567);
  });

  test("take zero, fractions, and more than the expected maximum", () => {
    const latencies = new Latencies();
    for (const us of [0, 0.4, 1.6, 3_600_000_000]) latencies.record(us);
    expect([latencies.count, latencies.minUs, latencies.maxUs]).toEqual([4, 0, 3_600_000_000]);
    expect(latencies.percentileUs(75)).toBe(2);
  });

  test("add up, also after a journey to another thread", () => {
    const [whole, odd, even] = [new Latencies(), new Latencies(), new Latencies()];
    for (let us = 1; us <= 20_000; us++) {
      whole.record(us * 7);
      (us % 2 === 0 ? even : odd).record(us * 7);
    }
    const sum = new Latencies();
    for (const part of [odd, even, new Latencies()]) sum.add(Latencies.from(part.toPlain()));
    for (const percentile of [1, 50, 99, 99.9, 100]) {
      expect(sum.percentileUs(percentile)).toBe(whole.percentileUs(percentile));
    }
    expect([sum.count, sum.minUs, sum.meanUs, sum.maxUs]).toEqual([20_000, 7, whole.meanUs, 140_000]);
  });

  test("are written as .hgrm in milliseconds", () => {
    const latencies = new Latencies();
    for (let us = 1; us <= 1000; us++) latencies.record(us * 1000);
    const text = latencies.toHgrm();
    expect(text).toMatch(/Value +Percentile +TotalCount +1\/\(1-Percentile\)/);
    expect(text).toMatch(/\n +500\.\d+ 0\.5000\d+ +500 /);
    expect(text).toMatch(/Max += +1000\.\d+, Total count += +1000\]/);
  });
});
