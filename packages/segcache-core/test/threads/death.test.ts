// Worker threads that end without a word, at any moment, while others go on.
import { afterEach, describe, expect, it } from "vitest";
import { Segcache } from "../../src/index.ts";
import { Crew, type Hand } from "./crew.ts";
import { SIGNAL } from "./signals.ts";
import { dice } from "./tasks.ts";

const TIMEOUT_MS = 120_000;
const TURN_MS = 2;
let crew: Crew;

afterEach(() => crew.dismiss());

/** Waits until something holds, giving others turns meanwhile. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, TURN_MS));
}

describe("a thread that dies with a lock", { timeout: TIMEOUT_MS }, () => {
  it("holds up those who wait for it until its cache is recovered, and no longer", async () => {
    const cache = new Segcache({ maxMemory: "1mb", shared: true });
    crew = new Crew(cache);
    crew.signal("go");
    const holder = await crew.hire("seize", 1, 0);
    await until(() => Atomics.load(crew.signals, SIGNAL.time) === 1);
    const reader = await crew.hire("read", 2, 0);
    const ended = holder.worker.terminate();
    holder.result.catch(() => {});
    await ended;
    expect(cache.recover(reader.threadNumber)).toBe(0);
    expect(cache.recover(holder.threadNumber)).toBe(1);
    expect(await reader.result).toEqual({ wrong: [], done: 1 });
    expect(cache.stats().shardsEmptied).toBe(1);
    cache.checkInvariants();
  });
});

describe("threads that die in a storm", { timeout: TIMEOUT_MS }, () => {
  const WAVES = 3;
  const VICTIMS = 3;
  const LIFE_MS = 30;

  it("leave a cache in which nothing is broken, mixed up or held for ever", async () => {
    const cache = new Segcache({ maxMemory: "512kb", segmentSize: 1024, shared: true, shards: 4 });
    const roll = dice(WAVES);
    crew = new Crew(cache);
    crew.signal("go");
    const survivor = await crew.hire("storm", 1, 0);
    let emptied = 0;
    // Whether a thread holds a lock when it ends is chance; waves go on until some did.
    for (let wave = 0; wave < WAVES || emptied === 0; wave++) {
      const seeds = Array.from({ length: VICTIMS }, (_, index) => 100 * wave + index + 2);
      const victims = await Promise.all(seeds.map((seed) => crew.hire("storm", seed, 0)));
      const recovered = await Promise.all(victims.map((victim) => kill(cache, victim, roll(LIFE_MS))));
      emptied += recovered.reduce((sum, count) => sum + count, 0);
    }
    crew.signal("stop");
    const { wrong, done } = await survivor.result;
    expect(wrong).toEqual([]);
    expect(done).toBeGreaterThan(WAVES * VICTIMS);
    cache.checkInvariants();
    expect(cache.stats().shardsEmptied).toBe(emptied);
    for (let n = 0; n < 5000; n++) cache.set(`key ${n}`, "after the storm");
    cache.checkInvariants();
  });

  /** Lets a thread live on for some milliseconds, ends it and recovers what it held. */
  async function kill(cache: Segcache, { worker, result, threadNumber }: Hand, lifeMs: number): Promise<number> {
    result.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    await worker.terminate();
    return cache.recover(threadNumber);
  }
});
