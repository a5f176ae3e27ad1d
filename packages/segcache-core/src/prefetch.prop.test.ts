import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_KEYS_MAX, NEVER, Segcache } from "./index.ts";

const encoder = new TextEncoder();

/** Keys laid end to end in one buffer, as they stand in what a socket read. */
function layOut(keys: readonly string[]): { buffer: Uint8Array; starts: number[]; ends: number[] } {
  const parts = keys.map((key) => encoder.encode(key));
  const buffer = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0) + 1);
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const part of parts) {
    buffer.set(part, at);
    starts.push(at);
    at += part.length;
    ends.push(at);
  }
  return { buffer, starts, ends };
}

const step = fc.record({
  key: fc.nat(30).map((n) => `k${n}`),
  kind: fc.constantFrom("get", "set", "delete"),
  namespace: fc.nat(1),
});

const EIGHT_SHARDS = { maxMemory: "1mb", segmentSize: 1024, shared: true, shards: 8 };

describe("a batch", () => {
  it.each([
    { what: "one shard", options: { maxMemory: "1mb" }, numRuns: 100 },
    { what: "four shards of more than 4 GiB", options: { maxMemory: "5gb" }, numRuns: 20 },
    { what: "eight shards that threads may share", options: EIGHT_SHARDS, numRuns: 100 },
    { what: "shards in several buffers", options: { maxMemory: "64gb", shared: true }, numRuns: 5 },
  ])("gives the results of the same calls without one, whatever is announced: $what", ({ options, numRuns }) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 100 }),
        fc.array(fc.boolean(), { maxLength: 100 }),
        (steps, announced) => {
          const plain = new Segcache({ ...options, seed: 1 });
          const batched = new Segcache({ ...options, seed: 1 });
          const { buffer, starts, ends } = layOut(steps.map(({ key }) => key));
          batched.raw.beginBatch(buffer);
          steps.forEach(({ namespace }, i) => {
            if (announced[i] !== false) batched.raw.announce(starts[i], ends[i], namespace);
          });
          batched.raw.touchBatch();
          const run = ({ raw }: Segcache): unknown[] =>
            steps.map(({ kind, namespace }, i) => {
              if (kind === "set")
                return raw.set(buffer, starts[i], ends[i], namespace, buffer, starts[i], ends[i], NEVER, 0);
              if (kind === "delete") return raw.delete(buffer, starts[i], ends[i], namespace);
              return raw.get(buffer, starts[i], ends[i], namespace) >= 0;
            });
          const expected = run(plain);
          expect(run(batched)).toEqual(expected);
          batched.raw.endBatch();
          expect(batched.size).toBe(plain.size);
        },
      ),
      { numRuns },
    );
  });

  it("touches memory without changing any of it", () => {
    const cache = new Segcache({ ...EIGHT_SHARDS, seed: 1, now: () => 5 });
    const { buffer, starts, ends } = layOut(Array.from({ length: 5000 }, (_, n) => `key${n}`));
    for (let n = 0; n < 4000; n++) cache.set(`key${n}`, "v".repeat(n % 100));
    const [memory] = cache.share().buffers;
    const before = Buffer.from(memory.slice(0));
    for (let first = 0; first < starts.length; first += BATCH_KEYS_MAX) {
      cache.raw.beginBatch(buffer);
      for (let n = first; n < Math.min(first + BATCH_KEYS_MAX, starts.length); n++)
        cache.raw.announce(starts[n], ends[n], n % 2);
      cache.raw.touchBatch();
      cache.raw.endBatch();
    }
    expect(cache.size).toBeGreaterThan(3000);
    expect(before.equals(Buffer.from(memory))).toBe(true);
  });

  it("bears memory that is all garbage, as it might be that of a thread that has died", () => {
    const cache = new Segcache({ ...EIGHT_SHARDS, seed: 1 });
    const { buffer, starts, ends } = layOut(Array.from({ length: BATCH_KEYS_MAX }, (_, n) => `key${n}`));
    const words = new Int32Array(cache.share().buffers[0]);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 9 }), (values) => {
        for (let at = 0; at < words.length; at++) words[at] = values[at % values.length];
        cache.raw.beginBatch(buffer);
        starts.forEach((start, n) => {
          cache.raw.announce(start, ends[n], 0);
        });
        expect(cache.raw.touchBatch()).toSatisfy(Number.isInteger);
        cache.raw.endBatch();
      }),
    );
  });

  it("takes more keys than it holds, and is over when it is ended", () => {
    const cache = new Segcache({ maxMemory: "1mb", seed: 1 });
    const { buffer, starts, ends } = layOut(Array.from({ length: BATCH_KEYS_MAX + 20 }, (_, n) => `key${n}`));
    cache.raw.beginBatch(buffer);
    starts.forEach((start, i) => {
      cache.raw.announce(start, ends[i], 0);
    });
    cache.raw.touchBatch();
    starts.forEach((start, i) => {
      cache.raw.set(buffer, start, ends[i], 0, buffer, start, ends[i], NEVER, 0);
    });
    expect(cache.size).toBe(starts.length);
    cache.raw.beginBatch(buffer);
    cache.raw.announce(starts[0], ends[0], 0);
    cache.raw.endBatch();
    buffer.set(encoder.encode("kex"), starts[0]);
    expect(cache.raw.get(buffer, starts[0], ends[0], 0)).toBe(-1);
  });
});
