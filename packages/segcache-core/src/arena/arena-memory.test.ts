import { describe, expect, it } from "vitest";
import { ARENA_START, arenasIn, BUFFER_BYTES_MAX, bufferBytes, makeBuffers, startOf } from "./arena-memory.ts";

const GIB = 2 ** 30;
const LINE = 64;
const PAGE = 4096;
/** Every remainder of a page that there is, and sizes as caches have them. */
const ARENA_BYTES = [1024 * 8, 1024 * 9, 1024 * 10, 1024 * 11, 2 ** 25, 37.5 * 2 ** 20, 2 ** 31];

describe.each(ARENA_BYTES)("arenas of %i bytes in one buffer", (arenaBytes) => {
  const starts = Array.from({ length: 64 }, (_, index) => startOf(index, arenaBytes));

  it("begin where lines of the processor do", () => {
    expect(starts[0]).toBe(ARENA_START);
    expect(starts.filter((start) => (start - ARENA_START) % LINE !== 0)).toEqual([]);
  });

  it("lie one behind another, the last one up to the buffer's end", () => {
    for (const [index, start] of starts.entries()) {
      expect(bufferBytes(index + 1, arenaBytes)).toBe(start + arenaBytes);
      if (index > 0) expect(start).toBeGreaterThanOrEqual(starts[index - 1] + arenaBytes);
    }
  });

  it("begin at different lines of a page", () => {
    const lines = starts.map((start) => ((start - ARENA_START) % PAGE) / LINE);
    expect(new Set(lines).size).toBe(starts.length);
    if (arenaBytes % PAGE !== 0) return;
    // Eight, as two threads have them, with room for the busiest fields in between; the eighth begins close behind the first one.
    const seven = lines.slice(0, 7);
    for (let at = 1; at < seven.length; at++) expect(seven[at] - seven[at - 1]).toBe(9);
  });
});

describe("buffers for arenas", () => {
  /** As a system that gives no piece of more than `bytesMax` makes them. */
  const made = (count: number, arenaBytes: number, bytesMax: number): number[] =>
    makeBuffers(count, arenaBytes, (bytes) => {
      if (bytes > bytesMax) throw new RangeError("refused");
      return bytes;
    });

  it("are one where that is to be had", () => {
    expect(made(8, 2 ** 20, Infinity)).toEqual([bufferBytes(8, 2 ** 20)]);
    expect(made(1, 2 * GIB, Infinity)).toEqual([ARENA_START + 2 * GIB]);
  });

  it("are as few as have small integers for places", () => {
    for (const [count, arenaBytes, buffers] of [
      [4, 1.25 * GIB, 1],
      [8, GIB, 2],
      [32, 2 * GIB, 16],
    ]) {
      const sizes = made(count, arenaBytes, Infinity);
      expect(sizes).toEqual(new Array(buffers).fill(bufferBytes(count / buffers, arenaBytes)));
      expect(sizes[0]).toBeLessThanOrEqual(BUFFER_BYTES_MAX);
    }
    expect(BUFFER_BYTES_MAX / 4 - 1).toBe(2 ** 31 - 1);
  });

  it("are as few as the system gives", () => {
    expect(made(8, 2 ** 20, 5 * 2 ** 20)).toEqual([bufferBytes(4, 2 ** 20), bufferBytes(4, 2 ** 20)]);
    expect(made(8, 2 ** 20, ARENA_START + 2 ** 20)).toHaveLength(8);
    expect(() => made(8, 2 ** 20, 2 ** 20 - 1)).toThrow("refused");
  });

  it("are filled one after another", () => {
    const buffers = [new ArrayBuffer(8), new ArrayBuffer(8)];
    const memories = arenasIn(buffers, 4, 1024);
    expect(memories.map(({ buffer }) => buffers.indexOf(buffer as ArrayBuffer))).toEqual([0, 0, 1, 1]);
    expect(memories.map(({ start }) => start)).toEqual([0, 1, 0, 1].map((index) => startOf(index, 1024)));
  });
});
