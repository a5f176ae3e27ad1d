import { describe, expect, test } from "vitest";
import { SpareMemory } from "./spare-memory.ts";

const KIB = 1024;
const MIB = 1024 ** 2;

describe("spare memory", () => {
  test.each([1, 128, 129, 512, 513, 4096, 4097, 20_060, 100_000, MIB, MIB + 1, 3 * MIB])(
    "gives at least %i bytes, and hardly more",
    (bytes) => {
      const piece = new SpareMemory().take(bytes);
      expect(piece.length).toBeGreaterThanOrEqual(bytes);
      expect(piece.length).toBeLessThanOrEqual(Math.max(bytes * 1.25, bytes + 128));
      expect(piece.byteOffset).toBe(0);
    },
  );

  test("hands on what was given back to who needs about as much", () => {
    const memory = new SpareMemory();
    const piece = memory.take(30_000);
    memory.give(piece);
    expect(memory.keptBytes).toBe(piece.length);
    expect(memory.take(40_000)).not.toBe(piece);
    expect(memory.take(29_000)).toBe(piece);
    expect(memory.keptBytes).toBe(0);
    expect(memory.take(30_000)).not.toBe(piece);
  });

  test("keeps no more than its bound, and nothing very large", () => {
    const memory = new SpareMemory(100 * KIB);
    const pieces = Array.from({ length: 10 }, () => memory.take(32 * KIB));
    for (const piece of pieces) {
      memory.give(piece);
      expect(memory.keptBytes).toBeGreaterThan(0);
      expect(memory.keptBytes).toBeLessThanOrEqual(100 * KIB);
    }
    const before = memory.keptBytes;
    memory.give(memory.take(200 * KIB));
    expect(memory.keptBytes).toBe(before);
    const ample = new SpareMemory(Number.POSITIVE_INFINITY);
    ample.give(ample.take(MIB + 1));
    expect(ample.keptBytes).toBe(0);
  });

  test("sizes out of use do not take the place of those in use", () => {
    const memory = new SpareMemory(MIB);
    for (const piece of Array.from({ length: 16 }, () => memory.take(64 * KIB))) memory.give(piece);
    const piece = memory.take(20_000);
    memory.give(piece);
    expect(memory.take(20_000)).toBe(piece);
  });
});
