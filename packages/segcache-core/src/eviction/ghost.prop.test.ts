import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena, firstSegmentOf } from "../arena/arena.ts";
import { ADMISSION_POOL, MAIN_POOL } from "../segments/pools.ts";
import { Segments } from "../segments/segments.ts";
import { Ghost, UNKNOWN } from "./ghost.ts";

/** A queue of so many pages of 256 entries. */
function ghostOf(pages: number): Ghost {
  const shape = { segmentBytes: 1024, pages: 0, chains: 2, namespaces: 1 };
  shape.pages = 64 + firstSegmentOf({ ...shape, pages: 64 });
  const arena = new Arena(shape, 1, 2, 3);
  const ghost = new Ghost(arena, new Segments(arena));
  for (let page = 0; page < pages; page++) ghost.grow();
  return ghost;
}

const hashes = fc.uniqueArray(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 40 });

describe("the ghost queue", () => {
  it("tells of a key just dropped which pool it was in, and how long ago, until it is forgotten", () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 1, max: 9 }), fc.func(fc.boolean()), (keys, pages, isMain) => {
        const ghost = ghostOf(pages);
        const poolOfKey = (key: number): number => (isMain(key) ? MAIN_POOL : ADMISSION_POOL);
        for (const key of keys) {
          ghost.add(key, poolOfKey(key));
          const entry = ghost.find(key);
          expect(entry).not.toBe(UNKNOWN);
          expect(ghost.poolAt(entry)).toBe(poolOfKey(key));
          expect(ghost.ageAt(entry)).toBe(0);
        }
        const last = keys[keys.length - 1];
        for (let other = 0; other < ghost.length / 2; other++) ghost.add(Math.imul(other + 1, 0x9e3779b1), MAIN_POOL);
        const entry = ghost.find(last);
        // The oldest of a full line may have made room; what is still there knows its age to a step.
        if (entry !== UNKNOWN && ghost.ageAt(entry) > 0) {
          expect(ghost.ageAt(entry)).toBeGreaterThan(ghost.length * 0.49);
          expect(ghost.ageAt(entry)).toBeLessThan(ghost.length * 0.51);
          expect(ghost.poolAt(entry)).toBe(poolOfKey(last));
        }
        ghost.add(last, ADMISSION_POOL);
        for (let left = ghost.find(last); left !== UNKNOWN; left = ghost.find(last)) ghost.forget(left);
        expect(ghost.has(last)).toBe(false);
      }),
    );
  });

  it("forgets what was dropped longer ago than it is long", () => {
    const ghost = ghostOf(2);
    ghost.add(12345, ADMISSION_POOL);
    for (let other = 0; other < ghost.length + 2; other++) ghost.add(Math.imul(other + 1, 0x9e3779b1), MAIN_POOL);
    expect(ghost.has(12345)).toBe(false);
  });

  it("remembers nothing without memory", () => {
    const ghost = ghostOf(0);
    ghost.add(1, MAIN_POOL);
    expect([ghost.has(1), ghost.length]).toEqual([false, 0]);
  });
});
