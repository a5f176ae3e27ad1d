import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type ForeignFunction, ForeignFunctions } from "./foreign-functions.ts";
import { COMPLETION, ENTRY, Ring, releaseRing } from "./ring.ts";

const NOP = 0;
const CANCEL = 14;
const NOT_FOUND = -2;
const KIND = 5;

const functions = ForeignFunctions.find();
const isOffered = functions !== undefined && makesRing(functions);
if (!isOffered) console.warn("SKIPPED: the tests of rings, for want of io_uring and node:ffi");

function makesRing(offered: ForeignFunctions): boolean {
  try {
    releaseRing(new Ring(offered, 8).resources);
    return true;
  } catch {
    return false;
  }
}

function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}

/** What the completions say that are not released, in order: the entry's number and the result. */
function completionsOf(ring: Ring): [number, number][] {
  const said: [number, number][] = [];
  for (let i = ring.head; i !== ring.tail; i = (i + 1) | 0) {
    const at = ring.wordOf(i);
    expect(ring.words[at + COMPLETION.kind]).toBe(KIND);
    said.push([ring.words[at + COMPLETION.id]!, ring.words[at + COMPLETION.result]!]);
  }
  return said;
}

test.runIf(isOffered)("entries are worked on in their order, and complete with their number", () => {
  const ring = new Ring(functions!, 8);
  for (let id = 1; id <= 3; id++) ring.prepare(NOP, -1, KIND, id);
  expect(completionsOf(ring)).toEqual([]);
  ring.submitAndWait(3);
  expect(completionsOf(ring)).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  ring.release(ring.tail);
  expect(completionsOf(ring)).toEqual([]);
  releaseRing(ring.resources);
});

test.runIf(isOffered)("what an entry held before is not in the one that takes its place", () => {
  const ring = new Ring(functions!, 4);
  for (let round = 0; round < 100; round++) {
    const at = ring.prepare(CANCEL, -1, KIND, round);
    expect(Array.from(ring.entries.subarray(at, at + 16))).toEqual([
      ...[CANCEL, -1, 0, 0, 0, 0, 0, 0],
      ...[round, KIND, 0, 0, 0, 0, 0, 0],
    ]);
    ring.setMemory(at, 0x1234_89ab_cdef, 77);
    expect(ring.entries[at + ENTRY.addressLow]! >>> 0).toBe(0x89ab_cdef);
    expect(ring.entries[at + ENTRY.addressHigh]).toBe(0x1234);
    ring.submitAndWait(1);
    expect(completionsOf(ring)).toEqual([[round, NOT_FOUND]]);
    ring.release(ring.tail);
  }
  releaseRing(ring.resources);
});

test.runIf(isOffered)("there is room for so many entries until they are submitted", () => {
  const ring = new Ring(functions!, 4);
  for (let i = 0; i < 4; i++) {
    expect(ring.hasRoom).toBe(true);
    ring.prepare(NOP, -1, KIND, i);
  }
  expect(ring.hasRoom).toBe(false);
  ring.submit();
  expect(ring.hasRoom).toBe(true);
  releaseRing(ring.resources);
});

test.runIf(isOffered)("a ring that is released leaves nothing open", () => {
  const before = openFiles();
  for (let i = 0; i < 5; i++) releaseRing(new Ring(functions!, 8).resources);
  expect(openFiles()).toBe(before);
});

test("a system without io_uring is told by an error", () => {
  const refusing = {
    find: (): ForeignFunction => () => -1,
    addressOf: () => 4096,
  } as unknown as ForeignFunctions;
  expect(() => new Ring(refusing, 8)).toThrow("the system has no io_uring for this process");
});
