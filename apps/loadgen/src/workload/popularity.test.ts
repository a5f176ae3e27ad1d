import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import type { OperationKind } from "./operations.ts";
import { Pickers, type Popularity } from "./popularity.ts";
import { Random, STREAMS } from "./random.ts";

const KEYS = 1000;

function popularity(changes: Partial<Popularity>): Popularity {
  const none = { scan: undefined, drift: undefined, hotspot: { keys: 0.2, requests: 0.8 } };
  return { keys: KEYS, distribution: "uniform", theta: 1, seed: 1, ...none, ...changes };
}

/** What one client of one picks. */
function picked(changes: Partial<Popularity>, draws: number, kind: OperationKind = "get", from = 0): number[] {
  const picker = new Pickers(popularity(changes), 1).pickerOf(0);
  const random = new Random(5, STREAMS.operations);
  return Array.from({ length: draws }, (_, ordinal) => picker.pick(random, from + ordinal, kind));
}

function countsOf(keys: readonly number[], size = KEYS): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** The keys from most to least drawn. */
function ranking(counts: readonly number[]): number[] {
  return counts.map((_, key) => key).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
}

test("uniform draws every key equally often", () => {
  const counts = countsOf(picked({ keys: 500 }, 100_000), 500);
  expect(counts).toHaveLength(500);
  expect(chiSquareExcess(counts, new Array<number>(500).fill(1 / 500))).toBeLessThan(1);
});

test("sequential clients take the keys in turn, in a ring", () => {
  const pickers = new Pickers(popularity({ keys: 7, distribution: "sequential" }), 2);
  const [first, second] = [pickers.pickerOf(0), pickers.pickerOf(1)];
  const random = new Random(1, 1);
  const keys = [0, 1, 2, 3, 4].flatMap((turn) => [
    first.pick(random, turn * 2, "get"),
    second.pick(random, turn * 2 + 1, "get"),
  ]);
  expect(keys).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2]);
});

describe("zipf", () => {
  test("gives the ranks' probabilities to keys", () => {
    const counts = countsOf(picked({ distribution: "zipf" }, 200_000));
    const sorted = counts.toSorted((a, b) => b - a);
    const weights = Array.from({ length: 10 }, (_, rank) => 1 / (rank + 1));
    const all = Array.from({ length: KEYS }, (_, rank) => 1 / (rank + 1)).reduce((sum, weight) => sum + weight, 0);
    // Ten popular keys lie so far apart that sorting by count gives their ranks.
    const top = sorted.slice(0, 10);
    const rest = 200_000 - top.reduce((sum, count) => sum + count, 0);
    const probabilities = weights.map((weight) => weight / all);
    const restProbability = 1 - probabilities.reduce((sum, probability) => sum + probability, 0);
    expect(chiSquareExcess([...top, rest], [...probabilities, restProbability])).toBeLessThan(1);
  });

  test("scatters the popular keys over the key space", () => {
    const popular = ranking(countsOf(picked({ distribution: "zipf" }, 100_000))).slice(0, 100);
    const tenths = countsOf(
      popular.map((key) => Math.floor(key / 100)),
      10,
    );
    expect(chiSquareExcess(tenths, new Array<number>(10).fill(0.1))).toBeLessThan(1);
  });

  test("makes other keys popular under another seed", () => {
    const first = (seed: number): number | undefined =>
      ranking(countsOf(picked({ distribution: "zipf", seed }, 50_000)))[0];
    expect(new Set([1, 2, 3, 4, 5, 6].map(first)).size).toBeGreaterThan(3);
  });

  test("needs no table: a hundred million keys are as quick to begin with as ten", () => {
    const keys = picked({ keys: 100_000_000, distribution: "zipf", theta: 0.9 }, 1000);
    expect(keys.every((key) => key >= 0 && key < 100_000_000)).toBe(true);
    expect(Math.max(...keys)).toBeGreaterThan(90_000_000);
  });
});

describe("hotspot", () => {
  test("gives a share of the requests to a share of the keys, each evenly", () => {
    const counts = countsOf(
      picked({ keys: 50, distribution: "hotspot", hotspot: { keys: 0.1, requests: 0.6 } }, 100_000),
      50,
    );
    const hot = new Set(ranking(counts).slice(0, 5));
    const probabilities = counts.map((_, key) => (hot.has(key) ? 0.6 / 5 : 0.4 / 45));
    expect(chiSquareExcess(counts, probabilities)).toBeLessThan(1);
  });

  test("works with few keys", () => {
    expect(new Set(picked({ keys: 1, distribution: "hotspot" }, 100))).toEqual(new Set([0]));
    expect(new Set(picked({ keys: 2, distribution: "hotspot" }, 100))).toEqual(new Set([0, 1]));
  });
});

describe("latest", () => {
  test("sets make the next key, in a ring", () => {
    expect(picked({ keys: 5, distribution: "latest" }, 7, "set")).toEqual([0, 1, 2, 3, 4, 0, 1]);
  });

  test("clients make keys in turn", () => {
    const pickers = new Pickers(popularity({ distribution: "latest" }), 3);
    const random = new Random(1, 1);
    const made = [0, 1, 2].map((client) => {
      const picker = pickers.pickerOf(client);
      return [picker.pick(random, 0, "set"), picker.pick(random, 0, "set")];
    });
    expect(made).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  test("everything else prefers the newest, by zipf over the age", () => {
    const picker = new Pickers(popularity({ distribution: "latest", theta: 1.2 }), 1).pickerOf(0);
    const random = new Random(5, 1);
    for (let set = 0; set < 300; set++) picker.pick(random, set, "set");
    const ages = Array.from({ length: 50_000 }, () => (299 - picker.pick(random, 0, "get") + KEYS) % KEYS);
    const counts = countsOf(ages);
    const all = Array.from({ length: KEYS }, (_, age) => (age + 1) ** -1.2).reduce((sum, weight) => sum + weight, 0);
    const top = Array.from({ length: 20 }, (_, age) => (age + 1) ** -1.2 / all);
    const [topCount, topShare] = [counts.slice(0, 20), top.reduce((sum, share) => sum + share, 0)];
    const rest = 50_000 - topCount.reduce((sum, count) => sum + count, 0);
    expect(chiSquareExcess([...topCount, rest], [...top, 1 - topShare])).toBeLessThan(1);
  });
});

describe("a drifting working set", () => {
  const drift = { workingSet: 100, every: 10 };

  test("is a window over the keys that moves by one key at a time", () => {
    for (const from of [0, 5000, 9_990]) {
      const start = Math.floor(from / 10);
      const keys = picked({ drift }, 10, "get", from);
      for (const key of keys) expect((key - start + KEYS) % KEYS).toBeLessThan(100);
    }
    expect(new Set(picked({ drift }, 20_000)).size).toBe(KEYS);
  });

  test("keeps a key's popularity while it is inside", () => {
    const top = (from: number): number | undefined =>
      ranking(
        countsOf(picked({ distribution: "zipf", theta: 1.5, drift: { ...drift, every: 1e9 } }, 2000, "get", from)),
      )[0];
    const favourite = top(0) ?? -1;
    // Just before the window passes the favourite it still is one; just after, another key has its place.
    expect(top(favourite * 1e9)).toBe(favourite);
    expect(top((favourite + 1) * 1e9)).toBe(favourite + 100);
  });
});

describe("scans", () => {
  test("take their share of the requests and walk through neighbouring keys", () => {
    const scan = { requests: 0.3, length: 50 };
    const keys = picked({ keys: 100_000, scan }, 200_000);
    const steps = keys.filter((key, at) => at > 0 && key === ((keys[at - 1] ?? 0) + 1) % 100_000).length;
    // A scan of 50 has 49 steps; scans number about 200,000 * 0.3 / 50 = 1,200, with a deviation of some 35.
    expect(steps / 49).toBeGreaterThan(1200 - 5 * 35);
    expect(steps / 49).toBeLessThan(1200 + 5 * 35);
  });
});
