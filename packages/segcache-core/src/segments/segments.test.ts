import { beforeEach, describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { FREE, NONE, OPEN, RECLAIMING, SEALED, TABLE } from "./segment-layout.ts";
import { Segments } from "./segments.ts";

let arena: Arena;
let segments: Segments;
beforeEach(() => {
  arena = new Arena({ segmentBytes: 1024, pages: 12, chains: 3, namespaces: 1 }, 1, 2, 3);
  segments = new Segments(arena);
});

/** A chain's segments, read forwards and checked backwards. */
function chainOf(chain: number): number[] {
  const forwards: number[] = [];
  for (let at = arena.chainHeads[chain]; at !== NONE; at = segments.next[at]) forwards.push(at);
  const backwards: number[] = [];
  for (let at = arena.chainTails[chain]; at !== NONE; at = segments.previous[at]) backwards.push(at);
  expect(backwards.reverse()).toEqual(forwards);
  return forwards;
}

/** Appends `count` segments to a chain, all but the last of them full. */
function fill(chain: number, count: number): number[] {
  return Array.from({ length: count }, () => {
    const tail = segments.tailOf(chain);
    if (tail !== NONE) segments.seal(tail);
    return segments.open(chain);
  });
}

describe("segments", () => {
  it("hands out every segment once, lowest first, then none", () => {
    const count = segments.free;
    const taken = Array.from({ length: count }, () => segments.take(TABLE));
    expect(taken).toEqual(Array.from({ length: count }, (_, n) => segments.first + n));
    expect([segments.take(TABLE), segments.free]).toEqual([NONE, 0]);
  });

  it("uses a freed segment again before one that was never touched", () => {
    const [a, b] = [segments.take(TABLE), segments.take(TABLE)];
    const untouched = arena.words[HEADER.untouchedFrom];
    segments.giveBack(a);
    segments.giveBack(b);
    expect([segments.take(TABLE), segments.take(TABLE)].sort()).toEqual([a, b]);
    expect(arena.words[HEADER.untouchedFrom]).toBe(untouched);
    expect(segments.take(TABLE)).toBe(untouched);
  });

  it("numbers segments in the order in which they leave the free list", () => {
    const a = segments.take(TABLE);
    segments.giveBack(a);
    const again = segments.take(TABLE);
    const b = segments.open(0);
    expect(again).toBe(a);
    expect(segments.sequence[b]).toBe(segments.sequence[a] + 1);
    expect(segments.sequence[a]).toBe(2);
  });

  it("appends to a chain at its tail, and knows which tails are open", () => {
    expect(segments.tailOf(1)).toBe(NONE);
    const opened = fill(1, 3);
    const other = fill(2, 1);
    expect(chainOf(1)).toEqual(opened);
    expect(chainOf(2)).toEqual(other);
    expect(opened.map((segment) => segments.state[segment])).toEqual([SEALED, SEALED, OPEN]);
    expect(segments.tailOf(1)).toBe(opened[2]);
    expect(arena.words[HEADER.openSegments]).toBe(2);
    segments.seal(opened[2]);
    expect([segments.tailOf(1), arena.words[HEADER.openSegments]]).toEqual([NONE, 1]);
  });

  it.each([
    { name: "head", index: 0 },
    { name: "middle", index: 1 },
    { name: "tail", index: 2 },
  ])("takes a segment out of its chain at the $name", ({ index }) => {
    const opened = fill(1, 3);
    const [out] = opened.splice(index, 1);
    segments.detach(out, RECLAIMING);
    expect(chainOf(1)).toEqual(opened);
    expect([segments.state[out], segments.previous[out], segments.next[out]]).toEqual([RECLAIMING, NONE, NONE]);
    expect(segments.tailOf(1)).toBe(index === 2 ? NONE : opened[1]);
    expect(arena.words[HEADER.openSegments]).toBe(index === 2 ? 0 : 1);
    const appended = fill(1, 1);
    expect(chainOf(1)).toEqual([...opened, ...appended]);
  });

  it("leaves an empty chain when its only segment goes", () => {
    const [only] = fill(0, 1);
    segments.detach(only, SEALED);
    expect(chainOf(0)).toEqual([]);
    expect(fill(0, 1)).toEqual(chainOf(0));
  });

  it("forgets what a segment held when it is given back", () => {
    const [segment] = fill(0, 1);
    segments.writtenBytes[segment] = 100;
    segments.liveBytes[segment] = 80;
    segments.liveItems[segment] = 3;
    segments.latestDeadline[segment] = 5000;
    segments.detach(segment, SEALED);
    segments.giveBack(segment);
    const { writtenBytes, liveBytes, liveItems, latestDeadline, state } = segments;
    expect([writtenBytes, liveBytes, liveItems, latestDeadline].map((column) => column[segment])).toEqual([0, 0, 0, 0]);
    expect(state[segment]).toBe(FREE);
  });

  it("frees everything on reset and still uses touched segments first, from the low end", () => {
    const total = segments.free;
    fill(0, 3);
    fill(1, 2);
    const untouched = arena.words[HEADER.untouchedFrom];
    segments.reset();
    expect([segments.free, arena.words[HEADER.openSegments]]).toEqual([total, 0]);
    expect([chainOf(0), chainOf(1)]).toEqual([[], []]);
    expect(arena.words[HEADER.untouchedFrom]).toBe(untouched);
    expect(Array.from({ length: total }, () => segments.take(TABLE))).toEqual(
      Array.from({ length: total }, (_, n) => segments.first + n),
    );
  });

  it("tells the segment of every word in it, and no other", () => {
    for (let segment = segments.first; segment < segments.end; segment++) {
      const start = segments.startOf(segment);
      expect([segments.segmentOf(start), segments.segmentOf(start + 255)]).toEqual([segment, segment]);
      expect(segments.segmentOf(start - 1)).toBe(segment - 1);
    }
  });
});
