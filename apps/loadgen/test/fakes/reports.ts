// Results and reports to render, with figures that are easy to recognise.
import { Measurements } from "../../src/measurements.ts";
import type { RunOptions } from "../../src/options.ts";
import { type Report, reportOf } from "../../src/report/report.ts";
import type { PhaseResult, RunResult } from "../../src/run.ts";
import { runOptions } from "./run-options.ts";

/** Two seconds with 3,000 hits of 100 bytes, 1,000 misses and 1,000 sets of 50 bytes, a millisecond each. */
export function measuredPhase(): PhaseResult {
  const measurements = new Measurements();
  for (let index = 0; index < 3000; index++) measurements.recordHit(1000, 100);
  for (let index = 0; index < 1000; index++) measurements.recordMiss(1000);
  for (let index = 0; index < 1000; index++) measurements.recordSet(1000, 50);
  return { measurements, elapsedMs: 2000, unanswered: 0 };
}

export const IDLE = { cpuShare: 0.25, eventLoopDelayP99Ms: 1.25, generatorBound: false };

export function resultOf(changes: Partial<RunResult> = {}): RunResult {
  return {
    prefill: undefined,
    warmup: undefined,
    measured: { ...measuredPhase(), load: IDLE },
    interrupted: false,
    ...changes,
  };
}

export function sampleReport(changes: Partial<RunResult> = {}, options: Partial<RunOptions> = {}): Report {
  return reportOf(runOptions(options), resultOf(changes), {
    startedAt: new Date(0),
    name: "segcache-loadgen",
    version: "1.2.3",
    node: "v24.0.0",
    driver: "fake 1.0",
  });
}
