import { describe, expect, test } from "vitest";
import { Latencies, Measurements } from "./measurements.ts";

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
});

describe("Measurements", () => {
  test("count what was recorded", () => {
    const measurements = new Measurements();
    measurements.recordHit(10, 100);
    measurements.recordHit(10, 50);
    measurements.recordMiss(10);
    measurements.recordSet(20, 7);
    expect(measurements).toMatchObject({
      hits: 2,
      misses: 1,
      valueBytesRead: 150,
      valueBytesWritten: 7,
      operations: 4,
    });
    expect([measurements.gets.count, measurements.sets.count]).toEqual([3, 1]);
  });

  test("count errors by message, outside the operations", () => {
    const measurements = new Measurements();
    for (const message of ["a", "b", "a"]) measurements.recordError(message);
    expect(measurements.operations).toBe(0);
    expect([...measurements.errorsByMessage]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("keep a bounded number of messages, and every error in the sum", () => {
    const measurements = new Measurements();
    for (let index = 0; index < 1000; index++) measurements.recordError(`error ${index}`);
    measurements.recordError("error 0");
    expect(measurements.errorsByMessage.size).toBe(21);
    expect(measurements.errorsByMessage.get("error 0")).toBe(2);
    const sum = [...measurements.errorsByMessage.values()].reduce((total, count) => total + count, 0);
    expect([sum, measurements.errors]).toEqual([1001, 1001]);
  });
});
