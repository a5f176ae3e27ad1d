// The report as plain data: what --json writes and what the text is made from. Its shape is public; a change that
// breaks a reader raises `schema`.
import { targetText } from "../drivers/driver.ts";
import type { CrewResult } from "../load/crew.ts";
import { isGeneratorBound } from "../load/generator-load.ts";
import type { Latencies } from "../load/latencies.ts";
import type { Measurements } from "../load/measurements.ts";
import type { SeriesRow } from "../load/series.ts";
import { isOpenLoop, type RunOptions } from "../options/run-options.ts";
import type { RunResult } from "../run.ts";
import { OPERATION_KINDS, type OperationKind } from "../workload/operations.ts";
import type {
  ErrorsReport,
  GeneratorReport,
  LatencyReport,
  LoadReport,
  PhaseReport,
  Report,
  SecondReport,
} from "./report-shape.ts";

/** What the report tells beside options and result. */
export interface ReportContext {
  readonly startedAt: Date;
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly driver: string;
}

export function reportOf(options: RunOptions, result: RunResult, context: ReportContext): Report {
  const { measured } = result;
  const seconds = (measured?.elapsedMs ?? 0) / 1000;
  const perSecond = (count: number): number => (seconds > 0 ? count / seconds : 0);
  const counted = measured?.measurements;
  const [hits, misses] = [counted?.hits ?? 0, counted?.misses ?? 0];
  const [read, written] = [counted?.valueBytesRead ?? 0, counted?.valueBytesWritten ?? 0];
  const countOf = (kind: OperationKind): number => counted?.response[kind].count ?? 0;
  return {
    schema: 2,
    verb: "run",
    startedAt: context.startedAt.toISOString(),
    generator: generatorReportOf(options, result, context),
    target: {
      address: targetText(options.target),
      tls: options.target.tls !== undefined,
      cluster: options.target.cluster,
    },
    load: loadReportOf(options, result),
    workload: options.workload.settings,
    prefill: phaseReportOf(result.prefill),
    warmup: phaseReportOf(result.warmup),
    interrupted: result.interrupted,
    durationSeconds: seconds,
    operations: {
      total: counted?.operations ?? 0,
      ...byKind(countOf),
      lookAsideSets: counted?.lookAsideSets ?? 0,
      unanswered: measured?.unanswered ?? 0,
      dropped: counted?.dropped ?? 0,
      late: counted?.late ?? 0,
    },
    operationsPerSecond: { total: perSecond(counted?.operations ?? 0), ...byKind((kind) => perSecond(countOf(kind))) },
    hits: { hits, misses, ratio: ratioOf(hits, misses) },
    valueBytes: { read, written, readPerSecond: perSecond(read), writtenPerSecond: perSecond(written) },
    latencyMs: byKind((kind) => latencyReportOf(counted?.response[kind])),
    serviceMs: isOpenLoop(options) ? byKind((kind) => latencyReportOf(counted?.service[kind])) : null,
    series: (measured?.series ?? []).map(secondReportOf),
    errors: errorsReportOf(result),
  };
}

/** Whether anything failed: an error reply, a lost connection, in any phase. */
export function hasErrors(report: Report): boolean {
  return report.errors.total > 0 || report.errors.lostConnections > 0;
}

/** undefined becomes null: there was nothing to measure. */
export function latencyReportOf(latencies: Latencies | undefined): LatencyReport | null {
  if (latencies === undefined || latencies.count === 0) return null;
  const percentileMs = (percentile: number): number => latencies.percentileUs(percentile) / 1000;
  return {
    count: latencies.count,
    min: latencies.minUs / 1000,
    mean: latencies.meanUs / 1000,
    p50: percentileMs(50),
    p90: percentileMs(90),
    p99: percentileMs(99),
    p999: percentileMs(99.9),
    max: latencies.maxUs / 1000,
  };
}

export function secondReportOf(row: SeriesRow): SecondReport {
  const { second, operations, hits, misses, errors, dropped, late, responses } = row;
  const latency = latencyReportOf(responses);
  const [p50, p99, max] = [latency?.p50 ?? null, latency?.p99 ?? null, latency?.max ?? null];
  return { second, operations, hits, misses, hitRatio: ratioOf(hits, misses), errors, dropped, late, p50, p99, max };
}

function generatorReportOf(options: RunOptions, result: RunResult, context: ReportContext): GeneratorReport {
  const { name, version, node, driver } = context;
  const { measured } = result;
  const isOpen = isOpenLoop(options);
  return {
    name,
    version,
    node,
    driver,
    loop: isOpen ? "open" : "closed",
    threads: options.threads,
    cpuShare: measured?.load.cpuShare ?? 0,
    eventLoopDelayP99Ms: measured?.load.eventLoopDelayP99Ms ?? 0,
    sendDelayP99Ms: isOpen ? (measured?.measurements.sendDelay.percentileUs(99) ?? 0) / 1000 : null,
    generatorBound: measured !== undefined && isGeneratorBound(measured.load, measured.measurements, isOpen),
  };
}

function loadReportOf(options: RunOptions, { recorded }: RunResult): LoadReport {
  const { clients, pipeline, requests, duration, rate, verify } = options;
  return {
    clients,
    pipeline: isOpenLoop(options) ? null : pipeline,
    requests: requests ?? null,
    durationMs: duration ?? null,
    rate: rate ?? null,
    arrivals: rate === undefined ? null : options.arrivals,
    inFlightMax: isOpenLoop(options) ? options.inFlightMax : null,
    trace: options.trace ?? null,
    recorded: recorded ?? null,
    speed: options.trace === undefined ? null : (options.speed ?? "max"),
    timeoutMs: options.timeout,
    verify,
  };
}

function phaseReportOf(phase: CrewResult | undefined): PhaseReport | null {
  if (phase === undefined) return null;
  const { measurements, elapsedMs } = phase;
  return { operations: measurements.operations, errors: measurements.errors, durationSeconds: elapsedMs / 1000 };
}

function errorsReportOf(result: RunResult): ErrorsReport {
  const phases: [string, Measurements | undefined][] = [
    ["prefill", result.prefill?.measurements],
    ["warm-up", result.warmup?.measurements],
    ["run", result.measured?.measurements],
  ];
  const counted = phases.flatMap(([phase, measurements]) =>
    measurements === undefined ? [] : [{ phase, measurements }],
  );
  const sum = (countOf: (measurements: Measurements) => number): number =>
    counted.reduce((total, { measurements }) => total + countOf(measurements), 0);
  return {
    total: sum(({ errors }) => errors),
    wrongValues: sum(({ wrongValues }) => wrongValues),
    // A connection never comes back, so a later phase sees the lost ones of the earlier phases again.
    lostConnections: Math.max(0, ...counted.map(({ measurements }) => measurements.lostConnections)),
    byMessage: counted.flatMap(({ phase, measurements }) =>
      [...measurements.errorsByMessage].map(([message, count]) => ({ phase, message, count })),
    ),
  };
}

function ratioOf(hits: number, misses: number): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses);
}

function byKind<Value>(make: (kind: OperationKind) => Value): Record<OperationKind, Value> {
  return Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, make(kind)])) as Record<OperationKind, Value>;
}
