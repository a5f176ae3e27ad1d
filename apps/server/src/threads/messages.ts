// What the main thread and its workers say to each other.

import type { SharedHandle } from "segcache-core";
import type { Seeds } from "../command-log.ts";
import type { Config } from "../config.ts";
import type { RingResources } from "../io-uring/ring.ts";
import type { Listening } from "../listeners.ts";
import type { Refusal } from "../live-config.ts";
import type { Resettable } from "../metrics.ts";
import type { PauseKind } from "../pause.ts";
import type { Change } from "./changes.ts";
import type { Problem } from "./problems.ts";
import type { Reads, ThreadReport } from "./report.ts";

/** What a worker begins with: the server as the main thread knows it at that moment. */
export interface WorkerStart {
  /** From 1 on; a replacement has the number of the one it replaces. */
  readonly thread: number;
  readonly threads: number;
  readonly config: Config;
  readonly configFile: string | undefined;
  readonly cache: SharedHandle;
  readonly counts: SharedArrayBuffer;
  readonly runId: string;
  readonly startedMs: number;
  readonly clientsMax: number;
  readonly baseline: Resettable;
  readonly pause: { readonly kind: PauseKind; readonly endMs: number };
  readonly monitors: readonly (readonly [thread: number, count: number])[];
  /** Whether commands are logged, and the secrets their keys are hashed with. */
  readonly logSeeds: Seeds | undefined;
  /** Whether other threads listen on the same ports. */
  readonly sharesPorts: boolean;
}

/** What the main thread says to a worker. */
export type ToWorker = {
  /** Begin to accept. */
  listen: readonly [null, { readonly listening: Listening } | { readonly problem: Problem }];
  report: readonly [Reads, ThreadReport];
  apply: readonly [Change, null];
  /** Listen where the configuration with these values says. */
  use: readonly [Partial<Config>, Refusal | undefined];
  /** Lines for the monitors here; null when some were lost, because they waited too long. */
  monitored: readonly [string | null, null];
  /** Accept nobody any more, answer what was received, close. */
  close: readonly [null, null];
};

export type LogLevelName = "debug" | "info" | "warn" | "error";

/** What a worker says to the main thread. */
export type ToMain = {
  /** The cache is open, under this number. */
  opened: readonly [number, null];
  /** The thread serves its connections by a ring, of which this is left when it ends. */
  ringOpened: readonly [RingResources, null];
  /** What do the others report? Comes with the asker's own report. */
  gather: readonly [{ readonly own: ThreadReport; readonly reads: Reads }, readonly ThreadReport[]];
  /** Answered when every thread has made the change. */
  change: readonly [Change, null];
  /** Answered when every thread listens as these values say, or none does. */
  listenAs: readonly [Partial<Config>, Refusal | undefined];
  /** Lines for the monitors of other threads. */
  monitored: readonly [string, null];
  log: readonly [{ readonly level: LogLevelName; readonly fields: object; readonly text: string }, null];
  commandLog: readonly [string, null];
  shutDown: readonly [null, null];
};
