// What the main thread and a worker tell each other. Plain data: it crosses by structured clone.
import type { GeneratorLoad } from "./generator-load.ts";
import type { PlainLatencies } from "./latencies.ts";
import type { LoadPlan, Phase } from "./loader.ts";
import type { LoopOutcome, Tick } from "./loop.ts";
import type { PlainMeasurements } from "./measurements.ts";

export interface WorkerData {
  readonly plan: LoadPlan;
  readonly thread: number;
  /** The origin of the clock that all threads share. */
  readonly clockStartNs: bigint;
}

export type ToWorker =
  | { readonly type: "connect" }
  | { readonly type: "run"; readonly phase: Phase }
  | { readonly type: "abort" }
  | { readonly type: "close" };

export type PlainTick = Omit<Tick, "interval"> & {
  readonly interval: { readonly second: number; readonly responses: PlainLatencies } | undefined;
};

export type FromWorker =
  | { readonly type: "connected" }
  | { readonly type: "failed"; readonly message: string; readonly isConnectError: boolean }
  | { readonly type: "tick"; readonly tick: PlainTick }
  | {
      readonly type: "done";
      readonly outcome: LoopOutcome;
      readonly load: GeneratorLoad;
      readonly measurements: PlainMeasurements;
    };
