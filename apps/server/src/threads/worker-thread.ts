// A worker from the main thread's side: the thread itself, and the line to it.

import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Line } from "./line.ts";
import type { ToMain, ToWorker, WorkerStart } from "./messages.ts";

const IS_SOURCE = import.meta.filename.endsWith(".ts");
/** The built program lies in one folder. */
const ENTRY = join(import.meta.dirname, IS_SOURCE ? "../main.ts" : "main.js");

/** What the supervisor needs of a worker; tests put others in its place. */
export interface WorkerThread {
  readonly line: Line<ToWorker, ToMain>;
  /** Has a listener called once when the thread has ended. @param listener is given the error that ended it, if any. */
  onExit(listener: (error: unknown) => void): void;
  terminate(): Promise<void>;
}

export type StartWorker = (start: WorkerStart) => WorkerThread;

export const startWorker: StartWorker = (start) => {
  // From source, workspace packages resolve to their sources too.
  const worker = new Worker(ENTRY, { workerData: start, ...(IS_SOURCE ? { execArgv: ["--conditions=source"] } : {}) });
  let error: unknown;
  worker.on("error", (reason) => {
    error = reason;
  });
  return {
    line: new Line(worker),
    onExit: (listener) => {
      worker.once("exit", () => listener(error));
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
};
