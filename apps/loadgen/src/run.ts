// The verb `run`: connect, fill, warm up, measure. Only the last phase is measured; each phase has counters of its own,
// so that nothing of an earlier one can reach the figures.
import type { Crew, CrewResult } from "./load/crew.ts";
import type { LoadPlan, Phase } from "./load/loader.ts";
import { Series, type SeriesRow } from "./load/series.ts";
import type { RunOptions } from "./options/run-options.ts";
import { type PhaseProgress, PhaseView, type Progress } from "./progress.ts";
import { checkTrace, recordedShareOf } from "./replay/trace-file.ts";

export interface RunParts {
  readonly crew: Crew;
  readonly progress: Progress;
  /** Ends the run early; what was measured until then is the result. */
  readonly signal: AbortSignal;
}

export type MeasuredResult = CrewResult & { readonly series: readonly SeriesRow[] };

export interface RunResult {
  /** undefined when not asked for, or not reached. */
  readonly prefill: CrewResult | undefined;
  readonly warmup: CrewResult | undefined;
  /** undefined when the run was stopped before. */
  readonly measured: MeasuredResult | undefined;
  readonly interrupted: boolean;
  /** Share of the recorded keys that the trace holds; undefined without a trace. */
  readonly recorded: number | undefined;
}

/** What the options ask the threads to do. */
export function loadPlanOf(options: RunOptions): LoadPlan {
  const { target, driver, clients, threads, pipeline, inFlightMax, timeout: timeoutMs, verify } = options;
  return {
    target,
    driver,
    workload: options.workload.spec,
    clients,
    threads,
    pipeline,
    inFlightMax,
    timeoutMs,
    verify,
  };
}

/** @throws ConnectError when the server cannot be reached; TraceError for a trace that cannot be read. */
export async function run(options: RunOptions, parts: RunParts): Promise<RunResult> {
  try {
    const { trace } = options;
    if (trace !== undefined) await checkTrace(trace);
    const recorded = trace === undefined ? undefined : await recordedShareOf(trace);
    await parts.crew.connect(parts.signal);
    return { ...(await runPhases(options, parts)), recorded };
  } finally {
    await parts.crew.close();
  }
}

async function runPhases(options: RunOptions, parts: RunParts): Promise<Omit<RunResult, "recorded">> {
  const { signal } = parts;
  const prefill = await fill(options, parts);
  const warmup = await warmUp(options, parts);
  if (signal.aborted) return { prefill, warmup, measured: undefined, interrupted: true };
  const measured = await runPhase(measuredPhase(options), "run", parts);
  return { prefill, warmup, measured, interrupted: signal.aborted };
}

/** Sets every key once, where that is asked for. */
export async function fill(options: RunOptions, parts: RunParts): Promise<CrewResult | undefined> {
  if (!options.prefill || parts.signal.aborted) return undefined;
  const phase: Phase = { kind: "prefill", requests: options.workload.spec.popularity.keys, ...WITHOUT_END };
  return runPhase(phase, "prefill", parts);
}

const WITHOUT_END = {
  durationMs: Number.POSITIVE_INFINITY,
  arrivals: undefined,
  replay: undefined,
  startUs: undefined,
};

/** The warm-up that the options ask for, if any. */
export async function warmUp(options: RunOptions, parts: RunParts): Promise<CrewResult | undefined> {
  if (options.warmup === undefined || parts.signal.aborted) return undefined;
  return runPhase(warmupPhase(options), "warm-up", parts);
}

function warmupPhase(options: RunOptions): Phase {
  const warmup = options.warmup ?? { requests: 0 };
  const requests = "requests" in warmup ? warmup.requests : Number.POSITIVE_INFINITY;
  const durationMs = "durationMs" in warmup ? warmup.durationMs : Number.POSITIVE_INFINITY;
  return { kind: "warmup", requests, durationMs, arrivals: arrivalsOf(options), replay: undefined, startUs: undefined };
}

function measuredPhase(options: RunOptions): Phase {
  const { requests = Number.POSITIVE_INFINITY, duration: durationMs = Number.POSITIVE_INFINITY } = options;
  const { trace: path, speed, keepTtl } = options;
  const replay = path === undefined ? undefined : { path, speed, keepTtl };
  return { kind: "measured", requests, durationMs, arrivals: arrivalsOf(options), replay, startUs: undefined };
}

function arrivalsOf({ rate, arrivals, workload }: RunOptions): Phase["arrivals"] {
  return rate === undefined ? undefined : { rate, process: arrivals, seed: workload.spec.seed };
}

/** Runs a phase and shows how far it is. */
export async function runPhase(phase: Phase, label: string, parts: RunParts): Promise<MeasuredResult> {
  const series = new Series();
  const view = new PhaseView();
  parts.progress.start(progressOf(phase, label));
  try {
    const result = await parts.crew.run(phase, parts.signal, (thread, tick) => {
      series.add(thread, tick);
      parts.progress.update(view.after(thread, tick));
    });
    return { ...result, series: series.rows() };
  } finally {
    parts.progress.stop();
  }
}

function progressOf({ requests, durationMs }: Phase, label: string): PhaseProgress {
  if (durationMs === Number.POSITIVE_INFINITY) return { label, total: requests, unit: "requests" };
  return { label, total: durationMs, unit: "ms" };
}
