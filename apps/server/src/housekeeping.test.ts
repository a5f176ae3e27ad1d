import { expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { ManualClock } from "../test/support/manual-clock.ts";
import { forAll, Housekeeping } from "./housekeeping.ts";

test("a tick removes what has expired, in slices between which others may run", async () => {
  const clock = new ManualClock();
  const state = createState({ maxmemory: 16 * 1024 ** 2 }, clock);
  const key = Buffer.alloc(4);
  for (let i = 0; i < 20_000; i++) {
    key.writeUInt32LE(i);
    state.cache.raw.set(key, 0, 4, 0, key, 0, 4, clock.nowMs + 1000, 0);
  }
  const housekeeping = new Housekeeping(state, forAll(state));
  housekeeping.tick();
  expect(state.cache.raw.count(0)).toBe(20_000);
  clock.advance(2000);
  housekeeping.tick();
  for (let turn = 0; turn < 10_000 && state.cache.raw.count(0) > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(state.cache.raw.count(0)).toBe(0);
  housekeeping.stop();
});

test("connections are swept every tenth tick", () => {
  const clock = new ManualClock();
  const sweeps: number[] = [];
  const housekeeping = new Housekeeping(createState({}, clock), {
    sweepConnections: (nowMs) => sweeps.push(nowMs),
  });
  for (let i = 0; i < 25; i++) {
    clock.advance(100);
    housekeeping.tick();
  }
  housekeeping.stop();
  expect(sweeps).toEqual([clock.nowMs - 1500, clock.nowMs - 500]);
});
