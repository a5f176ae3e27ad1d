import { describe, expect, test } from "vitest";
import { type Behaviour, FakeDriver } from "../test/fakes/fake-driver.ts";
import { crewResult } from "../test/fakes/reports.ts";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { localCrew } from "./load/crew.ts";
import { Measurements } from "./load/measurements.ts";
import { parseSaturateOptions } from "./options/saturate-options.ts";
import type { Progress } from "./progress.ts";
import { saturateReportOf, saturateTextOf } from "./report/saturate-report.ts";
import { loadPlanOf } from "./run.ts";
import { runSaturate, type SaturateResult, stepOf } from "./saturate.ts";
import { medianOf } from "./saturation.ts";

const TYPED = "--clients 4 --keys 40 --prefill --step 200ms --slo 10ms --repeats 2 --rate-min 500 --precision 0.2";
const QUIET: Progress = { start: () => {}, update: () => {}, stop: () => {} };
const CONTEXT = {
  startedAt: new Date(0),
  name: "segcache-loadgen",
  version: "1.2.3",
  node: "v24.0.0",
  driver: "fake 1.0",
};

/** A server that serves each connection's requests one after the other, `serviceUs` each. */
function queueing(clock: VirtualClock, serviceUs: number): Behaviour {
  const busyUntilUs: number[] = [];
  return {
    latencyUs: (connection) => {
      const nowUs = clock.nowUs();
      const until = Math.max(busyUntilUs[connection] ?? 0, nowUs) + serviceUs;
      busyUntilUs[connection] = until;
      return until - nowUs;
    },
  };
}

async function play(typed: string, abortAtUs?: number): Promise<SaturateResult> {
  const clock = new VirtualClock();
  const driver = new FakeDriver(clock, queueing(clock, 1000));
  const options = parseSaturateOptions(typed.split(" "));
  const crew = localCrew(loadPlanOf(options.base), {
    driver,
    clock,
    gauges: { cpuUs: () => 0, watchEventLoop: () => () => 0 },
  });
  const controller = new AbortController();
  if (abortAtUs !== undefined) clock.after(abortAtUs, () => controller.abort());
  return clock.settle(runSaturate(options, { crew, progress: QUIET, signal: controller.signal }));
}

describe("saturate", () => {
  test("finds the rate at which a server with four queues of a millisecond fills up", async () => {
    const result = await play(TYPED);
    // Four thousand a second are served; above that the queues grow by the whole step.
    expect(medianOf(result.knees)).toBeGreaterThan(3300);
    expect(medianOf(result.knees)).toBeLessThanOrEqual(4300);
    expect([result.isLowerBound, result.interrupted, result.errors.size]).toEqual([false, false, 0]);
    expect(result.headroom.map(({ holds }) => holds).slice(0, 4)).toEqual([true, true, true, true]);
    const text = saturateTextOf(saturateReportOf(parseSaturateOptions(TYPED.split(" ")), result, CONTEXT));
    expect(text).toMatch(/\nknee +[34],\d{3} requests\/s \([34],\d{3} to [34],\d{3} in 2 searches\)\n/);
    expect(text).toMatch(/\n +50 % +[12],\d{3} +[12],\d{3} +1\.000 +1\.000 +0 % +100 %\n/);
    expect(text).toContain("objective     p99 up to 10 ms, failed up to 0.1 %\n");
    expect(text).toContain("errors        none\n");
  });

  test("ends with what it has when told to", async () => {
    const result = await play(TYPED, 500_000);
    expect([result.interrupted, result.knees]).toEqual([true, []]);
    const report = saturateReportOf(parseSaturateOptions(TYPED.split(" ")), result, CONTEXT);
    expect(report.knee).toBeNull();
    expect(saturateTextOf(report)).toContain("knee          unknown: stopped before a search came to its end\n");
  });
});

describe("a step holds", () => {
  const options = parseSaturateOptions("--slo 2ms --step 2s".split(" "));
  const measured = { ...crewResult(), series: [] };

  test("while latency, failures and the achieved rate are within bounds", () => {
    expect(stepOf(options, 2500, measured)).toMatchObject({
      achieved: 2500,
      latencyMs: 1,
      failedShare: 0,
      holds: true,
    });
    expect(stepOf(options, 2600, measured).holds).toBe(true);
    expect(stepOf(options, 2700, measured).holds).toBe(false);
    expect(stepOf({ ...options, slo: 0.9 }, 2500, measured).holds).toBe(false);
  });

  test("not when too much failed or was dropped, or nothing was answered", () => {
    const failing = { ...crewResult(), series: [] };
    failing.measurements.dropped = 4;
    expect(stepOf(options, 2500, failing).holds).toBe(true);
    failing.measurements.recordError("OOM");
    failing.measurements.recordError("OOM");
    expect(stepOf(options, 2500, failing)).toMatchObject({ holds: false, failedShare: 6 / 5006 });
    expect(stepOf(options, 2500, { ...failing, measurements: new Measurements() }).holds).toBe(false);
  });
});
