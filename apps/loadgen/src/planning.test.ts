import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlanInput, planFor, roomOf } from "./planning.ts";

const GIB = 2 ** 30;
const MIB = 2 ** 20;

const INPUT: PlanInput = {
  load: { peakRate: 100_000, meanRate: 40_000, readShare: 0.9 },
  machine: { memoryBytes: 4 * GIB, vcpus: 2, knee: 50_000, headroom: 0.2 },
  prices: { memory: 0.005, vcpu: 0.04, miss: 1e-6 },
  points: [
    { bytes: GIB, hitRatio: 0.8, error: null },
    { bytes: 4 * GIB, hitRatio: 0.9, error: null },
    { bytes: 16 * GIB, hitRatio: 0.95, error: null },
  ],
  growth: 1,
  replicas: 0,
  spares: 1,
  hits: 0.9,
};

function planOf(changes: Partial<PlanInput> = {}): NonNullable<ReturnType<typeof planFor>> {
  const plan = planFor({ ...INPUT, ...changes });
  if (plan === undefined) throw new Error("no plan");
  return plan;
}

describe("a plan", () => {
  test("has machines for the rate where that asks for more than the memory", () => {
    const { chosen } = planOf();
    // 100,000 / (50,000 x 0.8) = 2.5, so 3, and a spare.
    expect([chosen.machines, chosen.hitRatio, chosen.cacheBytes]).toEqual([4, 0.9, 4 * GIB]);
    expect(chosen.cacheBytesEach).toBe(1366 * MIB);
    expect(chosen.memoryBytesEach).toBe((1366 + 64 + 2 * 24) * MIB);
  });

  test("has machines for the memory where that asks for more", () => {
    const { chosen } = planOf({ hits: 0.95 });
    // 16 GiB over 4 GiB less 112 MiB are 4.11, so 5, and a spare.
    expect([chosen.machines, chosen.cacheBytesEach]).toEqual([6, 3277 * MIB]);
  });

  test("costs its machines and its misses", () => {
    const { chosen } = planOf();
    const each = ((1366 + 112) * MIB * 0.005) / 1e9 + 2 * 0.04;
    expect(chosen.machineCost).toBeCloseTo(4 * each, 9);
    expect(chosen.missesPerSecond).toBeCloseTo(40_000 * 0.9 * 0.1, 9);
    expect(chosen.missCost).toBeCloseTo(3600 * 3600 * 1e-6, 9);
    expect(chosen.cost).toBeCloseTo(chosen.machineCost + chosen.missCost, 9);
  });

  test("doubles the machines for a replica, and the memory for twice the items", () => {
    expect(planOf({ replicas: 1 }).chosen.machines).toBe(8);
    const grown = planOf({ growth: 2 }).chosen;
    expect([grown.cacheBytes, grown.hitRatio]).toEqual([8 * GIB, 0.9]);
  });

  test("without a hit ratio is the cheapest: much memory where misses are dear, little where they are cheap", () => {
    const at = (miss: number): number => {
      const { chosen, options } = planOf({ hits: undefined, prices: { ...INPUT.prices, miss } });
      expect(chosen.cost).toBe(Math.min(...options.map(({ cost }) => cost)));
      return chosen.hitRatio;
    };
    expect([at(1e-5), at(1e-9)]).toEqual([0.95, 0.8]);
  });

  test("shows how each figure came about", () => {
    const formulas = Object.fromEntries(planOf().steps.map(({ what, formula }) => [what, formula]));
    expect(formulas).toMatchObject({
      cache: "90 % hits of the simulated items: 4,096 MiB x 1 = 4,096 MiB",
      "machines for the rate": "100,000 / (50,000 x (1 - 0.2)) = 2.5, so 3",
      "room in a machine": "4,096 MiB - 64 MiB - 2 x 24 MiB = 3,984 MiB",
      "machines for the memory": "4,096 MiB / 3,984 MiB = 1.03, so 2",
      machines: "(3 + 1 spare) x (1 + 0 replicas) = 4",
      "maxmemory of each": "4,096 MiB / 3 = 1,366 MiB, in whole MiB",
      misses: "40,000/s x 0.9 reads x 10 % = 3,600/s",
    });
  });

  test("is none beyond the simulated sizes", () => {
    expect(planFor({ ...INPUT, hits: 0.96 })).toBeUndefined();
  });

  test("always carries the peak and holds the cache, spares and replicas left out", () => {
    const inputs = fc.record({
      peakRate: fc.double({ min: 1, max: 1e8, noNaN: true }),
      knee: fc.double({ min: 1000, max: 1e6, noNaN: true }),
      headroom: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      hits: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
      growth: fc.double({ min: 0.01, max: 100, noNaN: true }),
      spares: fc.integer({ min: 0, max: 5 }),
      replicas: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(inputs, ({ peakRate, knee, headroom, hits, growth, spares, replicas }) => {
        const machine = { ...INPUT.machine, knee, headroom };
        const load = { ...INPUT.load, peakRate };
        const { chosen } = planOf({ load, machine, hits, growth, spares, replicas });
        const working = chosen.machines / (1 + replicas) - spares;
        expect(working * knee * (1 - headroom)).toBeGreaterThanOrEqual(peakRate * (1 - 1e-9));
        expect(working * chosen.cacheBytesEach).toBeGreaterThanOrEqual(chosen.cacheBytes * (1 - 1e-9));
        expect(chosen.cacheBytesEach).toBeLessThanOrEqual(roomOf(machine) + MIB);
        expect(chosen.hitRatio).toBeGreaterThanOrEqual(hits - 1e-9);
      }),
    );
  });
});
