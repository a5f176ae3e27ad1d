import { expect, test } from "vitest";
import { SharedCounts } from "./shared-counts.ts";

test("numbers of sessions and slow entries are never given twice, whoever asks", () => {
  const main = SharedCounts.forThreads(2);
  const first = new SharedCounts(main.buffer, 1);
  const second = new SharedCounts(main.buffer, 2);
  expect([first, second, first, second].map((counts) => counts.nextSessionId())).toEqual([1, 2, 3, 4]);
  expect([first, second, first].map((counts) => counts.nextSlowId())).toEqual([0, 1, 2]);
});

test("connections and handshakes are counted for all threads together", () => {
  const main = SharedCounts.forThreads(2);
  const first = new SharedCounts(main.buffer, 1);
  const second = new SharedCounts(main.buffer, 2);
  expect(first.addConnection()).toBe(0);
  expect(second.addConnection()).toBe(1);
  expect(second.addHandshake()).toBe(0);
  expect([main.connections, main.handshakes]).toEqual([2, 1]);
  first.removeConnection();
  second.removeHandshake();
  expect([first.connections, first.handshakes]).toEqual([1, 0]);
});

test("a crash takes back what that thread had counted, and nothing else", () => {
  const main = SharedCounts.forThreads(2);
  const first = new SharedCounts(main.buffer, 1);
  const second = new SharedCounts(main.buffer, 2);
  for (let i = 0; i < 3; i++) first.addConnection();
  first.addHandshake();
  second.addConnection();
  main.addCrash(1);
  expect([main.connections, main.handshakes, main.crashes]).toEqual([1, 0, 1]);
  main.addCrash(1);
  expect([second.connections, second.crashes]).toEqual([1, 2]);
});

test("a server of one thread needs no shared memory", () => {
  const alone = SharedCounts.alone();
  expect(alone.buffer).toBeInstanceOf(ArrayBuffer);
  expect([alone.nextSessionId(), alone.addConnection(), alone.connections]).toEqual([1, 0, 1]);
});
