import { describe, expect, test } from "vitest";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { systemClock } from "./clock.ts";
import { type GeneratorLoad, systemGauges, watchGenerator } from "./generator-load.ts";

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
    expect(await loadOf(0.5)).toEqual({ cpuShare: 0.5, eventLoopDelayP99Ms: 1.5, generatorBound: false });
  });

  test.each([
    [0.9, false],
    [0.91, true],
    [1.3, true],
  ])("a share of %f makes generatorBound %s", async (share, isBound) => {
    expect((await loadOf(share)).generatorBound).toBe(isBound);
  });

  test("is no load where no time has passed", () => {
    const loadSinceHere = watchGenerator(new VirtualClock(), { cpuUs: () => 5, watchEventLoop: () => () => 0 });
    expect(loadSinceHere().cpuShare).toBe(0);
  });

  test("reads the real process", async () => {
    const loadSinceHere = watchGenerator(systemClock, systemGauges);
    await new Promise((resolve) => setImmediate(resolve));
    const { cpuShare, eventLoopDelayP99Ms } = loadSinceHere();
    expect(cpuShare).toBeGreaterThan(0);
    expect(eventLoopDelayP99Ms).toBeGreaterThanOrEqual(0);
  });
});
