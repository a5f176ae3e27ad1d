// The report as plain data: what --json writes and what the text is made from. Its shape is public; a change that
// breaks a reader raises `schema`.
import type { Latencies, Measurements } from "../measurements.ts";
import type { RunOptions } from "../options.ts";
import type { PhaseResult, RunResult } from "../run.ts";

export interface Report {
  readonly schema: 1;
  readonly verb: "run";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: GeneratorReport;
  readonly target: { readonly host: string; readonly port: number };
  readonly workload: WorkloadReport;
  /** Unmeasured phases; null when not asked for or not reached. */
  readonly prefill: PhaseReport | null;
  readonly warmup: PhaseReport | null;
  /** True when a signal ended the run. */
  readonly interrupted: boolean;
  readonly durationSeconds: number;
  readonly operations: OperationsReport;
  readonly operationsPerSecond: { readonly total: number; readonly get: number; readonly set: number };
  readonly hits: { readonly hits: number; readonly misses: number; readonly ratio: number | null };
  readonly valueBytes: ValueBytesReport;
  /** null for a kind of operation that did not happen. */
  readonly latencyMs: { readonly get: LatencyReport | null; readonly set: LatencyReport | null };
  readonly errors: ErrorsReport;
}

export interface GeneratorReport {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly driver: string;
  readonly loop: "closed";
  readonly cpuShare: number;
  readonly eventLoopDelayP99Ms: number;
  readonly generatorBound: boolean;
}

export interface WorkloadReport {
  readonly clients: number;
  readonly pipeline: number;
  readonly requests: number | null;
  readonly durationMs: number | null;
  readonly keys: number;
  readonly keyPrefix: string;
  readonly valueSize: { readonly min: number; readonly max: number };
  readonly ratio: { readonly sets: number; readonly gets: number };
  readonly ttlMs: number;
  readonly distribution: string;
  /** null for a distribution without skew. */
  readonly theta: number | null;
  readonly seed: number;
  readonly lookAside: boolean;
  readonly timeoutMs: number;
}

export interface PhaseReport {
  readonly operations: number;
  readonly errors: number;
  readonly durationSeconds: number;
}

export interface OperationsReport {
  readonly total: number;
  readonly get: number;
  readonly set: number;
  readonly lookAsideSets: number;
  readonly unanswered: number;
}

export interface ValueBytesReport {
  readonly read: number;
  readonly written: number;
  readonly readPerSecond: number;
  readonly writtenPerSecond: number;
}

export interface LatencyReport {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface ErrorsReport {
  /** Of all phases. */
  readonly total: number;
  readonly lostConnections: number;
  readonly byMessage: readonly { readonly phase: string; readonly message: string; readonly count: number }[];
}

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
  const [get, set] = [counted?.gets.count ?? 0, counted?.sets.count ?? 0];
  const [hits, misses] = [counted?.hits ?? 0, counted?.misses ?? 0];
  const [read, written] = [counted?.valueBytesRead ?? 0, counted?.valueBytesWritten ?? 0];
  return {
    schema: 1,
    verb: "run",
    startedAt: context.startedAt.toISOString(),
    generator: generatorReportOf(result, context),
    target: { host: options.host, port: options.port },
    workload: workloadReportOf(options),
    prefill: phaseReportOf(result.prefill),
    warmup: phaseReportOf(result.warmup),
    interrupted: result.interrupted,
    durationSeconds: seconds,
    operations: {
      total: get + set,
      get,
      set,
      lookAsideSets: counted?.lookAsideSets ?? 0,
      unanswered: measured?.unanswered ?? 0,
    },
    operationsPerSecond: { total: perSecond(get + set), get: perSecond(get), set: perSecond(set) },
    hits: { hits, misses, ratio: hits + misses === 0 ? null : hits / (hits + misses) },
    valueBytes: { read, written, readPerSecond: perSecond(read), writtenPerSecond: perSecond(written) },
    latencyMs: { get: latencyReportOf(counted?.gets), set: latencyReportOf(counted?.sets) },
    errors: errorsReportOf(result),
  };
}

/** Whether anything failed: an error reply, a lost connection, in any phase. */
export function hasErrors(report: Report): boolean {
  return report.errors.total > 0 || report.errors.lostConnections > 0;
}

function generatorReportOf(result: RunResult, context: ReportContext): GeneratorReport {
  const load = result.measured?.load ?? { cpuShare: 0, eventLoopDelayP99Ms: 0, generatorBound: false };
  const { name, version, node, driver } = context;
  return { name, version, node, driver, loop: "closed", ...load };
}

function workloadReportOf(options: RunOptions): WorkloadReport {
  const { clients, pipeline, keys, keyPrefix, valueSize, ratio, distribution, seed, lookAside } = options;
  return {
    clients,
    pipeline,
    requests: options.requests ?? null,
    durationMs: options.duration ?? null,
    keys,
    keyPrefix,
    valueSize,
    ratio,
    ttlMs: options.ttl,
    distribution,
    theta: distribution === "zipf" ? options.theta : null,
    seed,
    lookAside,
    timeoutMs: options.timeout,
  };
}

function phaseReportOf(phase: PhaseResult | undefined): PhaseReport | null {
  if (phase === undefined) return null;
  const { measurements, elapsedMs } = phase;
  return { operations: measurements.operations, errors: measurements.errors, durationSeconds: elapsedMs / 1000 };
}

function latencyReportOf(latencies: Latencies | undefined): LatencyReport | null {
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

function errorsReportOf(result: RunResult): ErrorsReport {
  const phases: [string, Measurements | undefined][] = [
    ["prefill", result.prefill?.measurements],
    ["warm-up", result.warmup?.measurements],
    ["run", result.measured?.measurements],
  ];
  let total = 0;
  let lostConnections = 0;
  const byMessage: { phase: string; message: string; count: number }[] = [];
  for (const [phase, measurements] of phases) {
    if (measurements === undefined) continue;
    total += measurements.errors;
    // A connection never comes back, so a later phase sees the lost ones of the earlier phases again.
    lostConnections = Math.max(lostConnections, measurements.lostConnections);
    for (const [message, count] of measurements.errorsByMessage) byMessage.push({ phase, message, count });
  }
  return { total, lostConnections, byMessage };
}
