import { describe, expect, test } from "vitest";
import { crewResult, IDLE, sampleReport } from "../../test/fakes/reports.ts";
import type { CrewResult } from "../load/crew.ts";
import { Measurements } from "../load/measurements.ts";
import { hasErrors } from "./report.ts";

function failedPhase(message: string, lostConnections: number): CrewResult {
  const phase = crewResult();
  phase.measurements.recordError(message);
  phase.measurements.lostConnections = lostConnections;
  return phase;
}

describe("the report", () => {
  test("turns counts into rates over the measured time", () => {
    expect(sampleReport()).toMatchObject({
      schema: 2,
      verb: "run",
      startedAt: "1970-01-01T00:00:00.000Z",
      durationSeconds: 2,
      operations: { total: 5000, get: 4000, set: 1000, del: 0, lookAsideSets: 0, unanswered: 0, dropped: 0, late: 0 },
      operationsPerSecond: { total: 2500, get: 2000, set: 500 },
      hits: { hits: 3000, misses: 1000, ratio: 0.75 },
      valueBytes: { read: 300_000, written: 50_000, readPerSecond: 150_000, writtenPerSecond: 25_000 },
      errors: { total: 0, wrongValues: 0, lostConnections: 0, byMessage: [] },
      generator: { driver: "fake 1.0", loop: "closed", threads: 1, generatorBound: false, ...IDLE },
    });
  });

  test("gives latencies in milliseconds", () => {
    const { get, set } = sampleReport().latencyMs;
    const oneMs = { min: 1, mean: 1, p50: 1, p90: 1, p99: 1, p999: 1, max: 1 };
    expect(get).toEqual({ count: 4000, ...oneMs });
    expect(set).toEqual({ count: 1000, ...oneMs });
  });

  test("names load and workload", () => {
    const closed = sampleReport({}, "--preset twitter-52 --verify");
    expect(closed.load).toMatchObject({ requests: 200, durationMs: null, pipeline: 1, rate: null, verify: true });
    expect(closed.workload).toMatchObject({ distribution: "zipf", theta: 1.2117, keys: 40, "look-aside": true });
    const open = sampleReport({}, "--duration 30s --rate 500 --arrivals poisson --in-flight-max 7");
    expect(open.load).toMatchObject({ requests: null, durationMs: 30_000, pipeline: null, rate: 500 });
    expect(open.load).toMatchObject({ arrivals: "poisson", inFlightMax: 7 });
  });

  test("of an open loop tells service beside latency, and its own lateness", () => {
    expect(sampleReport().serviceMs).toBeNull();
    const measured = { ...crewResult(), series: [] };
    for (let times = 0; times < 100; times++) measured.measurements.sendDelay.record(2000);
    const open = sampleReport({ measured }, "--rate 500");
    expect(open.serviceMs?.get).toEqual(open.latencyMs.get);
    expect(open.generator).toMatchObject({ loop: "open", sendDelayP99Ms: 2, generatorBound: true });
  });

  test("keeps the phases apart", () => {
    const report = sampleReport({ prefill: crewResult() });
    expect(report.prefill).toEqual({ operations: 5000, errors: 0, durationSeconds: 2 });
    expect(report.warmup).toBeNull();
    expect(report.operations.total).toBe(5000);
  });

  test("has no ratio, rate or latency where nothing ran", () => {
    const report = sampleReport({ measured: undefined, interrupted: true });
    expect(report.hits.ratio).toBeNull();
    expect(Object.values(report.latencyMs)).toEqual(new Array(6).fill(null));
    expect(new Set(Object.values(report.operationsPerSecond))).toEqual(new Set([0]));
    expect(report.interrupted).toBe(true);
  });

  test("gathers the errors of all phases", () => {
    const measured = { ...failedPhase("OOM", 3), series: [] };
    const report = sampleReport({ prefill: failedPhase("OOM", 2), measured });
    expect(report.errors).toEqual({
      total: 2,
      wrongValues: 0,
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
    expect(hasErrors(sampleReport({ prefill: crewResult({ measurements }) }))).toBe(true);
  });
});
