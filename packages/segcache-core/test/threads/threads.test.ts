// Several worker threads at one cache: calls on a key take effect one at a time, whatever happens at the same moment.
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Segcache } from "../../src/index.ts";
import { Crew } from "./crew.ts";
import { contradictions } from "./linearizability.ts";
import { ACCOUNTS, DEPOSIT } from "./tasks.ts";

const THREADS = 3;
const TIMEOUT_MS = 120_000;
let crew: Crew;

function crewFor(cache: Segcache, options: { readonly lockIsBroken?: boolean } = {}): Crew {
  crew = new Crew(cache, options);
  return crew;
}

afterEach(() => crew.dismiss());

describe("calls on a key", { timeout: TIMEOUT_MS }, () => {
  it("can be put in an order that explains every result", async () => {
    const cache = new Segcache({ maxMemory: "4mb", shared: true, shards: 2, policy: "none" });
    const results = await crewFor(cache).run("record", THREADS, 1500);
    const history = results.flatMap((result) => result.history ?? []);
    expect(history).toHaveLength(THREADS * 1500);
    const last = history.reduce((latest, { ended }) => Math.max(latest, ended), 0);
    expect(last).toBe(2 * history.length - 1);
    expect(contradictions(history)).toEqual([]);
    cache.checkInvariants();
  });

  it("lose no increment", async () => {
    const cache = new Segcache({ maxMemory: "4mb", shared: true, policy: "none" });
    await crewFor(cache).run("count", THREADS, 14_000);
    expect(countsOf(cache)).toEqual(new Array(7).fill(THREADS * 2000));
    for (let n = 0; n < ACCOUNTS; n++) expect(cache.getString(`account ${n}`)).toBe(String(THREADS * 1750));
    cache.checkInvariants();
  });
});

describe("a call made of several steps", { timeout: TIMEOUT_MS }, () => {
  it("is one thread's alone: each deadline is taken away once, each item popped once", async () => {
    const cache = new Segcache({ maxMemory: "4mb", shared: true, policy: "none" });
    const prizes = Array.from({ length: 600 }, (_, n) => `prize ${n}`);
    for (const prize of prizes) cache.set(prize, `item of ${prize}`, { ttl: 1e9 });
    const results = await crewFor(cache).run("claim", THREADS, prizes.length);
    const got = results.flatMap((result) => result.got ?? []);
    expect(got.filter((name) => name.startsWith("prize")).sort()).toEqual([...prizes].sort());
    expect(got.filter((name) => name.startsWith("item")).sort()).toEqual(
      prizes.map((name) => `item of ${name}`).sort(),
    );
    expect(cache.size).toBe(0);
  });
});

describe("a section", { timeout: TIMEOUT_MS }, () => {
  it("lets nobody see or change its keys half way", async () => {
    const cache = accounts();
    const results = await crewFor(cache).run("transfer", THREADS, 4000);
    for (const { wrong } of results) expect(wrong).toEqual([]);
    expect(balanceOf(cache)).toBe(ACCOUNTS * DEPOSIT);
    cache.checkInvariants();
  });
});

describe("a storm in a small cache", { timeout: TIMEOUT_MS }, () => {
  it.each([
    { segmentSize: 1024, maxMemory: "256kb", shards: 4 },
    { segmentSize: 16_384, maxMemory: "1mb", shards: 2 },
  ])("breaks no invariant and mixes nothing up: $shards shards of $segmentSize-byte segments", async (options) => {
    const cache = new Segcache({ ...options, shared: true });
    const results = await crewFor(cache).run("storm", THREADS, 12_000);
    for (const { wrong } of results) expect(wrong).toEqual([]);
    cache.checkInvariants();
    const { itemsEvicted, itemsExpired, memoryTouched, shardsEmptied } = cache.stats();
    expect(Math.min(itemsEvicted, itemsExpired)).toBeGreaterThan(100);
    expect(memoryTouched).toBeLessThanOrEqual(cache.limits.maxMemory);
    expect(shardsEmptied).toBe(0);
  });
});

// The tests above must be able to fail: with a lock that lets everybody in they do.
describe("without a lock that holds", { timeout: TIMEOUT_MS }, () => {
  const ATTEMPTS = 20;
  const HANG_MS = 10_000;

  /** Whether some run goes wrong: by its result, an error or by never ending. Chance decides who meets whom, hence several. */
  async function goesWrong(run: () => Promise<boolean>): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const hang = new AbortController();
      const hangs = setTimeout(HANG_MS, false, { signal: hang.signal }).catch(() => false);
      const isRight = await Promise.race([run().catch(() => false), hangs]);
      hang.abort();
      await crew.dismiss();
      if (!isRight) return true;
    }
    return false;
  }

  it("increments are lost", async () => {
    const isFaulty = await goesWrong(async () => {
      const cache = new Segcache({ maxMemory: "4mb", shared: true, policy: "none" });
      for (let n = 0; n < 7; n++) cache.set(`count ${n}`, "1000000");
      await crewFor(cache, { lockIsBroken: true }).run("count", THREADS, 14_000);
      return countsOf(cache).every((count) => count === 1_000_000 + THREADS * 2000);
    });
    expect(isFaulty).toBe(true);
  });

  it("some history has no order that explains it", async () => {
    const isFaulty = await goesWrong(async () => {
      const cache = new Segcache({ maxMemory: "4mb", shared: true, shards: 2, policy: "none" });
      const results = await crewFor(cache, { lockIsBroken: true }).run("record", THREADS, 1500);
      return contradictions(results.flatMap(({ history }) => history ?? [])).length === 0;
    });
    expect(isFaulty).toBe(true);
  });
});

function countsOf(cache: Segcache): number[] {
  return Array.from({ length: 7 }, (_, n) => Number(cache.getString(`count ${n}`)));
}

function accounts(): Segcache {
  const cache = new Segcache({ maxMemory: "4mb", shared: true, policy: "none" });
  for (let n = 0; n < ACCOUNTS; n++) cache.set(`account ${n}`, String(DEPOSIT));
  return cache;
}

function balanceOf(cache: Segcache): number {
  let sum = 0;
  for (let n = 0; n < ACCOUNTS; n++) sum += Number(cache.getString(`account ${n}`));
  return sum;
}
