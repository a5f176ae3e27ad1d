import { describe, expect, test } from "vitest";
import { IDLE, measuredPhase, sampleReport } from "../../test/fakes/reports.ts";
import { Measurements } from "../measurements.ts";
import type { PhaseResult } from "../run.ts";
import { hasErrors } from "./report.ts";

function failedPhase(message: string, lostConnections: number): PhaseResult {
  const phase = measuredPhase();
  phase.measurements.recordError(message);
  phase.measurements.lostConnections = lostConnections;
  return phase;
}

describe("the report", () => {
  test("turns counts into rates over the measured time", () => {
    expect(sampleReport()).toMatchObject({
      schema: 1,
      verb: "run",
      startedAt: "1970-01-01T00:00:00.000Z",
      durationSeconds: 2,
      operations: { total: 5000, get: 4000, set: 1000, lookAsideSets: 0, unanswered: 0 },
      operationsPerSecond: { total: 2500, get: 2000, set: 500 },
      hits: { hits: 3000, misses: 1000, ratio: 0.75 },
      valueBytes: { read: 300_000, written: 50_000, readPerSecond: 150_000, writtenPerSecond: 25_000 },
      errors: { total: 0, lostConnections: 0, byMessage: [] },
      generator: { driver: "fake 1.0", loop: "closed", ...IDLE },
    });
  });

  test("gives latencies in milliseconds", () => {
    const { get, set } = sampleReport().latencyMs;
    const oneMs = { min: 1, mean: 1, p50: 1, p90: 1, p99: 1, p999: 1, max: 1 };
    expect(get).toEqual({ count: 4000, ...oneMs });
    expect(set).toEqual({ count: 1000, ...oneMs });
  });

  test("names the workload, and a skew only where there is one", () => {
    expect(sampleReport().workload).toMatchObject({
      requests: 200,
      durationMs: null,
      theta: null,
      distribution: "uniform",
    });
    const zipf = sampleReport({}, { distribution: "zipf", theta: 0.8, requests: undefined, duration: 30_000 });
    expect(zipf.workload).toMatchObject({ requests: null, durationMs: 30_000, theta: 0.8, distribution: "zipf" });
  });

  test("keeps the phases apart", () => {
    const report = sampleReport({ prefill: measuredPhase() });
    expect(report.prefill).toEqual({ operations: 5000, errors: 0, durationSeconds: 2 });
    expect(report.warmup).toBeNull();
    expect(report.operations.total).toBe(5000);
  });

  test("has no ratio, rate or latency where nothing ran", () => {
    const report = sampleReport({ measured: undefined, interrupted: true });
    expect(report.hits.ratio).toBeNull();
    expect(report.latencyMs).toEqual({ get: null, set: null });
    expect(report.operationsPerSecond).toEqual({ total: 0, get: 0, set: 0 });
    expect(report.interrupted).toBe(true);
  });

  test("gathers the errors of all phases", () => {
    const measured = { ...failedPhase("OOM", 3), load: IDLE };
    const report = sampleReport({ prefill: failedPhase("OOM", 2), measured });
    expect(report.errors).toEqual({
      total: 2,
      lostConnections: 3,
      byMessage: [
        { phase: "prefill", message: "OOM", count: 1 },
        { phase: "run", message: "OOM", count: 1 },
      ],
    });
  });

  test("has errors when a request failed or a connection was lost, in any phase", () => {
    expect(hasErrors(sampleReport())).toBe(false);
    expect(hasErrors(sampleReport({ warmup: failedPhase("x", 0) }))).toBe(true);
    const measurements = new Measurements();
    measurements.lostConnections = 1;
    expect(hasErrors(sampleReport({ prefill: { measurements, elapsedMs: 1, unanswered: 0 } }))).toBe(true);
  });
});
