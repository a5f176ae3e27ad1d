// Results and reports to render, with figures that are easy to recognise.
import type { CrewResult } from "../../src/load/crew.ts";
import { Measurements } from "../../src/load/measurements.ts";
import { reportOf } from "../../src/report/report.ts";
import type { Report } from "../../src/report/report-shape.ts";
import type { RunResult } from "../../src/run.ts";
import { runOptions } from "./run-options.ts";

export const IDLE = { cpuShare: 0.25, eventLoopDelayP99Ms: 1.25 };

/** Two seconds with 3,000 hits of 100 bytes, 1,000 misses and 1,000 sets of 50 bytes, a millisecond each. */
export function crewResult(changes: Partial<CrewResult> = {}): CrewResult {
  const measurements = new Measurements();
  for (let index = 0; index < 4000; index++) measurements.recordReply("get", 1000, 1000);
  for (let index = 0; index < 1000; index++) measurements.recordReply("set", 1000, 1000);
  measurements.hits = 3000;
  measurements.misses = 1000;
  measurements.valueBytesRead = 300_000;
  measurements.valueBytesWritten = 50_000;
  return { measurements, elapsedMs: 2000, unanswered: 0, load: IDLE, loads: [IDLE], ...changes };
}

export function resultOf(changes: Partial<RunResult> = {}): RunResult {
  return {
    prefill: undefined,
    warmup: undefined,
    measured: { ...crewResult(), series: [] },
    interrupted: false,
    recorded: undefined,
    ...changes,
  };
}

export function sampleReport(changes: Partial<RunResult> = {}, typed = ""): Report {
  return reportOf(runOptions(typed), resultOf(changes), {
    startedAt: new Date(0),
    name: "segcache-loadgen",
    version: "1.2.3",
    node: "v24.0.0",
    driver: "fake 1.0",
  });
}
