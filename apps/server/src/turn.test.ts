import { expect, test } from "vitest";
import { turnWith } from "../test/support/turns.ts";
import { Turn } from "./turn.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the mean number of reads in a turn follows those of late", () => {
  let turns = 1000;
  const turn = new Turn(
    () => {},
    () => turns,
  );
  const read = (count: number, inTurns: number): void => {
    turns += inTurns;
    for (let i = 0; i < count; i++) turn.countRead();
  };
  expect(turn.meanReads).toBe(0);
  read(64, 64);
  read(64, 64);
  expect(turn.meanReads).toBe(1);
  read(63, 4);
  expect(turn.meanReads).toBe(1);
  read(1, 0);
  expect(turn.meanReads).toBe(16);
  read(64, 0); // all in a turn that goes on
  expect(turn.meanReads).toBe(64);
  read(64, 32);
  expect(turn.meanReads).toBe(2);
});

test("the thread's own turns are counted", async () => {
  const turn = new Turn(() => {});
  for (let i = 0; i < 128; i++) {
    turn.countRead();
    await nextTurn();
  }
  expect(turn.meanReads).toBeGreaterThan(0.5);
  expect(turn.meanReads).toBeLessThan(2);
});

test("the end of a turn is told once to who asks for it, and not to who does not", async () => {
  let ends = 0;
  const turn = new Turn(() => ends++);
  await nextTurn();
  expect(ends).toBe(0);
  turn.awaitEnd();
  turn.awaitEnd();
  expect(ends).toBe(0);
  await nextTurn();
  expect(ends).toBe(1);
  await nextTurn();
  expect(ends).toBe(1);
  turn.awaitEnd();
  await nextTurn();
  expect(ends).toBe(2);
});

test("what is done at the end may ask for it without another one", async () => {
  let ends = 0;
  const turn: Turn = new Turn(() => {
    ends++;
    turn.awaitEnd();
  });
  turn.awaitEnd();
  await nextTurn();
  await nextTurn();
  expect(ends).toBe(1);
  turn.awaitEnd();
  await nextTurn();
  expect(ends).toBe(2);
});

test("a turn of the ring ends once, by itself, and what waits for it is told by its reads", async () => {
  let ends = 0;
  const turn = new Turn(() => {
    ends++;
    expect(turn.isOfRing).toBe(true);
  });
  expect([turn.isOfRing, turn.gathersRequests, turn.gathersReplies(2)]).toEqual([false, false, false]);
  turn.begin(1);
  expect([turn.isOfRing, turn.gathersRequests, turn.gathersReplies(2)]).toEqual([true, false, true]);
  expect(turn.gathersReplies(1)).toBe(true);
  turn.awaitEnd();
  turn.end();
  expect([ends, turn.isOfRing]).toEqual([1, false]);
  await nextTurn();
  expect(ends).toBe(1);
  turn.begin(2);
  expect(turn.gathersRequests).toBe(true);
  turn.end();
});

test("reads of the ring's turns do not count as those of Node's loop", () => {
  const turn = turnWith(1, () => {});
  for (let i = 0; i < 128; i++) {
    turn.begin(1);
    turn.countRead();
    turn.end();
  }
  expect(turn.meanReads).toBe(1);
});

test("a turn of the ring whose end fails has ended", () => {
  const turn = new Turn(() => {
    throw new Error("no");
  });
  turn.begin(3);
  expect(() => turn.end()).toThrow("no");
  expect(turn.isOfRing).toBe(false);
});

test("turns of Node's loop have requests wait from eight reads on, replies from two", () => {
  const waits = (reads: number): boolean[] => {
    const turn = turnWith(reads, () => {});
    expect(turn.gathersReplies(1)).toBe(false);
    return [turn.gathersRequests, turn.gathersReplies(2)];
  };
  expect([1, 2, 4, 8].map(waits)).toEqual([
    [false, false],
    [false, true],
    [false, true],
    [true, true],
  ]);
});
