import { describe, expect, test } from "vitest";
import { type Access, Simulation, type SimulationPlan } from "./simulation.ts";

const MIB = 2 ** 20;
const NOW = 1_700_000_000_000;

function simulation(changes: Partial<SimulationPlan> = {}): Simulation {
  return new Simulation({
    sizesBytes: [MIB, 8 * MIB],
    policies: ["fifo", "s3fifo"],
    lookAside: true,
    share: 1,
    seed: 1,
    ...changes,
  });
}

function access(kind: Access["kind"], name: string, changes: Partial<Access> = {}): Access {
  return { kind, name, valueBytes: 100, ttlMs: 0, fills: true, ...changes };
}

/** Misses of two policies at two sizes, then of Redis and memcached. */
function missesOf(simulated: Simulation): number[] {
  return [...simulated.misses];
}

describe("the caches of a simulation", () => {
  test("miss a key once, and hold it from then on", () => {
    const simulated = simulation();
    for (let round = 0; round < 3; round++) simulated.apply(access("get", "k"), NOW + round, true);
    expect(missesOf(simulated)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(simulated.keys).toBe(1);
  });

  test("are not filled by look-aside where the trace holds the set itself", () => {
    const simulated = simulation();
    for (let round = 0; round < 2; round++) simulated.apply(access("get", "k", { fills: false }), NOW, true);
    simulated.apply(access("set", "k"), NOW, true);
    simulated.apply(access("get", "k", { fills: false }), NOW, true);
    expect(missesOf(simulated)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test("hold nothing that was not set, unless look-aside fills it", () => {
    const simulated = simulation({ lookAside: false });
    for (let round = 0; round < 3; round++) simulated.apply(access("get", "k"), NOW, true);
    simulated.apply(access("set", "k"), NOW, true);
    simulated.apply(access("get", "k"), NOW, true);
    expect(missesOf(simulated)).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
  });

  test("forget what is deleted, and what has expired to the millisecond", () => {
    const simulated = simulation();
    simulated.apply(access("set", "deleted"), NOW, true);
    simulated.apply(access("del", "deleted"), NOW, true);
    simulated.apply(access("set", "brief", { ttlMs: 5000 }), NOW, true);
    simulated.apply(access("get", "deleted"), NOW, true);
    simulated.apply(access("get", "brief", { ttlMs: 5000 }), NOW + 4999, true);
    expect(missesOf(simulated)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    simulated.apply(access("get", "brief", { ttlMs: 5000 }), NOW + 5000, true);
    expect(missesOf(simulated)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test("give a key a new time with expire, and count with incr", () => {
    const simulated = simulation();
    simulated.apply(access("set", "k", { ttlMs: 1000 }), NOW, true);
    simulated.apply(access("expire", "k", { ttlMs: 9000 }), NOW, true);
    simulated.apply(access("get", "k"), NOW + 8999, true);
    for (let round = 0; round < 3; round++) simulated.apply(access("incr", "n"), NOW + 9000, true);
    simulated.apply(access("get", "n"), NOW + 9000, true);
    expect(missesOf(simulated)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("give expired memory back: what expires does not push out what lives", () => {
    const simulated = simulation({ policies: ["s3fifo"], sizesBytes: [MIB] });
    const live = Array.from({ length: 1000 }, (_, index) => `live:${index}`);
    for (const name of live) simulated.apply(access("set", name), NOW, true);
    for (let second = 1; second <= 60; second++) {
      for (let nth = 0; nth < 1000; nth++) {
        simulated.apply(access("set", `${second}:${nth}`, { ttlMs: 1000 }), NOW + second * 2000, true);
      }
    }
    for (const name of live) simulated.apply(access("get", name), NOW + 200_000, true);
    expect(missesOf(simulated)).toEqual([0, 0, 0]);
  });

  test("hold as many items as their memory has room for, LRU in the order of use", () => {
    const simulated = simulation({ policies: ["fifo"], sizesBytes: [MIB] });
    const names = Array.from({ length: 20_000 }, (_, index) => `key:${String(index).padStart(12, "0")}`);
    for (const name of names) simulated.apply(access("set", name, { valueBytes: 64 }), NOW, true);
    // From the newest to the oldest, so that no fill pushes out what is still to be read.
    const read = names.toReversed();
    for (const name of read) simulated.apply({ ...access("get", name, { valueBytes: 64 }) }, NOW, true);
    const [engine = 0, redis = 0, memcached = 0] = missesOf(simulated).map((misses) => names.length - misses);
    expect(redis).toBe(Math.floor(MIB / 171.9));
    expect(memcached).toBe(Math.floor(MIB / 152));
    expect(engine).toBeGreaterThan(MIB / 120);
    expect(engine).toBeLessThan(MIB / 80);
  });

  test("count nothing while warming up, and the values that are too large", () => {
    const simulated = simulation();
    simulated.apply(access("get", "k"), NOW, false);
    simulated.apply(access("get", "large", { valueBytes: MIB }), NOW, true);
    // An eighth of the memory bounds a value of the engine: 1 MiB goes into 8 MiB, and not into 1 MiB.
    expect(missesOf(simulated)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(simulated.tooLarge).toBe(2);
  });
});
