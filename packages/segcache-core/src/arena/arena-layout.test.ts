import { describe, expect, it } from "vitest";
import { POOLS } from "../segments/pools.ts";
import { COUNTER } from "../stats.ts";
import { CLOCK_FIELDS, CLOCKS, COUNTER_FIELDS, HEADER, HEADER_FIELDS, LASTING_FIELDS } from "./arena-layout.ts";

describe("the head of an arena", () => {
  it.each([
    ["header", HEADER, HEADER_FIELDS, [HEADER.poolSegments + POOLS - 1]],
    ["clocks", CLOCKS, CLOCK_FIELDS, []],
    ["counters", COUNTER, COUNTER_FIELDS, []],
  ])("gives each field of its %s a place of its own", (_, fields, count, more) => {
    const places = [...Object.values(fields), ...more];
    expect(new Set(places).size).toBe(places.length);
    expect(Math.max(...places)).toBeLessThan(count);
  });

  it("has the lock in a cache line that no other field but the policy's epoch is in", () => {
    const lineOf = (field: number): number => field >> 4;
    const beside = Object.entries(HEADER).filter(([, field]) => lineOf(field) === lineOf(HEADER.lock));
    expect(beside.map(([name]) => name)).toEqual(["lock", "policyEpoch"]);
    expect(LASTING_FIELDS).toContain(HEADER.lock);
  });
});
