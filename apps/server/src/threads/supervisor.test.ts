import { describe, expect, test } from "vitest";
import { Fleet } from "../../test/support/fake-workers.ts";
import { createState } from "../../test/support/harness.ts";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { settled } from "../../test/support/thread-lines.ts";
import { defaultConfig } from "../config.ts";
import { UsageError } from "../usage-error.ts";
import { SharedCounts } from "./shared-counts.ts";
import { Supervisor, threadsOf } from "./supervisor.ts";

function supervised(threads = 2, config: Parameters<typeof createState>[0] = {}, canShare = true) {
  const clock = new ManualClock();
  const fleet = new Fleet();
  const delays: { ms: number; task: () => void }[] = [];
  const state = createState({ maxmemory: 16 * 1024 ** 2, ...config }, clock, {
    threads,
    counts: SharedCounts.forThreads(threads),
  });
  const logged: string[] = [];
  for (const level of ["info", "warn", "error"] as const) {
    state.log[level] = (_fields: object, text: string) => void logged.push(`${level}: ${text}`);
  }
  const written: string[] = [];
  const supervisor = new Supervisor(state, {
    startWorker: fleet.startWorker,
    delay: (ms, task) => delays.push({ ms, task }),
    findTaken: () => Promise.resolve(undefined),
    canShare: () => Promise.resolve(canShare),
    commandLog: { sink: { write: (text: string) => written.push(text) }, seeds: [1, 2] },
  });
  return { clock, fleet, delays, state, supervisor, logged, written };
}

describe("starting", () => {
  test("starts as many workers as there are threads, with numbers, settings and the cache", async () => {
    const { fleet, supervisor, state } = supervised(3, { timeout: 77 });
    expect(await supervisor.listen()).toEqual({ address: "127.0.0.1", port: 7000, endpoints: ["127.0.0.1:7000"] });
    expect(fleet.workers.map(({ start }) => start.thread)).toEqual([1, 2, 3]);
    for (const { start } of fleet.workers) {
      expect(start).toMatchObject({ threads: 3, config: { timeout: 77 }, runId: "test", sharesPorts: true });
      expect(start.cache.buffers).toEqual(state.cache.share().buffers);
    }
    await supervisor.close();
  });

  test("a worker that cannot listen ends all of them, with its error", async () => {
    const { fleet, supervisor } = supervised();
    fleet.listenErrors.set(2, Object.assign(new Error("in use"), { code: "EADDRINUSE", address: "::1", port: 7 }));
    await expect(supervisor.listen()).rejects.toMatchObject({ code: "EADDRINUSE", address: "::1", port: 7 });
    expect(fleet.workers.every(({ isTerminated }) => isTerminated)).toBe(true);
  });

  test("a mistake of the user arrives as one", async () => {
    const { fleet, supervisor } = supervised();
    fleet.listenErrors.set(1, new UsageError("no certificate"));
    await expect(supervisor.listen()).rejects.toThrow(UsageError);
  });

  test("where ports cannot be shared there is one worker, and a warning", async () => {
    const { fleet, supervisor, logged } = supervised(4, {}, false);
    await supervisor.listen();
    expect(fleet.workers.map(({ start }) => start.sharesPorts)).toEqual([false]);
    expect(logged).toEqual(["warn: this system cannot share a port between threads: one thread serves all"]);
    await supervisor.close();
  });
});

test("threads are one for each core unless the settings say a number, and one for a Unix socket alone", () => {
  const config = defaultConfig();
  expect(threadsOf(config)).toBeGreaterThanOrEqual(1);
  expect(threadsOf({ ...config, threads: 5 })).toBe(5);
  expect(threadsOf({ ...config, threads: 5, port: 0, unixsocket: "/run/x" })).toBe(1);
  expect(threadsOf({ ...config, threads: 5, port: 0, "tls-port": 1 })).toBe(5);
});

describe("a worker that ends", () => {
  test("is logged, counted and replaced after a delay", async () => {
    const { fleet, supervisor, state, delays, logged } = supervised();
    await supervisor.listen();
    await settled();
    fleet.workers[0]!.exit(new Error("a defect"));
    await settled();
    expect(state.counts.crashes).toBe(1);
    expect(logged).toEqual(["error: a thread crashed: its connections are closed"]);
    expect(fleet.workers).toHaveLength(2);
    expect(delays.map(({ ms }) => ms)).toEqual([100]);
    delays[0]!.task();
    await settled();
    expect(fleet.workers[2]!.start.thread).toBe(1);
    expect(logged.at(-1)).toBe("info: a thread in place of the one that crashed accepts connections");
    await supervisor.close();
  });

  test("is replaced ever later while it happens again, and soon again after it went well", async () => {
    const { fleet, supervisor, delays, clock } = supervised(2);
    await supervisor.listen();
    for (let crash = 0; crash < 9; crash++) {
      fleet.workers.findLast(({ start }) => start.thread === 1)!.exit(undefined);
      await settled();
      delays.at(-1)!.task();
      await settled();
    }
    expect(delays.map(({ ms }) => ms)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    clock.advance(60_000);
    fleet.workers.at(-1)!.exit(undefined);
    await settled();
    expect(delays.at(-1)!.ms).toBe(100);
    await supervisor.close();
  });

  test("leaves what it had reported, and its successor knows all settings", async () => {
    const { fleet, supervisor, state, delays } = supervised();
    await supervisor.listen();
    const [first, second] = fleet.workers;
    first!.state.metrics.commandsProcessed = 40;
    first!.state.metrics.commandsPerSecond = 9;
    await supervisor.gather();
    await second!.toMain.ask("change", { kind: "config", values: { timeout: 5 } });
    await second!.toMain.ask("change", { kind: "pause", pause: "write", endMs: 9e15 });
    await second!.toMain.ask("change", { kind: "monitors", thread: 2, count: 1 });
    first!.exit(undefined);
    await settled();
    expect(state.metrics).toMatchObject({ commandsProcessed: 40, commandsPerSecond: 0 });
    delays[0]!.task();
    await settled();
    expect(fleet.workers[2]!.start).toMatchObject({
      config: { timeout: 5 },
      pause: { kind: "write", endMs: 9e15 },
      monitors: [[2, 1]],
    });
    await supervisor.close();
  });

  test("keeps nobody waiting for its answers, and its monitors are gone for all", async () => {
    const { fleet, supervisor } = supervised();
    await supervisor.listen();
    const [first, second] = fleet.workers;
    fleet.beforeApply = (thread) => (thread === 1 ? new Promise(() => {}) : Promise.resolve());
    const change = second!.toMain.ask("change", { kind: "unpause" });
    await settled();
    first!.exit(undefined);
    expect(await change).toBeNull();
    await settled();
    expect(second!.changes.at(-1)).toEqual({ kind: "monitors", thread: 1, count: 0 });
    await supervisor.close();
  });
});

describe("stopping", () => {
  test("closes every worker, then ends it; none is replaced", async () => {
    const { fleet, supervisor, delays, logged } = supervised();
    await supervisor.listen();
    await supervisor.close();
    await settled();
    expect(fleet.closed).toEqual([1, 2]);
    expect(fleet.workers.every(({ isTerminated }) => isTerminated)).toBe(true);
    expect([delays, logged]).toEqual([[], []]);
  });

  test("a worker asks for it", async () => {
    const { fleet, supervisor, state } = supervised();
    let isAsked = false;
    state.shutDown = () => {
      isAsked = true;
    };
    await supervisor.listen();
    fleet.workers[1]!.toMain.tell("shutDown", null);
    await settled();
    expect(isAsked).toBe(true);
    await supervisor.close();
  });
});

test("workers' lines reach the log and the command log", async () => {
  const { fleet, supervisor, logged, written } = supervised();
  await supervisor.listen();
  fleet.workers[0]!.toMain.tell("log", { level: "warn", fields: { a: 1 }, text: "look" });
  fleet.workers[1]!.toMain.tell("commandLog", "x\ny\n");
  await settled();
  expect(logged).toEqual(["warn: look"]);
  expect(written).toEqual(["x\ny\n"]);
  await supervisor.close();
});
