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

describe("a batch", () => {
  it.each(["1mb", "5gb"])(
    "gives the results of the same calls without one, whatever is announced (%s)",
    (maxMemory) => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 100 }),
          fc.array(fc.boolean(), { maxLength: 100 }),
          (steps, announced) => {
            const plain = new Segcache({ maxMemory, seed: 1 });
            const batched = new Segcache({ maxMemory, seed: 1 });
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
        { numRuns: maxMemory === "1mb" ? 100 : 20 },
      );
    },
  );

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
