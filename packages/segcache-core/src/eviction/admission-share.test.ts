import { describe, expect, it } from "vitest";
import { ADMISSION_POOL, MAIN_POOL } from "../segments/pools.ts";
import { AdmissionShare, SHARE_FIRST } from "./admission-share.ts";

const ITEMS = 1000;

function freshShare(fixed: number = 0): { share: AdmissionShare; state: Float64Array } {
  const state = new Float64Array(16);
  return { share: new AdmissionShare(state, fixed), state };
}

describe("the admission pool's share", () => {
  it("grows with keys that come back soon to where they were on probation, and shrinks with those that were proven", () => {
    const { share } = freshShare();
    expect(share.value).toBe(SHARE_FIRST);
    share.returned(ADMISSION_POOL, 10, ITEMS);
    const grown = share.value;
    expect(grown).toBeGreaterThan(SHARE_FIRST);
    share.returned(MAIN_POOL, 10, ITEMS);
    expect(share.value).toBeCloseTo(SHARE_FIRST, 12);
    share.returned(MAIN_POOL, 10, ITEMS);
    expect(share.value).toBeLessThan(SHARE_FIRST);
  });

  it("does not move for what comes back late: a little more room would not have kept it", () => {
    const { share } = freshShare();
    share.returned(ADMISSION_POOL, ITEMS / 2, ITEMS);
    expect(share.value).toBe(SHARE_FIRST);
  });

  it("tells soon by the evictions of the same pool, not by all", () => {
    const { share } = freshShare();
    for (let n = 0; n < 10_000; n++) share.dropped(n % 100 === 0 ? MAIN_POOL : ADMISSION_POOL);
    share.returned(ADMISSION_POOL, ITEMS, ITEMS);
    expect(share.value).toBe(SHARE_FIRST);
    share.returned(MAIN_POOL, ITEMS, ITEMS); // of which ten were from the main pool
    expect(share.value).toBeLessThan(SHARE_FIRST);
  });

  it.each([
    [ADMISSION_POOL, 0.5],
    [MAIN_POOL, 0.02],
  ])("stays within its bounds, whatever comes back to pool %i", (pool, bound) => {
    const { share } = freshShare();
    for (let n = 0; n < ITEMS; n++) share.returned(pool, 0, ITEMS);
    expect(share.value).toBeCloseTo(bound, 12);
    share.returned(pool, 0, 0);
    expect(share.value).toBeCloseTo(bound, 12);
  });

  it("never moves where it was given", () => {
    const { share } = freshShare(0.3);
    for (let n = 0; n < ITEMS; n++) share.returned(ADMISSION_POOL, 0, ITEMS);
    expect(share.value).toBe(0.3);
  });

  it("is known to whoever else reads the same state", () => {
    const { share, state } = freshShare();
    for (let n = 0; n < 9; n++) share.returned(ADMISSION_POOL, 0, ITEMS);
    expect(new AdmissionShare(state, 0).value).toBe(share.value);
  });
});
