import { expect, test } from "vitest";
import { spread } from "./spread.ts";
import type { TraceRow } from "./trace-row.ts";

async function sendTimes(...batches: number[][]): Promise<number[]> {
  async function* rows(): AsyncGenerator<readonly TraceRow[]> {
    for (const batch of batches) {
      yield batch.map((atMs) => ({ atMs, kind: "get" as const, keys: ["k"], valueBytes: 0, ttlMs: 0 }));
    }
  }
  const times: number[] = [];
  for await (const batch of spread(rows())) times.push(...batch.map(({ sendMs }) => sendMs));
  return times;
}

test("requests of one time are spread until the next, from the trace's start", async () => {
  expect(await sendTimes([5000, 5000, 5000, 5000, 6000, 6000])).toEqual([0, 250, 500, 750, 1000, 1500]);
});

test("at most over a second", async () => {
  expect(await sendTimes([1000, 1000, 9000])).toEqual([0, 500, 8000]);
});

test("finer times stay as they are", async () => {
  expect(await sendTimes([100.25, 100.5, 103])).toEqual([0, 0.25, 2.75]);
});

test("however the rows come in batches", async () => {
  expect(await sendTimes([5000], [], [5000, 5000], [5000, 6000], [6000])).toEqual([0, 250, 500, 750, 1000, 1500]);
  expect(await sendTimes()).toEqual([]);
});
