import { beforeEach, describe, expect, test } from "vitest";
import { SystemClock } from "./clock.ts";

const NOON = 1_800_000_000_000;

/** What both sources show: `unixMs` with a fraction, which the system does not tell. */
let unixMs: number;
let micros: number;
/** What a look at either takes. */
let lookMs: number;
let unixReadings: number;

function pass(ms: number): void {
  unixMs += ms;
  micros += ms * 1000;
}

function readUnix(): number {
  unixReadings++;
  pass(lookMs);
  return Math.floor(unixMs);
}

function timer(): number {
  pass(lookMs);
  return micros;
}

beforeEach(() => {
  unixMs = NOON + 0.7;
  micros = 5_000_000;
  lookMs = 0;
  unixReadings = 0;
});

test("the time is the system's, never late by more than a millisecond and never early", () => {
  const clock = new SystemClock(timer, readUnix);
  for (let step = 0; step < 5000; step++) {
    pass(0.37);
    const ahead = clock.refresh(micros) - unixMs;
    expect(ahead).toBeLessThanOrEqual(1e-3);
    expect(ahead).toBeGreaterThan(-2);
    expect(clock.nowMs).toBe(clock.refresh(micros));
  }
});

test("the longer it runs the closer it comes", () => {
  const clock = new SystemClock(timer, readUnix);
  for (let step = 0; step < 2000; step++) {
    pass(50.13);
    clock.refresh(micros);
  }
  for (let step = 0; step < 1000; step++) {
    pass(7.77);
    expect(clock.refresh(micros)).toBeGreaterThanOrEqual(Math.floor(unixMs - 0.1));
  }
});

test("whoever has not read the timer need not", () => {
  const clock = new SystemClock(timer, readUnix);
  pass(20);
  expect(clock.refresh()).toBe(clock.refresh(micros));
});

test("the system is asked twenty times a second at the most", () => {
  const clock = new SystemClock(timer, readUnix);
  for (let step = 0; step < 10_000; step++) {
    pass(0.1);
    clock.refresh(micros);
  }
  expect(unixReadings).toBeLessThanOrEqual(21);
});

describe("when the system's time is set", () => {
  test.each([3_600_000, -3_600_000, 5, -5])("by %d ms, it is followed", (step) => {
    const clock = new SystemClock(timer, readUnix);
    pass(1000);
    clock.refresh(micros);
    unixMs += step;
    pass(50);
    expect(Math.abs(clock.refresh(micros) - unixMs)).toBeLessThanOrEqual(2);
  });
});

test("what interrupts a look at the sources does not move the time", () => {
  const clock = new SystemClock(timer, readUnix);
  for (let step = 0; step < 100; step++) {
    pass(60);
    clock.refresh(micros);
  }
  lookMs = 400;
  for (let step = 0; step < 10; step++) {
    clock.refresh(micros);
    expect(Math.abs(clock.refresh(micros) - unixMs)).toBeLessThanOrEqual(2 * lookMs);
  }
  lookMs = 0;
  pass(60);
  expect(Math.abs(clock.refresh(micros) - unixMs)).toBeLessThanOrEqual(1);
});
