import { describe, expect, it } from "vitest";
import { POOLS } from "../segments/pools.ts";
import { COUNTER } from "../stats.ts";
import { Arena } from "./arena.ts";
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

  it("has in one line with the lock what nearly every call needs, and nothing else", () => {
    const shape = { segmentBytes: 4096, pages: 8, chains: 1, namespaces: 1 };
    const { words, counters } = new Arena(shape, 1, 2, 3);
    const lineOf = (byte: number): number => Math.floor((byte - words.byteOffset) / 64);
    const lockLine = lineOf(words.byteOffset + 4 * HEADER.lock);
    const fields = Object.entries(HEADER).filter(([, field]) => lineOf(words.byteOffset + 4 * field) === lockLine);
    const counts = Object.entries(COUNTER).filter(([, place]) => lineOf(counters.byteOffset + 8 * place) === lockLine);
    expect(fields.map(([name]) => name)).toEqual(["lock", "policyEpoch", "stamp"]);
    expect(counts.map(([name]) => name)).toEqual(["hits", "misses", "sets", "itemsReplaced", "inserts", "deletes"]);
    expect(LASTING_FIELDS).toContain(HEADER.lock);
  });
});
