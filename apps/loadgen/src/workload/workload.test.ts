import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import { parseRunOptions } from "../options/run-options.ts";
import { GeneratedItem } from "./items.ts";
import { FillSource, type OperationSource, shareOf } from "./operations.ts";
import { Workload, type WorkloadSpec } from "./workload.ts";

const TYPED = "--keys 100 --value-size 10-50 --distribution zipf --seed 9";

function specOf(more = ""): WorkloadSpec {
  const mix = /--(ratio|mix)/.test(more) ? "" : " --ratio 1:3";
  return parseRunOptions(`${TYPED}${mix}${more}`.split(" ")).workload.spec;
}

function measured(operations: number, more = "", clients = 3): OperationSource[] {
  const workload = new Workload(specOf(more), clients);
  return Array.from({ length: clients }, (_, client) => workload.measuredSource(client, operations));
}

function drained(source: OperationSource | undefined): string[] {
  const operations: string[] = [];
  while (source?.next()) operations.push(`${source.kind} ${source.keyIndex}`);
  return operations;
}

describe("measured operations", () => {
  test("are the same for the same seed, client by client, in whatever order the clients draw", () => {
    const inTurn = measured(1000).map(drained);
    const interleaved: string[][] = [[], [], []];
    const sources = measured(1000);
    for (let turn = 0; turn < 3000; turn++) {
      const client = (turn * 7 + Math.floor(turn / 5)) % 3;
      const source = sources[client];
      if (source?.next()) interleaved[client]?.push(`${source.kind} ${source.keyIndex}`);
    }
    for (const [client, source] of sources.entries()) interleaved[client]?.push(...drained(source));
    expect(interleaved).toEqual(inTurn);
    expect(inTurn.map((operations) => operations.length)).toEqual([334, 333, 333]);
  });

  test("differ between clients, seeds, and from the warm-up", () => {
    const [first, second] = measured(300).map(drained);
    const [other] = measured(300, " --seed 10").map(drained);
    const warmup = drained(new Workload(specOf(), 3).warmupSource(0, 300));
    const sequences = [first, second, other, warmup].map((sequence) => sequence?.join());
    expect(new Set(sequences).size).toBe(4);
  });

  test("begin alike whether a count or a time ends them", () => {
    const [counted] = measured(30);
    const [timed] = measured(Number.POSITIVE_INFINITY);
    const beginning = Array.from({ length: 10 }, () => (timed?.next() ? `${timed.kind} ${timed.keyIndex}` : ""));
    expect(drained(counted)).toEqual(beginning);
  });

  test("keep the ratio of sets to gets", () => {
    const operations = measured(40_000).flatMap(drained);
    const sets = operations.filter((operation) => operation.startsWith("set")).length;
    // Five standard deviations of a binomial with p = 1/4.
    expect(Math.abs(sets - 10_000)).toBeLessThan(5 * Math.sqrt(40_000 * 0.25 * 0.75));
  });

  test("keep the parts of a mix", () => {
    const parts = { get: 50, set: 20, del: 5, incr: 10, expire: 3, mget: 12 };
    const mix = Object.entries(parts).map(([kind, part]) => `${kind}:${part}`);
    const sources = measured(40_000, ` --mix ${mix.join(",")} --ttl 5`);
    const kinds = sources.flatMap(drained).map((operation) => operation.split(" ")[0]);
    const counts = Object.keys(parts).map((kind) => kinds.filter((other) => other === kind).length);
    const shares = Object.values(parts).map((part) => part / 100);
    expect(chiSquareExcess(counts, shares)).toBeLessThan(1);
  });

  test("are only gets or only sets when the ratio says so", () => {
    const kindsOf = (ratio: string): Set<string> =>
      new Set(
        measured(500, ` --ratio ${ratio}`)
          .flatMap(drained)
          .map((operation) => operation.slice(0, 3)),
      );
    expect(kindsOf("0:1")).toEqual(new Set(["get"]));
    expect(kindsOf("2:0")).toEqual(new Set(["set"]));
  });

  test("an mget has its own number of keys, anything else one", () => {
    const [source] = measured(200, " --mix get:1,mget:1 --mget-keys 7", 1);
    while (source?.next()) {
      expect(source.keyIndexes).toHaveLength(source.kind === "mget" ? 7 : 0);
      if (source.kind === "mget") expect(source.keyIndexes[0]).toBe(source.keyIndex);
    }
  });
});

describe("prefill", () => {
  test("sets every key once, whatever the numbers of keys and clients", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 50 }), (keys, clients) => {
        const workload = new Workload(specOf(` --keys ${keys}`), clients);
        const sources = Array.from({ length: clients }, (_, client) => workload.prefillSource(client));
        const expected = Array.from({ length: keys }, (_, key) => `set ${key}`);
        expect(sources.flatMap(drained)).toEqual(expected);
      }),
    );
  });

  test("an empty range has no operation", () => {
    expect(new FillSource(4, 4).next()).toBe(false);
  });
});

test("shares add up to the total and differ by at most one", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 100 }), (total, shares) => {
      const parts = Array.from({ length: shares }, (_, index) => shareOf(total, shares, index));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
    }),
  );
});

test("an item has what belongs to its key", () => {
  const workload = new Workload(specOf(" --ttl 1m-1h"), 1);
  const again = new GeneratedItem(new Workload(specOf(" --ttl 1m-1h"), 5), "get", 7);
  const item = new GeneratedItem(workload, "set", 7);
  expect(item.name).toBe("key:000000000007");
  expect([item.valueBytes, item.ttlMs]).toEqual([again.valueBytes, again.ttlMs]);
  expect(item.ttlMs).toBeGreaterThanOrEqual(60_000);
  expect(item.ttlMs).toBeLessThanOrEqual(3_600_000);
  expect(new GeneratedItem(workload, "set", 8).ttlMs).not.toBe(item.ttlMs);
  expect(new GeneratedItem(workload, "incr", 7).name).toBe("key:n000000000007");
});
