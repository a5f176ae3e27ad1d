// The index of wake-up times against a plain map that is searched from end to end.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { ExpiryIndex } from "./expiry-index.ts";

const PAGES = 40;

function newIndex(): ExpiryIndex {
  return new ExpiryIndex(new Arena({ segmentBytes: 1024, pages: PAGES, chains: 1, namespaces: 1 }, 1, 2, 3));
}

const segment = fc.integer({ min: 1, max: PAGES - 1 });
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wake" as const), segment, at: fc.nat(50) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), segment, at: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("removeFirst" as const), segment, at: fc.constant(0) }) },
);

describe("expiry index", () => {
  it("always gives a segment with the earliest time, whatever was added, brought forward or removed", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200, size: "max" }), (commands) => {
        const index = newIndex();
        const model = new Map<number, number>();
        for (const { do: what, segment: chosen, at } of commands) {
          if (what === "wake") {
            index.wakeBy(chosen, at);
            model.set(chosen, Math.min(at, model.get(chosen) ?? Infinity));
          } else {
            const target = what === "removeFirst" && index.size > 0 ? index.first() : chosen;
            index.remove(target);
            model.delete(target);
          }
          expect(index.size).toBe(model.size);
          expect(index.firstWake()).toBe(Math.min(...model.values(), Infinity));
          if (model.size > 0) expect(model.get(index.first())).toBe(index.firstWake());
          expect(index.has(chosen)).toBe(model.has(chosen));
        }
        const members = Array.from({ length: index.size }, (_, place) => index.at(place));
        expect(members.sort()).toEqual([...model.keys()].sort());
      }),
    );
  });

  it("drains in order of time", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: PAGES - 1 }), (times) => {
        const index = newIndex();
        times.forEach((at, place) => {
          index.wakeBy(place + 1, at);
        });
        const drained: number[] = [];
        for (; index.size > 0; index.remove(index.first())) drained.push(index.firstWake());
        expect(drained).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  it("never puts a wake-up off, and forgets everything when cleared", () => {
    const index = newIndex();
    index.wakeBy(3, 100);
    index.wakeBy(3, 200);
    expect(index.firstWake()).toBe(100);
    index.wakeBy(4, 50);
    index.clear();
    expect([index.size, index.has(3), index.has(4), index.firstWake()]).toEqual([0, false, false, Infinity]);
    index.wakeBy(3, 200);
    expect([index.size, index.firstWake()]).toEqual([1, 200]);
  });
});
