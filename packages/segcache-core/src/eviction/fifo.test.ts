import { beforeEach, describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { NONE, SEALED } from "../segments/segment-layout.ts";
import { Segments } from "../segments/segments.ts";
import { Fifo } from "./fifo.ts";

let segments: Segments;
let fifo: Fifo;
beforeEach(() => {
  const arena = new Arena({ segmentBytes: 1024, pages: 20, chains: 4, namespaces: 1 }, 1, 2, 3);
  segments = new Segments(arena);
  fifo = new Fifo(arena, segments);
});

/** Opens a segment in a chain, closing the tail before it. */
function append(chain: number): number {
  const tail = segments.tailOf(chain);
  if (tail !== NONE) segments.seal(tail);
  return segments.open(chain);
}

/** Takes every segment in the order in which the policy chooses. */
function drain(): number[] {
  const order: number[] = [];
  for (let victim = fifo.chooseVictim(); victim !== NONE; victim = fifo.chooseVictim()) {
    order.push(victim);
    segments.detach(victim, SEALED);
    segments.giveBack(victim);
  }
  return order;
}

describe("policy fifo", () => {
  it("has no victim where no segment stands in a chain", () => {
    expect(fifo.chooseVictim()).toBe(NONE);
  });

  it("takes full segments oldest first across chains, then the open tails oldest first", () => {
    const chains = [2, 0, 2, 2, 0, 3, 0, 3];
    const opened = chains.map(append);
    const isTail = (index: number) => chains.lastIndexOf(chains[index]) === index;
    const full = opened.filter((_, index) => !isTail(index));
    const tails = opened.filter((_, index) => isTail(index));
    expect(drain()).toEqual([...full, ...tails]);
  });

  it("goes by when a segment was opened, not by its number", () => {
    const first = append(0);
    const second = append(0);
    append(0);
    segments.detach(first, SEALED);
    segments.giveBack(first);
    const reused = append(1);
    expect(reused).toBe(first);
    append(1);
    expect(drain().slice(0, 2)).toEqual([second, reused]);
  });

  it("takes a tail as soon as it was closed", () => {
    const tail = append(1);
    const other = append(2);
    append(2);
    expect(fifo.chooseVictim()).toBe(other);
    segments.seal(tail);
    expect(fifo.chooseVictim()).toBe(tail);
  });
});
