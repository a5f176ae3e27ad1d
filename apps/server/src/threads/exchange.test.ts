import { describe, expect, test } from "vitest";
import { FakeWorker, Fleet } from "../../test/support/fake-workers.ts";
import { createState } from "../../test/support/harness.ts";
import { settled } from "../../test/support/thread-lines.ts";
import type { Config } from "../config.ts";
import type { Change } from "./changes.ts";
import { Exchange } from "./exchange.ts";
import type { WorkerStart } from "./messages.ts";
import { reportOf } from "./report.ts";

function exchangeOf(threads: number, findTaken: (config: Config, next: Config) => Promise<unknown> = async () => {}) {
  const state = createState();
  const exchange = new Exchange(state, findTaken);
  const fleet = new Fleet();
  const workers = Array.from({ length: threads }, (_, i) => {
    const worker = new FakeWorker({ thread: i + 1 } as WorkerStart, fleet);
    worker.line.serve({
      opened: () => null,
      ringOpened: () => null,
      gather: (ask) => exchange.gatherFor(ask),
      change: (change) => exchange.change(change),
      listenAs: (values) => exchange.listenAs(values),
      monitored: (lines) => {
        exchange.monitored(i + 1, lines);
        return null;
      },
      log: () => null,
      commandLog: () => null,
      shutDown: () => null,
    });
    exchange.add({ thread: i + 1, line: worker.line });
    return worker;
  });
  return { state, exchange, fleet, workers };
}

describe("reports", () => {
  test("a worker gets those of the others and of the main thread, not its own", async () => {
    const { workers } = exchangeOf(3);
    const own = { ...reportOf(workers[1]!.state, "counts"), thread: 2 };
    const reports = await workers[1]!.toMain.ask("gather", { own, reads: "counts" });
    expect(reports?.map(({ thread }) => thread)).toEqual([0, 1, 3]);
  });

  test("the main thread gets those of all workers", async () => {
    const { exchange } = exchangeOf(2);
    expect((await exchange.gather("counts")).map(({ thread }) => thread)).toEqual([1, 2]);
  });
});

describe("changes", () => {
  const set = (timeout: number): Change => ({ kind: "config", values: { timeout } });

  test("reach every thread, the asker and the main thread included, before they are answered", async () => {
    const { state, workers, fleet } = exchangeOf(3);
    let letGo = (): void => {};
    const slow = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    fleet.beforeApply = (thread) => (thread === 3 ? slow : Promise.resolve());
    let isAnswered = false;
    const answer = workers[0]!.toMain.ask("change", set(5)).then(() => {
      isAnswered = true;
    });
    await settled();
    expect(isAnswered).toBe(false);
    letGo();
    await answer;
    expect(workers.map(({ changes }) => changes)).toEqual([[set(5)], [set(5)], [set(5)]]);
    expect(state.config.timeout).toBe(5);
  });

  test("come in the same order to all", async () => {
    const { workers } = exchangeOf(3);
    await Promise.all(workers.map(({ toMain }, i) => toMain.ask("change", set(i))));
    const [order] = workers.map(({ changes }) => changes);
    for (const { changes } of workers) expect(changes).toEqual(order);
    expect(order).toHaveLength(3);
  });
});

describe("listening elsewhere", () => {
  test("is done by all workers", async () => {
    const { workers } = exchangeOf(2);
    expect(await workers[0]!.toMain.ask("listenAs", { port: 7001 })).toBeUndefined();
    expect(workers.map(({ uses }) => uses)).toEqual([[{ port: 7001 }], [{ port: 7001 }]]);
  });

  test("is taken back when one of them cannot", async () => {
    const { workers, fleet } = exchangeOf(3);
    const refusal = { name: "port", problem: "no" };
    fleet.useRefusals.set(2, refusal);
    expect(await workers[2]!.toMain.ask("listenAs", { port: 7001 })).toEqual(refusal);
    expect(workers.map(({ uses }) => uses)).toEqual([[{ port: 7001 }, {}], [{ port: 7001 }], []]);
  });

  test("is not begun when a port is another program's", async () => {
    const error = Object.assign(new Error("taken"), { code: "EADDRINUSE" });
    const { workers } = exchangeOf(2, async () => error);
    const refusal = await workers[0]!.toMain.ask("listenAs", { port: 7001 });
    expect(refusal).toEqual({ name: "port", problem: "Unable to listen on this port. Check server logs." });
    expect(workers.map(({ uses }) => uses)).toEqual([[], []]);
  });
});

test("lines for monitors go to the other threads that have some", async () => {
  const { workers } = exchangeOf(3);
  await workers[2]!.toMain.ask("change", { kind: "monitors", thread: 3, count: 1 });
  await workers[0]!.toMain.ask("change", { kind: "monitors", thread: 1, count: 1 });
  workers[0]!.toMain.tell("monitored", "+line\r\n");
  await settled();
  expect(workers.map(({ monitored }) => monitored)).toEqual([[], [], ["+line\r\n"]]);
});

test("a thread that does not take its monitors' lines is told that some are lost, and gets lines again later", async () => {
  const { workers, fleet } = exchangeOf(2);
  await workers[1]!.toMain.ask("change", { kind: "monitors", thread: 2, count: 1 });
  let letGo = (): void => {};
  fleet.beforeMonitored = new Promise((resolve) => {
    letGo = resolve;
  });
  const megabyte = "x".repeat(1024 ** 2);
  for (let i = 0; i < 20; i++) workers[0]!.toMain.tell("monitored", megabyte);
  await settled();
  expect(workers[1]!.monitored).toHaveLength(17);
  expect(workers[1]!.monitored.at(-1)).toBeNull();
  letGo();
  await settled();
  workers[0]!.toMain.tell("monitored", "+line\r\n");
  await settled();
  expect(workers[1]!.monitored.at(-1)).toBe("+line\r\n");
});

test("a worker that is gone is asked nothing", async () => {
  const { exchange } = exchangeOf(2);
  await exchange.remove(1);
  expect((await exchange.gather("counts")).map(({ thread }) => thread)).toEqual([2]);
  expect(await exchange.change({ kind: "unpause" })).toBeNull();
});
