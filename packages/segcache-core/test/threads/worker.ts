// A worker thread of the thread tests: opens the cache it is handed, waits for the start and does one task.
import { parentPort, workerData } from "node:worker_threads";
import { Segcache, type SharedHandle } from "../../src/index.ts";
import { Lock } from "../../src/threads/lock.ts";
import { SIGNAL } from "./signals.ts";
import { TASKS, type TaskName } from "./tasks.ts";

/** What a worker is told. */
export interface Job {
  readonly handle: SharedHandle;
  readonly signals: Int32Array;
  readonly task: TaskName;
  readonly seed: number;
  /** How much of the task to do; tasks that run until told to stop need none. */
  readonly rounds: number;
  /** Whether this thread takes locks without looking whether they are free. */
  readonly lockIsBroken: boolean;
}

const job = workerData as Job;
if (job.lockIsBroken) {
  Lock.prototype.tryTake = (): boolean => true;
  Lock.prototype.release = (): void => {};
}
const cache = Segcache.open(job.handle);
parentPort?.postMessage({ threadNumber: cache.threadNumber });
Atomics.wait(job.signals, SIGNAL.go, 0);
parentPort?.postMessage({ result: TASKS[job.task](cache, job) });
