import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { type ProgressOutput, progressOn } from "./progress.ts";

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
    const stopTicks = clock.every(100, () => progress.update(clock.nowUs() / 1000, clock.nowUs() / 1000));
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
    progress.update(3, 6000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toBe("warm-up: 100 %, 3 operations, 1 ops/s\n");
  });

  test("on a terminal draws a bar and leaves the signals alone", async () => {
    const written: string[] = [];
    const listeners = process.listenerCount("SIGINT");
    const progress = progressOn(outputTo(written, true), new VirtualClock());
    progress.start({ label: "run", total: 200, unit: "requests" });
    expect(process.listenerCount("SIGINT")).toBe(listeners);
    progress.update(50, 1000);
    progress.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.join("")).toContain("25%");
    expect(written.join("")).toContain("50 ops/s");
  });
});
