// Every item that comes into a cache and is not there in the end was told of once, whatever happened in between: by a
// count per key that stores raise and removals lower, over every policy.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { POLICY_NAMES, type PolicyName, type RemovalReason, Segcache } from "../../src/index.ts";
import { modelRuns } from "./model-runs.ts";

type Step =
  | { readonly act: "set"; readonly key: number; readonly bytes: number; readonly ttl: number }
  | { readonly act: "append" | "touch"; readonly key: number; readonly bytes: number }
  | { readonly act: "delete" | "get"; readonly key: number }
  | { readonly act: "wait"; readonly milliseconds: number }
  | { readonly act: "expire" | "clear" | "flush" };

const key = fc.nat(400);
const bytes = fc.oneof(fc.nat(60), fc.nat(3000));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ act: fc.constant("set" as const), key, bytes, ttl: fc.constantFrom(0, 0, 5, 900, 9000) }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom("append" as const, "touch" as const), key, bytes }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom("delete" as const, "get" as const), key }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("wait" as const), milliseconds: fc.nat(1200) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom("expire" as const, "clear" as const, "flush" as const) }) },
);

class Books {
  now = 1_700_000_000_000;
  /** Items stored under a key and not yet told of as removed. */
  readonly present: Map<string, number> = new Map();
  readonly told: Record<RemovalReason, number> = { evict: 0, expire: 0, set: 0, delete: 0 };
  readonly cache: Segcache;

  constructor(policy: PolicyName, seed: number, shared: boolean) {
    this.cache = new Segcache({
      maxMemory: (shared ? 128 : 64) * 1024,
      segmentSize: 2048,
      ...(shared ? { shared, shards: 2 } : {}),
      policy,
      seed,
      now: () => this.now,
      onRemove: (name, reason) => {
        this.told[reason]++;
        this.add(name, -1);
      },
    });
  }

  run(step: Step): void {
    const { cache } = this;
    if (step.act === "set") this.set(`key${step.key}`, "v".repeat(step.bytes), step.ttl);
    else if (step.act === "append") this.append(`key${step.key}`, "a".repeat(step.bytes));
    else if (step.act === "touch") this.attempt(() => cache.touch(`key${step.key}`, step.bytes));
    else if (step.act === "delete") cache.delete(`key${step.key}`);
    else if (step.act === "get") cache.get(`key${step.key}`);
    else if (step.act === "wait") this.now += step.milliseconds;
    else if (step.act === "flush") cache.raw.flush(0);
    else cache[step.act]();
  }

  private set(name: string, value: string, ttl: number): void {
    if (this.cache.trySet(name, value, { ttl }) === "stored") this.add(name, 1);
  }

  /** An append stores an item where there was none, or where the present one was evicted to make room for it. */
  private append(name: string, value: string): void {
    const before = this.present.get(name) ?? 0;
    this.attempt(() => this.cache.append(name, value));
    if (this.cache.has(name) && (before === 0 || this.present.get(name) === 0)) this.add(name, 1);
  }

  private attempt(call: () => unknown): void {
    try {
      call();
    } catch (error) {
      expect(error).toMatchObject({ name: "SegcacheError" });
    }
  }

  private add(name: string, change: number): void {
    this.present.set(name, (this.present.get(name) ?? 0) + change);
  }
}

describe.each(POLICY_NAMES)("policy %s", (policy) => {
  it.each([
    { shared: false, runs: 20 },
    { shared: true, runs: 5 },
  ])("tells of each item that left exactly once (shared: $shared)", ({ shared, runs }) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400, size: "max" }), fc.integer(), (steps, seed) => {
        const books = new Books(policy, seed, shared);
        for (const one of steps) books.run(one);
        const { cache, present, told } = books;
        cache.expire();
        const here = new Set(cache.keys());
        for (const [name, count] of present) expect(count, name).toBe(here.has(name) ? 1 : 0);
        const { itemsEvicted, itemsExpired } = cache.stats();
        expect([told.evict, told.expire >= itemsExpired]).toEqual([itemsEvicted, true]);
        cache.checkInvariants();
      }),
      { numRuns: modelRuns(runs), endOnFailure: true }, // shrinking hundreds of steps takes longer than reading them
    );
  });
});
