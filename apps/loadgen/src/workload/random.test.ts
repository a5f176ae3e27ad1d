import { describe, expect, test } from "vitest";
import { chiSquareExcess } from "../../test/chi-square.ts";
import { mix32, Random } from "./random.ts";

function drawn(random: Random, count = 8): number[] {
  return Array.from({ length: count }, () => random.nextUint32());
}

describe("Random", () => {
  test("gives the same sequence for the same name", () => {
    expect(drawn(new Random(7, 1, 3))).toEqual(drawn(new Random(7, 1, 3)));
  });

  test("gives another sequence for another seed, stream or index, also above 32 bits", () => {
    const names: [number, number, number][] = [
      [7, 1, 3],
      [8, 1, 3],
      [7, 2, 3],
      [7, 1, 4],
      [7 + 2 ** 32, 1, 3],
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const sequences = new Set(names.map((name) => drawn(new Random(...name)).join()));
    expect(sequences.size).toBe(names.length);
  });

  test("does not change with a release: reports name the seed only", () => {
    expect(drawn(new Random(1, 1, 0), 4)).toMatchInlineSnapshot(`
      [
        115489270,
        1916002853,
        2910849741,
        4080354789,
      ]
    `);
  });

  test.each([2, 3, 7, 100, 1000])("draws below %i evenly", (bound) => {
    const random = new Random(bound, 1);
    const counts = new Array<number>(bound).fill(0);
    for (let draw = 0; draw < 100_000; draw++) {
      const value = random.nextBelow(bound);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts).toHaveLength(bound);
    expect(chiSquareExcess(counts, new Array<number>(bound).fill(1 / bound))).toBeLessThan(1);
  });

  test("draws below 2^32 and below 1", () => {
    const random = new Random(1, 1);
    expect(random.nextBelow(1)).toBe(0);
    expect(random.nextBelow(2 ** 32)).toBeLessThan(2 ** 32);
  });

  test("draws units evenly, with 53 bits", () => {
    const random = new Random(1, 1);
    const counts = new Array<number>(64).fill(0);
    let usesLowBits = false;
    for (let draw = 0; draw < 100_000; draw++) {
      const unit = random.nextUnit();
      const bin = Math.floor(unit * 64);
      counts[bin] = (counts[bin] ?? 0) + 1;
      usesLowBits ||= (unit * 2 ** 53) % 2 === 1;
    }
    expect(counts).toHaveLength(64);
    expect(chiSquareExcess(counts, new Array<number>(64).fill(1 / 64))).toBeLessThan(1);
    expect(usesLowBits).toBe(true);
  });
});

test("mix32 is MurmurHash3's finalizer", () => {
  expect(mix32(0)).toBe(0);
  expect(mix32(1)).toBe(0x514e28b7);
});
