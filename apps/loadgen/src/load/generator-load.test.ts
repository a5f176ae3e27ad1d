import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../test/fakes/virtual-clock.ts";
import { systemClock } from "../clock.ts";
import { type GeneratorLoad, isGeneratorBound, systemGauges, watchGenerator, worstOf } from "./generator-load.ts";
import { Measurements } from "./measurements.ts";

/** The load of a process that is busy for a part of ten seconds, after having been busy before. */
async function loadOf(busyShare: number): Promise<GeneratorLoad> {
  const clock = new VirtualClock();
  let cpuUs = 123_456;
  const loadSinceHere = watchGenerator(clock, { cpuUs: () => cpuUs, watchEventLoop: () => () => 1.5 });
  await clock.settle(new Promise<void>((resolve) => clock.after(10_000_000, resolve)));
  cpuUs += busyShare * 10_000_000;
  return loadSinceHere();
}

describe("the generator's own load", () => {
  test("is processor time over elapsed time, since the start of the watch", async () => {
    expect(await loadOf(0.5)).toEqual({ cpuShare: 0.5, eventLoopDelayP99Ms: 1.5 });
  });

  test.each([
    [0.9, false],
    [0.91, true],
    [1.3, true],
  ])("a share of %f makes a closed loop generator-bound: %s", async (share, isBound) => {
    expect(isGeneratorBound(await loadOf(share), new Measurements(), false)).toBe(isBound);
  });

  test.each([
    [900, 2, false],
    [1100, 2, true],
    [1100, 0, false],
  ])("%i us of sending delay in %i of 100 requests makes an open loop generator-bound: %s", (us, times, isBound) => {
    const measurements = new Measurements();
    for (let request = 0; request < 100; request++) measurements.sendDelay.record(request < times ? us : 1);
    expect(isGeneratorBound({ cpuShare: 1, eventLoopDelayP99Ms: 0 }, measurements, true)).toBe(isBound);
  });

  test("of a crew is that of its busiest thread", () => {
    const loads = [
      { cpuShare: 0.2, eventLoopDelayP99Ms: 3 },
      { cpuShare: 0.7, eventLoopDelayP99Ms: 1 },
    ];
    expect(worstOf(loads)).toEqual({ cpuShare: 0.7, eventLoopDelayP99Ms: 3 });
  });

  test("is no load where no time has passed", () => {
    const loadSinceHere = watchGenerator(new VirtualClock(), { cpuUs: () => 5, watchEventLoop: () => () => 0 });
    expect(loadSinceHere().cpuShare).toBe(0);
  });

  test("reads the real thread", async () => {
    const loadSinceHere = watchGenerator(systemClock, systemGauges);
    // Some systems count processor time in steps of several milliseconds.
    const before = systemGauges.cpuUs();
    while (systemGauges.cpuUs() === before) await new Promise((resolve) => setImmediate(resolve));
    const { cpuShare, eventLoopDelayP99Ms } = loadSinceHere();
    expect(cpuShare).toBeGreaterThan(0);
    expect(eventLoopDelayP99Ms).toBeGreaterThanOrEqual(0);
  });
});
