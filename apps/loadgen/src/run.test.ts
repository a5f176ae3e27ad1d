import { describe, expect, test } from "vitest";
import { type Behaviour, FakeDriver } from "../test/fakes/fake-driver.ts";
import { runOptions } from "../test/fakes/run-options.ts";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { ConnectError } from "./drivers/driver.ts";
import { localCrew } from "./load/crew.ts";
import type { RunOptions } from "./options/run-options.ts";
import type { Progress } from "./progress.ts";
import { loadPlanOf, type RunResult, run } from "./run.ts";

interface Played {
  readonly result: RunResult;
  readonly driver: FakeDriver;
  readonly progress: string[];
}

interface Setup {
  readonly behaviour?: Behaviour;
  /** Aborts when the phase of this name starts. */
  readonly abortIn?: string;
}

async function play(options: RunOptions, setup: Setup = {}): Promise<Played> {
  const clock = new VirtualClock();
  const driver = new FakeDriver(clock, setup.behaviour);
  const controller = new AbortController();
  const lines: string[] = [];
  const progress: Progress = {
    start: ({ label, total, unit }) => {
      lines.push(`${label} ${total} ${unit}`);
      if (label === setup.abortIn) clock.after(150, () => controller.abort());
    },
    update: () => {},
    stop: () => lines.push("stop"),
  };
  if (setup.abortIn === "connect") controller.abort();
  const gauges = { cpuUs: () => 0, watchEventLoop: () => () => 0 };
  const crew = localCrew(loadPlanOf(options), { driver, clock, gauges });
  const result = await clock.settle(run(options, { crew, progress, signal: controller.signal }));
  return { result, driver, progress: lines };
}

describe("run", () => {
  test("measures the requests asked for and closes its connections", async () => {
    const { result, driver, progress } = await play(runOptions());
    expect(result.measured?.measurements.operations).toBe(200);
    expect([result.prefill, result.warmup, result.interrupted]).toEqual([undefined, undefined, false]);
    expect(driver.connections).toHaveLength(4);
    expect(driver.connections.every(({ isOpen }) => !isOpen)).toBe(true);
    expect(progress).toEqual(["run 200 requests", "stop"]);
  });

  test("prefills every key once, outside the measurement", async () => {
    const { result, driver } = await play(runOptions("--prefill --ratio 0:1"));
    expect(driver.store.size).toBe(40);
    expect(result.prefill?.measurements.response.set.count).toBe(40);
    expect(result.measured?.measurements).toMatchObject({ hits: 200, misses: 0, valueBytesWritten: 0 });
  });

  test("warms up by requests or by time, outside the measurement and without changing it", async () => {
    const measuredLog = ({ driver }: Played): unknown[] => driver.connections.map(({ log }) => log.slice(-50));
    const cold = await play(runOptions());
    const counted = await play(runOptions("--warmup 100"));
    const timed = await play(runOptions("--warmup 20ms"));
    expect(counted.result.warmup?.measurements.operations).toBe(100);
    expect(timed.result.warmup?.elapsedMs).toBeCloseTo(20, 6);
    expect(timed.progress).toEqual(["warm-up 20 ms", "stop", "run 200 requests", "stop"]);
    for (const played of [counted, timed]) {
      expect(played.result.measured?.measurements.operations).toBe(200);
      expect(measuredLog(played)).toEqual(measuredLog(cold));
    }
  });

  test("a time measures for that time", async () => {
    const { result, progress } = await play(runOptions("--duration 30ms"));
    expect(result.measured?.elapsedMs).toBeCloseTo(30, 6);
    expect(progress[0]).toBe("run 30 ms");
  });

  test("opens as many connections as there are clients, beyond one batch, too", async () => {
    const { driver } = await play(runOptions("--clients 150"));
    expect(driver.connections).toHaveLength(150);
  });

  test("without a connection it fails and closes those it had", async () => {
    const clock = new VirtualClock();
    const driver = new FakeDriver(clock, { refusesFrom: 2 });
    const gauges = { cpuUs: () => 0, watchEventLoop: () => () => 0 };
    const progress: Progress = { start: () => {}, update: () => {}, stop: () => {} };
    const signal = new AbortController().signal;
    const crew = localCrew(loadPlanOf(runOptions()), { driver, clock, gauges });
    const failing = clock.settle(run(runOptions(), { crew, progress, signal }));
    await expect(failing).rejects.toThrow(ConnectError);
    expect(driver.connections.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  test("connections lost while filling are not hidden from the measurement", async () => {
    const behaviour: Behaviour = { losesAt: (connection, index) => connection === 0 && index === 2 };
    const { result } = await play(runOptions("--prefill"), { behaviour });
    expect(result.prefill?.measurements.lostConnections).toBe(1);
    expect(result.measured?.measurements).toMatchObject({ operations: 150, lostConnections: 1 });
  });
});

describe("an interrupted run", () => {
  test("keeps what was measured", async () => {
    const { result, driver } = await play(runOptions(), { abortIn: "run" });
    expect(result.interrupted).toBe(true);
    expect(result.measured?.measurements.operations).toBe(4);
    expect(driver.connections.every(({ isOpen }) => !isOpen)).toBe(true);
  });

  test("does not go on to the next phase", async () => {
    const prefilling = await play(runOptions("--keys 4000 --prefill --warmup 9"), {
      abortIn: "prefill",
    });
    expect(prefilling.result).toMatchObject({ warmup: undefined, measured: undefined, interrupted: true });
    expect(prefilling.progress).toEqual(["prefill 4000 requests", "stop"]);
    const warming = await play(runOptions("--warmup 90"), { abortIn: "warm-up" });
    expect(warming.result.measured).toBeUndefined();
    expect(warming.result.warmup?.measurements.operations).toBe(4);
  });

  test("may end before a connection is made", async () => {
    const { result, driver } = await play(runOptions("--prefill"), { abortIn: "connect" });
    expect(driver.connections).toHaveLength(0);
    expect(result).toEqual({ prefill: undefined, warmup: undefined, measured: undefined, interrupted: true });
  });
});
