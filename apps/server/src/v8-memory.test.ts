import { describe, expect, test } from "vitest";
import { outputOf } from "../test/support/run-script.ts";

const MIB = 1024 ** 2;

/** What a program prints, a number, that starts with `setUp`. */
function outcomeOf(setUp: string, program: string): number {
  const script = `
    import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
    import { keepV8Small } from "./v8-memory.ts";
    const sizeOf = (name) => getHeapSpaceStatistics().find(({ space_name }) => space_name === name);
    ${setUp}
    ${program}`;
  return Number(outputOf(script));
}

describe("the young generation", () => {
  // Bytes after much was made of which some survives.
  const churn = `
    const kept = [];
    for (let i = 0; i < 5_000_000; i++) kept[i & 8191] = { number: i, list: [i] };
    process.stdout.write(String(sizeOf("new_space").space_size));`;

  test("is not made larger by survivors", () => {
    expect(outcomeOf("keepV8Small();", churn)).toBeLessThanOrEqual(8 * MIB);
  });

  test("by itself grows", () => {
    expect(outcomeOf("", churn)).toBeGreaterThan(8 * MIB);
  });
});

describe("the old generation", () => {
  // Bytes it has at the most while lists become old and are let go, beside those of the lists that are kept.
  const churn = `
    const kept = [];
    let most = 0;
    let least = Infinity;
    for (let i = 0; i < 200_000; i++) {
      kept[i & 4095] = Array.from({ length: 16 }, () => ({ number: i }));
      if ((i & 255) !== 0 || i < 50_000) continue;
      const bytes = sizeOf("old_space").space_used_size;
      least = Math.min(least, bytes);
      most = Math.max(most, bytes);
    }
    process.stdout.write(String(most - least));`;

  test("grows less between two collections than by itself", () => {
    const byItself = outcomeOf('setFlagsFromString("--semi-space-growth-factor=1");', churn);
    expect(outcomeOf("keepV8Small();", churn)).toBeLessThan(0.7 * byItself);
  });
});
