import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { Latencies } from "./load/latencies.ts";
import type { Tick } from "./load/loop.ts";
import { PhaseView, type ProgressOutput, progressOn, type View } from "./progress.ts";

const NOTHING = { hits: 0, misses: 0, errors: 0, dropped: 0, p50Us: 0, p99Us: 0 };

function viewOf(operations: number, elapsedMs: number, more: Partial<View> = {}): View {
  return { ...NOTHING, operations, elapsedMs, ...more };
}

function outputTo(lines: string[], isTTY: boolean): ProgressOutput {
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
  return Object.assign(stream, { isTTY, columns: 80, cursorTo: () => {}, clearLine: () => {} });
}

describe("progress", () => {
  test("without a terminal writes a plain line every five seconds", async () => {
    const written: string[] = [];
    const clock = new VirtualClock();
    const progress = progressOn(outputTo(written, false), clock);
    progress.start({ label: "run", total: 60_000, unit: "requests" });
    const stopTicks = clock.every(100, () => progress.update(viewOf(clock.nowUs() / 1000, clock.nowUs() / 1000)));
    await clock.settle(new Promise<void>((resolve) => clock.after(12_050_000, resolve)));
    stopTicks();
    progress.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toBe(
      "run: 8 %, 5,000 operations, 1,000 ops/s\nrun: 16 %, 10,000 operations, 1,000 ops/s\n",
    );
  });

  test("counts time for a phase that time ends, and never above 100 %", async () => {
    const written: string[] = [];
    const clock = new VirtualClock();
    const progress = progressOn(outputTo(written, false), clock);
    progress.start({ label: "warm-up", total: 4000, unit: "ms" });
    await clock.settle(new Promise<void>((resolve) => clock.after(6_000_000, resolve)));
    progress.update(viewOf(3, 6000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toBe("warm-up: 100 %, 3 operations, 1 ops/s\n");
  });

  test("on a terminal draws a bar and leaves the signals alone", async () => {
    const written: string[] = [];
    const listeners = process.listenerCount("SIGINT");
    const progress = progressOn(outputTo(written, true), new VirtualClock());
    progress.start({ label: "run", total: 200, unit: "requests" });
    expect(process.listenerCount("SIGINT")).toBe(listeners);
    progress.update(viewOf(50, 1000, { hits: 3, misses: 1, p50Us: 120, p99Us: 2345, errors: 7, dropped: 1 }));
    progress.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toContain("25%");
    expect(written.join("")).toContain("50 ops/s, hits 75.0 %, p50 0.12 p99 2.35 ms, errors 7, dropped 1");
  });
});

test("a view puts the threads' ticks together", () => {
  const responses = (us: number): Latencies => {
    const latencies = new Latencies();
    latencies.record(us);
    return latencies;
  };
  const tick = (operations: number, elapsedMs: number, us?: number): Tick => ({
    ...NOTHING,
    late: 0,
    operations,
    elapsedMs,
    interval: us === undefined ? undefined : { second: 0, responses: responses(us) },
  });
  const view = new PhaseView();
  view.after(0, tick(10, 900));
  expect(view.after(1, tick(5, 1001, 40))).toMatchObject({ operations: 15, elapsedMs: 1001, p50Us: 40, p99Us: 40 });
  expect(view.after(0, tick(12, 1003, 80))).toMatchObject({ operations: 17, elapsedMs: 1003, p50Us: 40, p99Us: 80 });
  expect(view.after(0, tick(13, 1100))).toMatchObject({ operations: 18, p99Us: 80 });
});
