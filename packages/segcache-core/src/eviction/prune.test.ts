import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { beginPrune, PRUNE, survives } from "./prune.ts";

interface Vector {
  readonly segmentBytes: number;
  readonly cutoffIn: number;
  readonly target: number;
  readonly liveBytes: number;
  readonly liveItems: number;
  /** Size, count, and 1 for a dead item, of each item in address order. */
  readonly items: readonly (readonly [number, number, number])[];
  /** Indexes of the live items that are kept. */
  readonly kept: readonly number[];
  readonly cutoffOut: number;
}

/** From the published implementation's arithmetic with the floor of its later version under one step of the cutoff. */
const VECTORS = JSON.parse(
  readFileSync(new URL("../../test/golden/prune.json", import.meta.url), "utf8"),
) as readonly Vector[];

describe("pruning", () => {
  it.each(VECTORS.map((vector, index) => ({ index, vector })))("keeps what golden case $index keeps", ({ vector }) => {
    const state = new Float64Array(16);
    state[PRUNE.cutoff] = vector.cutoffIn;
    beginPrune(state, vector.target, vector.segmentBytes, vector.liveBytes, vector.liveItems);
    const kept: number[] = [];
    vector.items.forEach(([bytes, count, dead], index) => {
      if (dead === 0 && survives(state, bytes, bytes, count)) kept.push(index);
    });
    expect(kept).toEqual(vector.kept);
    expect(state[PRUNE.cutoff]).toBeCloseTo(vector.cutoffOut, 9);
  });

  it("goes on after a segment that begins with large unpopular items", () => {
    const state = new Float64Array(16);
    state[PRUNE.cutoff] = 1;
    beginPrune(state, 0.25, 1000, 1000, 5);
    const kept = [200, 200, 200, 200, 200].filter((bytes) => survives(state, bytes, bytes, 0));
    expect(kept.length).toBeLessThan(5);
    expect(state[PRUNE.cutoff]).toBeGreaterThan(0);
  });

  it("judges an item with chunks by all it takes, not by the little that stands in the segment", () => {
    const verdict = (footprint: number): boolean => {
      const state = new Float64Array(16);
      state[PRUNE.cutoff] = 1;
      beginPrune(state, 0.25, 10_000, 10_000, 100);
      return survives(state, 50, footprint, 5);
    };
    expect([verdict(50), verdict(100_000)]).toEqual([true, false]);
  });
});
