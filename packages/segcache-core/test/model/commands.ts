// Random commands, run on the cache and the model alike. After each one the whole cache is checked.
import fc from "fast-check";
import { expect } from "vitest";
import { Segcache, type SegcacheOptions } from "../../src/index.ts";
import { Model } from "./model.ts";

export interface System {
  readonly cache: Segcache;
  readonly model: Model;
  readonly forgets: boolean;
}

export interface Command {
  run(system: System): void;
  /** For the report of a failure. */
  toString(): string;
}

export function createSystem(options: Omit<SegcacheOptions, "now">): System {
  const model = new Model();
  return { cache: new Segcache({ ...options, now: () => model.now }), model, forgets: options.policy !== "none" };
}

/** Compares a found value with the expected one; a live value may be missing only from a cache that may forget. */
function compare({ model, forgets }: System, key: string, got: string | undefined): void {
  const expected = model.live(key);
  if (got !== undefined) expect(got).toBe(expected?.value);
  else if (expected !== undefined) {
    expect(forgets, `policy none forgot ${key}`).toBe(true);
    model.forget(key);
  }
}

function setCommand(key: string, value: string, ttl: number | undefined): Command {
  return {
    run(system: System): void {
      const { cache, model } = system;
      const outcome = cache.trySet(key, value, { ttl: ttl });
      if (outcome === "stored") {
        model.set(key, value, ttl);
        expect(cache.getString(key)).toBe(model.live(key)?.value);
      } else {
        expect(system.forgets).toBe(false);
        expect(outcome).toBe("no-space");
        model.delete(key);
        expect(cache.has(key)).toBe(false);
      }
    },
    toString: () => `set(${key}, ${value.length} bytes, ttl ${ttl})`,
  };
}

/** Many keys at once, so that the table grows and memory fills within one run. */
function fillCommand(first: number, count: number, valueBytes: number, ttl: number | undefined): Command {
  return {
    run(system: System): void {
      for (let n = first; n < first + count; n++) setCommand(`key${n}`, "f".repeat(valueBytes), ttl).run(system);
    },
    toString: () => `fill(${count} keys from ${first}, ${valueBytes} bytes, ttl ${ttl})`,
  };
}

function getCommand(key: string, how: "get" | "peek" | "ttl"): Command {
  return {
    run(system: System): void {
      const { cache, model } = system;
      if (how === "ttl") {
        const remaining = cache.getRemainingTTL(key);
        const entry = model.live(key);
        if (remaining > 0) expect(remaining).toBe((entry?.deadline ?? 0) - model.now);
        else compare(system, key, undefined);
        return;
      }
      const bytes = how === "get" ? cache.get(key) : cache.peek(key);
      compare(system, key, bytes && new TextDecoder().decode(bytes));
    },
    toString: () => `${how}(${key})`,
  };
}

function deleteCommand(key: string): Command {
  return {
    run(system: System): void {
      const { cache, model } = system;
      if (!cache.delete(key)) compare(system, key, undefined);
      else expect(model.live(key)).toBeDefined();
      model.delete(key);
      expect(cache.has(key)).toBe(false);
    },
    toString: () => `delete(${key})`,
  };
}

function setTtlCommand(key: string, ttl: number | undefined): Command {
  return {
    run(system: System): void {
      const { cache, model, forgets } = system;
      let found = false;
      try {
        found = cache.setTTL(key, ttl);
      } catch (error) {
        expect([forgets, String(error)]).toEqual([false, expect.stringContaining("no space left")]);
        return; // policy none: the item must be as it was, which later reads check
      }
      if (found) {
        expect(model.live(key)).toBeDefined();
        model.setTTL(key, ttl);
        expect(cache.getRemainingTTL(key)).toBe((model.live(key)?.deadline ?? 0) - model.now);
      } else compare(system, key, undefined);
    },
    toString: () => `setTTL(${key}, ${ttl})`,
  };
}

function advanceCommand(milliseconds: number, expire: "no" | "slice" | "all"): Command {
  return {
    run({ cache, model, forgets }: System): void {
      model.now += milliseconds;
      if (expire === "slice") cache.expireSlice();
      if (expire !== "all") return;
      cache.expire();
      const most = model.countLive(model.now - 500);
      expect(cache.size).toBeLessThanOrEqual(most);
      if (!forgets) expect(cache.size).toBeGreaterThanOrEqual(model.countLive(model.now));
    },
    toString: () => `advance(${milliseconds} ms, expire ${expire})`,
  };
}

function clearCommand(): Command {
  return {
    run({ cache, model }: System): void {
      cache.clear();
      model.clear();
      expect(cache.size).toBe(0);
      const { segmentsFree, segmentsTotal, bytesLive, bytesDead } = cache.stats();
      // In each shard one page is the empty table.
      expect([segmentsTotal - segmentsFree, bytesLive, bytesDead]).toEqual([cache.limits.shardCount, 0, 0]);
    },
    toString: () => "clear()",
  };
}

/** Arbitrary commands over few enough keys that they meet, and values up to `valueBytesMax`. */
export function commands(valueBytesMax: number): fc.Arbitrary<Command> {
  const key = fc
    .oneof({ weight: 6, arbitrary: fc.nat(60) }, { weight: 4, arbitrary: fc.nat(1500) })
    .map((n) => `key${n}`);
  const length = fc.oneof(
    { weight: 5, arbitrary: fc.nat(20) },
    { weight: 5, arbitrary: fc.nat(200) },
    { weight: 1, arbitrary: fc.nat(valueBytesMax) },
  );
  const value = fc.tuple(length, fc.constantFrom("a", "b", "c")).map(([n, letter]) => letter.repeat(n));
  const ttl = fc.constantFrom(undefined, 0, 1, 3, 250, 1000, 1001, 5000, 20_000, 60_000, 3_600_000, 1e12);
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(key, value, ttl).map((a) => setCommand(...a)) },
    { weight: 6, arbitrary: fc.tuple(key, fc.constantFrom("get", "peek", "ttl")).map((a) => getCommand(...a)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(1400), fc.integer({ min: 50, max: 250 }), fc.nat(60), ttl)
        .map((a) => fillCommand(...a)),
    },
    { weight: 3, arbitrary: key.map((k) => deleteCommand(k)) },
    { weight: 3, arbitrary: fc.tuple(key, ttl).map((a) => setTtlCommand(...a)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.oneof(fc.nat(10), fc.nat(3000), fc.nat(100_000)), fc.constantFrom("no", "slice", "all"))
        .map((a) => advanceCommand(...a)),
    },
    { weight: 1, arbitrary: fc.nat(7).map((n) => (n === 0 ? clearCommand() : advanceCommand(1, "slice"))) },
  );
}

/** After the last command: everything still remembered is right, and what is not was counted as evicted. */
export function settle(system: System): void {
  const { cache, model } = system;
  for (const key of [...model.keys()]) compare(system, key, cache.getString(key));
  expect(model.forgotten).toBeLessThanOrEqual(cache.stats().itemsEvicted);
}
