// The verb `run`: connect, fill, warm up, measure. Only the last phase is measured; each phase has counters of its own,
// so that nothing of an earlier one can reach the figures.
import type { Clock } from "./clock.ts";
import { type LoopOutcome, runClosedLoop } from "./closed-loop.ts";
import type { Connection, Driver } from "./drivers/driver.ts";
import { type GeneratorLoad, type ProcessGauges, watchGenerator } from "./generator-load.ts";
import { Measurements } from "./measurements.ts";
import type { RunOptions } from "./options.ts";
import type { PhaseProgress, Progress } from "./progress.ts";
import type { OperationSource } from "./workload/operations.ts";
import { Workload } from "./workload/workload.ts";

/** Sets in flight on each connection while filling: latency does not matter there. */
const PREFILL_PIPELINE = 32;

/** Connections opened at a time: more would overflow a listening server's queue (128 in many systems). */
const CONNECTING_MAX = 64;

export interface RunParts {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly gauges: ProcessGauges;
  readonly progress: Progress;
  /** Ends the run early; what was measured until then is the result. */
  readonly signal: AbortSignal;
}

export interface PhaseResult extends LoopOutcome {
  readonly measurements: Measurements;
}

export interface RunResult {
  /** undefined when not asked for, or not reached. */
  readonly prefill: PhaseResult | undefined;
  readonly warmup: PhaseResult | undefined;
  /** undefined when the run was stopped before. */
  readonly measured: (PhaseResult & { readonly load: GeneratorLoad }) | undefined;
  readonly interrupted: boolean;
}

/** @throws ConnectError when the server cannot be reached. */
export async function run(options: RunOptions, parts: RunParts): Promise<RunResult> {
  const workload = new Workload(options);
  const connections: Connection[] = [];
  try {
    await connectAll(options, parts, connections);
    return await runPhases(options, parts, workload, connections);
  } finally {
    for (const connection of connections) connection.destroy("the run is over");
  }
}

/** Fills `connections` as far as it comes, so that the caller can close them whatever happens. */
async function connectAll(options: RunOptions, parts: RunParts, connections: Connection[]): Promise<void> {
  const target = { host: options.host, port: options.port, timeoutMs: options.timeout };
  while (connections.length < options.clients && !parts.signal.aborted) {
    const count = Math.min(CONNECTING_MAX, options.clients - connections.length);
    const attempts = await Promise.allSettled(Array.from({ length: count }, () => parts.driver.connect(target)));
    for (const attempt of attempts) if (attempt.status === "fulfilled") connections.push(attempt.value);
    for (const attempt of attempts) if (attempt.status === "rejected") throw attempt.reason;
  }
}

async function runPhases(
  options: RunOptions,
  parts: RunParts,
  workload: Workload,
  connections: readonly Connection[],
): Promise<RunResult> {
  const { signal } = parts;
  const phase = (work: PhaseWork): Promise<PhaseResult> => runPhase(work, options, parts, workload, connections);
  let prefill: PhaseResult | undefined;
  let warmup: PhaseResult | undefined;
  if (options.prefill && !signal.aborted) prefill = await phase(prefillWork(options, workload));
  if (options.warmup !== undefined && !signal.aborted) warmup = await phase(warmupWork(options, workload));
  if (signal.aborted) return { prefill, warmup, measured: undefined, interrupted: true };

  const loadSinceHere = watchGenerator(parts.clock, parts.gauges);
  const result = await phase(measuredWork(options, workload));
  return { prefill, warmup, measured: { ...result, load: loadSinceHere() }, interrupted: signal.aborted };
}

interface PhaseWork {
  readonly progress: PhaseProgress;
  readonly sources: readonly OperationSource[];
  readonly durationMs: number;
  readonly pipeline: number;
  readonly lookAside: boolean;
}

function prefillWork(options: RunOptions, workload: Workload): PhaseWork {
  return {
    progress: { label: "prefill", total: options.keys, unit: "requests" },
    sources: workload.prefillSources(),
    durationMs: Number.POSITIVE_INFINITY,
    pipeline: Math.max(PREFILL_PIPELINE, options.pipeline),
    lookAside: false,
  };
}

function warmupWork(options: RunOptions, workload: Workload): PhaseWork {
  const warmup = options.warmup ?? { requests: 0 };
  const requests = "requests" in warmup ? warmup.requests : undefined;
  const duration = "durationMs" in warmup ? warmup.durationMs : undefined;
  return mixWork("warm-up", options, requests, duration, (operations) => workload.warmupSources(operations));
}

function measuredWork(options: RunOptions, workload: Workload): PhaseWork {
  const { requests, duration } = options;
  return mixWork("run", options, requests, duration, (operations) => workload.measuredSources(operations));
}

function mixWork(
  label: string,
  options: RunOptions,
  requests: number | undefined,
  durationMs: number | undefined,
  sourcesOf: (operations: number) => OperationSource[],
): PhaseWork {
  return {
    progress:
      durationMs === undefined
        ? { label, total: requests ?? 0, unit: "requests" }
        : { label, total: durationMs, unit: "ms" },
    sources: sourcesOf(requests ?? Number.POSITIVE_INFINITY),
    durationMs: durationMs ?? Number.POSITIVE_INFINITY,
    pipeline: options.pipeline,
    lookAside: options.lookAside,
  };
}

async function runPhase(
  work: PhaseWork,
  options: RunOptions,
  parts: RunParts,
  workload: Workload,
  connections: readonly Connection[],
): Promise<PhaseResult> {
  const measurements = new Measurements();
  parts.progress.start(work.progress);
  try {
    const outcome = await runClosedLoop(
      {
        connections,
        sources: work.sources,
        pipeline: work.pipeline,
        durationMs: work.durationMs,
        timeoutMs: options.timeout,
        ttlMs: options.ttl,
        lookAside: work.lookAside,
        keyNameOf: (keyIndex) => workload.keyNameOf(keyIndex),
        contentsOf: (keyIndex) => workload.contentsOf(keyIndex),
      },
      measurements,
      {
        clock: parts.clock,
        signal: parts.signal,
        onTick: (operations, elapsedMs) => parts.progress.update(operations, elapsedMs),
      },
    );
    return { ...outcome, measurements };
  } finally {
    parts.progress.stop();
  }
}
