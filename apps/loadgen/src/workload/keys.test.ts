import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import { type KeyPicker, keyNameOf, keyPickerOf } from "./keys.ts";
import { Random, STREAMS } from "./random.ts";

function countsOf(picker: KeyPicker, keys: number, draws: number): number[] {
  const random = new Random(5, STREAMS.operations);
  const counts = new Array<number>(keys).fill(0);
  for (let draw = 0; draw < draws; draw++) {
    const key = picker.pick(random);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The keys from most to least drawn. */
function ranking(counts: readonly number[]): number[] {
  return counts.map((_, key) => key).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
}

describe("key names", () => {
  test("have a prefix and 12 digits", () => {
    expect(keyNameOf("key:", 12_345)).toBe("key:000000012345");
    expect(keyNameOf("", 0)).toBe("000000000000");
    expect(keyNameOf("k", 2 ** 32 - 2)).toBe("k004294967294");
  });
});

describe("uniform", () => {
  test("draws every key equally often", () => {
    const picker = keyPickerOf({ distribution: "uniform", keys: 500, theta: 0.99, seed: 1 });
    const counts = countsOf(picker, 500, 100_000);
    expect(chiSquareExcess(counts, new Array<number>(500).fill(1 / 500))).toBeLessThan(1);
  });
});

describe("zipf", () => {
  const zipf = (seed: number): KeyPicker => keyPickerOf({ distribution: "zipf", keys: 1000, theta: 1, seed });

  test("gives the ranks' probabilities to keys", () => {
    const counts = countsOf(zipf(1), 1000, 200_000);
    const sorted = counts.toSorted((a, b) => b - a);
    const weights = Array.from({ length: 10 }, (_, rank) => 1 / (rank + 1));
    const all = Array.from({ length: 1000 }, (_, rank) => 1 / (rank + 1)).reduce((sum, weight) => sum + weight, 0);
    // Ten popular keys lie so far apart that sorting by count gives their ranks.
    const top = sorted.slice(0, 10);
    const rest = 200_000 - top.reduce((sum, count) => sum + count, 0);
    const probabilities = weights.map((weight) => weight / all);
    const restProbability = 1 - probabilities.reduce((sum, probability) => sum + probability, 0);
    expect(chiSquareExcess([...top, rest], [...probabilities, restProbability])).toBeLessThan(1);
  });

  test("scatters the popular keys over the key space", () => {
    const popular = ranking(countsOf(zipf(1), 1000, 100_000)).slice(0, 100);
    const tenths = new Array<number>(10).fill(0);
    for (const key of popular) tenths[Math.floor(key / 100)] = (tenths[Math.floor(key / 100)] ?? 0) + 1;
    expect(chiSquareExcess(tenths, new Array<number>(10).fill(0.1))).toBeLessThan(1);
  });

  test("makes other keys popular under another seed", () => {
    const first = (seed: number): number | undefined => ranking(countsOf(zipf(seed), 1000, 50_000))[0];
    expect(new Set([1, 2, 3, 4, 5, 6].map(first)).size).toBeGreaterThan(3);
  });
});
