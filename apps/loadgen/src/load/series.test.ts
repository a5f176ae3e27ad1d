import { expect, test } from "vitest";
import { Latencies } from "./latencies.ts";
import type { Tick } from "./loop.ts";
import { Series } from "./series.ts";

function tick(operations: number, second?: number, us = 10): Tick {
  const responses = new Latencies();
  responses.record(us);
  const interval = second === undefined ? undefined : { second, responses };
  return { elapsedMs: 0, operations, hits: operations, misses: 0, errors: 1, dropped: 0, late: 0, interval };
}

test("a series adds up what the threads did in each second, whenever they say it", () => {
  const series = new Series();
  series.add(0, tick(100, 0, 10));
  series.add(0, tick(150));
  series.add(0, tick(250, 1, 20));
  series.add(1, tick(7, 0, 30));
  series.add(1, tick(9, 3, 40));
  const rows = series.rows();
  expect(rows.map(({ second, operations }) => [second, operations])).toEqual([
    [0, 107],
    [1, 150],
    [3, 2],
  ]);
  expect(rows.map(({ errors }) => errors)).toEqual([2, 0, 0]);
  expect(rows.map(({ responses }) => [responses.count, responses.maxUs])).toEqual([
    [2, 30],
    [1, 20],
    [1, 40],
  ]);
});
