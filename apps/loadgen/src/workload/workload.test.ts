import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FillSource, type OperationSource, shareOf } from "./operations.ts";
import { Workload, type WorkloadOptions } from "./workload.ts";

const OPTIONS: WorkloadOptions = {
  clients: 3,
  keys: 100,
  keyPrefix: "key:",
  valueSize: { min: 10, max: 50 },
  ratio: { sets: 1, gets: 3 },
  distribution: "zipf",
  theta: 0.99,
  seed: 9,
};

function drained(source: OperationSource | undefined): string[] {
  const operations: string[] = [];
  while (source?.next()) operations.push(`${source.kind} ${source.keyIndex}`);
  return operations;
}

describe("measured operations", () => {
  test("are the same for the same seed, client by client, in whatever order the clients draw", () => {
    const inTurn = new Workload(OPTIONS).measuredSources(1000).map(drained);
    const interleaved: string[][] = [[], [], []];
    const sources = new Workload(OPTIONS).measuredSources(1000);
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
    const [first, second] = new Workload(OPTIONS).measuredSources(300).map(drained);
    const [other] = new Workload({ ...OPTIONS, seed: 10 }).measuredSources(300).map(drained);
    const [warmup] = new Workload(OPTIONS).warmupSources(300).map(drained);
    const sequences = [first, second, other, warmup].map((sequence) => sequence?.join());
    expect(new Set(sequences).size).toBe(4);
  });

  test("begin alike whether a count or a time ends them", () => {
    const [counted] = new Workload(OPTIONS).measuredSources(30);
    const [timed] = new Workload(OPTIONS).measuredSources(Number.POSITIVE_INFINITY);
    const beginning = Array.from({ length: 10 }, () => (timed?.next() ? `${timed.kind} ${timed.keyIndex}` : ""));
    expect(drained(counted)).toEqual(beginning);
  });

  test("keep the ratio of sets to gets", () => {
    const operations = new Workload(OPTIONS).measuredSources(40_000).flatMap(drained);
    const sets = operations.filter((operation) => operation.startsWith("set")).length;
    // Five standard deviations of a binomial with p = 1/4.
    expect(Math.abs(sets - 10_000)).toBeLessThan(5 * Math.sqrt(40_000 * 0.25 * 0.75));
  });

  test("are only gets or only sets when the ratio says so", () => {
    const kindsOf = (sets: number, gets: number): Set<string> => {
      const sources = new Workload({ ...OPTIONS, ratio: { sets, gets } }).measuredSources(500);
      return new Set(sources.flatMap(drained).map((operation) => operation.slice(0, 3)));
    };
    expect(kindsOf(0, 1)).toEqual(new Set(["get"]));
    expect(kindsOf(2, 0)).toEqual(new Set(["set"]));
  });
});

describe("prefill", () => {
  test("sets every key once, whatever the numbers of keys and clients", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 50 }), (keys, clients) => {
        const sources = new Workload({ ...OPTIONS, keys, clients }).prefillSources();
        expect(sources).toHaveLength(clients);
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

test("key names and values are the key's own", () => {
  const workload = new Workload(OPTIONS);
  expect(workload.keyNameOf(7)).toBe("key:000000000007");
  expect(workload.contentsOf(7).equals(new Workload(OPTIONS).contentsOf(7))).toBe(true);
});
