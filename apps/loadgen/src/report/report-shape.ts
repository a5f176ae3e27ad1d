// The shape of the report of `run`, field by field. What a field means is in the README, which a test compares.
import type { OperationKind } from "../workload/operations.ts";

type ByKind<Value> = Readonly<Record<OperationKind, Value>>;

export interface Report {
  readonly schema: 2;
  readonly verb: "run";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: GeneratorReport;
  readonly target: { readonly address: string; readonly tls: boolean; readonly cluster: boolean };
  readonly load: LoadReport;
  /** The settings of a workload file. */
  readonly workload: Readonly<Record<string, string | number | boolean>>;
  /** Unmeasured phases; null when not asked for or not reached. */
  readonly prefill: PhaseReport | null;
  readonly warmup: PhaseReport | null;
  /** True when a signal ended the run. */
  readonly interrupted: boolean;
  readonly durationSeconds: number;
  readonly operations: OperationsReport;
  readonly operationsPerSecond: { readonly total: number } & ByKind<number>;
  readonly hits: { readonly hits: number; readonly misses: number; readonly ratio: number | null };
  readonly valueBytes: ValueBytesReport;
  /** From the intended start; null for a kind of operation that did not happen. */
  readonly latencyMs: ByKind<LatencyReport | null>;
  /** From sending; null as a whole in a closed loop, where it is the same. */
  readonly serviceMs: ByKind<LatencyReport | null> | null;
  readonly series: readonly SecondReport[];
  readonly errors: ErrorsReport;
}

export interface GeneratorReport {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly driver: string;
  readonly loop: "closed" | "open";
  readonly threads: number;
  readonly cpuShare: number;
  readonly eventLoopDelayP99Ms: number;
  /** null in a closed loop. */
  readonly sendDelayP99Ms: number | null;
  readonly generatorBound: boolean;
}

export interface LoadReport {
  readonly clients: number;
  /** null in an open loop. */
  readonly pipeline: number | null;
  readonly requests: number | null;
  readonly durationMs: number | null;
  /** These two are null without a rate. */
  readonly rate: number | null;
  readonly arrivals: string | null;
  /** null in a closed loop. */
  readonly inFlightMax: number | null;
  /** These three are null without a replay. */
  readonly trace: string | null;
  /** Share of the recorded keys that the trace holds: less than 1 for a sampled command log. */
  readonly recorded: number | null;
  readonly speed: number | "max" | null;
  readonly timeoutMs: number;
  readonly verify: boolean;
}

export interface PhaseReport {
  readonly operations: number;
  readonly errors: number;
  readonly durationSeconds: number;
}

export interface OperationsReport extends ByKind<number> {
  readonly total: number;
  readonly lookAsideSets: number;
  readonly unanswered: number;
  readonly dropped: number;
  readonly late: number;
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

export interface SecondReport {
  readonly second: number;
  readonly operations: number;
  readonly hits: number;
  readonly misses: number;
  readonly hitRatio: number | null;
  readonly errors: number;
  readonly dropped: number;
  readonly late: number;
  /** Milliseconds of all responses of the second; null without one. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface ErrorsReport {
  /** Of all phases. */
  readonly total: number;
  readonly wrongValues: number;
  readonly lostConnections: number;
  readonly byMessage: readonly { readonly phase: string; readonly message: string; readonly count: number }[];
}
