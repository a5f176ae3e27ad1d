import { describe, expect, test } from "vitest";
import { type Measure, medianOf, type Saturation, type SearchPlan, type Step, saturate } from "./saturation.ts";

const PLAN: SearchPlan = { rateMin: 1000, rateMax: 1e7, precision: 0.05, repeats: 3 };

/** A server whose latency grows as a queue's does: it holds 10 ms up to 90 % of its capacity. */
function stepAt(rate: number, capacity: number, changes: Partial<Step> = {}): Step {
  const latencyMs = rate < capacity ? 1 / (1 - rate / capacity) : Number.POSITIVE_INFINITY;
  const figures = { achieved: Math.min(rate, capacity), latencyMs, p50Ms: 1, p99Ms: latencyMs, hitRatio: null };
  return { rate, ...figures, failedShare: 0, holds: latencyMs <= 10, generatorBound: false, ...changes };
}

async function search(measure: Measure, changes: Partial<SearchPlan> = {}): Promise<Saturation> {
  return saturate({ ...PLAN, ...changes }, measure);
}

describe("the search for the knee", () => {
  test.each([1200, 5000, 64_000, 123_456, 3_000_000])("finds that of a server with capacity %i", async (capacity) => {
    const { knees, isLowerBound } = await search(async (rate) => stepAt(rate, capacity));
    expect(knees).toHaveLength(3);
    for (const knee of knees) {
      expect(knee).toBeLessThanOrEqual(capacity * 0.9);
      expect(knee).toBeGreaterThan((capacity * 0.9) / 1.051);
    }
    expect(isLowerBound).toBe(false);
  });

  test("shows the spread of a server that is not always the same", async () => {
    const capacities = [50_000, 60_000, 40_000];
    let [searches, before] = [0, 0];
    const { knees } = await search(async (rate) => {
      // A search begins lower than the one before it ended.
      if (rate < before / 1.2) searches++;
      before = Math.max(rate, before * 0.999);
      return stepAt(rate, capacities[Math.min(searches, 2)] ?? 0);
    });
    expect(knees).toHaveLength(3);
    expect(Math.max(...knees) - Math.min(...knees)).toBeGreaterThan(0);
  });

  test("is not misled by a single hiccup", async () => {
    const failed = new Set<number>();
    const { knees, steps } = await search(async (rate) => {
      const isHiccup = !failed.has(rate);
      failed.add(rate);
      return isHiccup ? stepAt(rate, 50_000, { holds: false }) : stepAt(rate, 50_000);
    });
    expect(knees[0]).toBeGreaterThan(45_000 / 1.051);
    expect(steps.filter(({ holds }) => !holds).length).toBeGreaterThan(5);
  });

  test("says so when the objective never holds", async () => {
    const { knees, headroom } = await search(async (rate) => stepAt(rate, 500));
    expect([knees, headroom]).toEqual([[0, 0, 0], []]);
  });

  test("ends at the greatest rate, which is then a lower bound", async () => {
    const { knees, isLowerBound } = await search(async (rate) => stepAt(rate, 1e6), { rateMax: 30_000 });
    expect([knees, isLowerBound]).toEqual([[30_000, 30_000, 30_000], true]);
  });

  test("blames the generator, not the server, when that is what failed", async () => {
    const { isLowerBound } = await search(async (rate) => stepAt(rate, 50_000, { generatorBound: rate > 40_000 }));
    expect(isLowerBound).toBe(true);
  });

  test("gives latencies at parts of the median knee", async () => {
    const { knees, headroom } = await search(async (rate) => stepAt(rate, 50_000));
    const median = medianOf(knees);
    expect(headroom.map(({ rate }) => rate / median)).toEqual([0.25, 0.5, 0.75, 0.9, 1, 1.1]);
    const latencies = headroom.map(({ latencyMs }) => latencyMs);
    expect(latencies).toEqual(latencies.toSorted((a, b) => a - b));
  });

  test("ends early with what it has", async () => {
    let left = 30;
    const { knees, steps, headroom } = await search(async (rate) => (left-- > 0 ? stepAt(rate, 50_000) : undefined));
    expect(steps).toHaveLength(30);
    expect(knees.length).toBeGreaterThan(0);
    expect(headroom).toEqual([]);
    expect((await search(async () => undefined)).knees).toEqual([]);
  });
});

test("the median", () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1]), medianOf([7]), medianOf([])]).toEqual([2, 2.5, 7, 0]);
});
