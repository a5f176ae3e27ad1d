// Worker threads for the thread tests: started, told when to go, waited for, and ended at the end of the test come what may.
import { Worker } from "node:worker_threads";
import type { Segcache } from "../../src/index.ts";
import { SIGNAL, SIGNALS } from "./signals.ts";
import type { TaskName, TaskResult } from "./tasks.ts";
import type { Job } from "./worker.ts";

/** One worker thread. */
export interface Hand {
  readonly worker: Worker;
  /** Its number in the cache. */
  readonly threadNumber: number;
  /** What its task returns; fails with the error that ended it. */
  readonly result: Promise<TaskResult>;
}

type Message = { readonly threadNumber: number } | { readonly result: TaskResult };

export class Crew {
  private readonly cache: Segcache;
  private readonly workers: Worker[] = [];
  private readonly lockIsBroken: boolean;
  readonly signals: Int32Array = new Int32Array(new SharedArrayBuffer(SIGNALS * 4));

  constructor(cache: Segcache, options: { readonly lockIsBroken?: boolean } = {}) {
    this.cache = cache;
    this.lockIsBroken = options.lockIsBroken ?? false;
  }

  /** Starts a worker; it has opened the cache when this is done, and begins when all are told to. */
  async hire(task: TaskName, seed: number, rounds: number): Promise<Hand> {
    const { signals, lockIsBroken } = this;
    const workerData: Job = { handle: this.cache.share(), signals, task, seed, rounds, lockIsBroken };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData, execArgv: [] });
    this.workers.push(worker);
    return new Promise((resolve, reject) => {
      const result = new Promise<TaskResult>((finish, fail) => {
        worker.on("message", (message: Message) => {
          if ("result" in message) finish(message.result);
          else resolve({ worker, threadNumber: message.threadNumber, result });
        });
        worker.on("error", fail);
        worker.on("exit", () => fail(new Error("the worker has ended")));
      });
      result.catch(reject);
    });
  }

  /** Has `count` workers do a task at the same time; returns their results. */
  async run(task: TaskName, count: number, rounds: number): Promise<TaskResult[]> {
    const seeds = Array.from({ length: count }, (_, index) => index + 1);
    const hands = await Promise.all(seeds.map((seed) => this.hire(task, seed, rounds)));
    this.signal("go");
    return Promise.all(hands.map(({ result }) => result));
  }

  signal(name: "go" | "stop"): void {
    Atomics.store(this.signals, SIGNAL[name], 1);
    Atomics.notify(this.signals, SIGNAL[name]);
  }

  /** Ends every worker that is still there. */
  async dismiss(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
