import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

test("the rate is taken over the last whole sample", () => {
  const metrics = new Metrics(1000);
  metrics.commandsProcessed = 50;
  metrics.sample(1500);
  expect(metrics.commandsPerSecond).toBe(0);
  metrics.sample(2000);
  expect(metrics.commandsPerSecond).toBe(50);
  metrics.commandsProcessed = 250;
  metrics.sample(4000);
  expect(metrics.commandsPerSecond).toBe(100);
  metrics.sample(5000);
  expect(metrics.commandsPerSecond).toBe(0);
});

test("a clock that steps back starts a new sample", () => {
  const metrics = new Metrics(10_000);
  metrics.commandsProcessed = 5;
  metrics.sample(1000);
  expect(metrics.commandsPerSecond).toBe(0);
  metrics.commandsProcessed = 15;
  metrics.sample(2000);
  expect(metrics.commandsPerSecond).toBe(10);
});

test("reset empties the counters and counts the engine's from here", () => {
  const metrics = new Metrics(0);
  metrics.commandsProcessed = 5;
  metrics.errorReplies = 2;
  metrics.reset({ hits: 10, misses: 20, itemsEvicted: 30, itemsExpired: 40 });
  expect(metrics).toMatchObject({ commandsProcessed: 0, errorReplies: 0 });
  expect(metrics.sinceReset({ hits: 11, misses: 22, itemsEvicted: 33, itemsExpired: 44 })).toEqual({
    hits: 1,
    misses: 2,
    itemsEvicted: 3,
    itemsExpired: 4,
  });
});
