// A thread of a crew, from the main thread's side: passes orders to the worker and gives back what it tells.
import { Worker } from "node:worker_threads";
import { systemClockStartNs } from "../clock.ts";
import { ConnectError } from "../drivers/driver.ts";
import type { CrewThread } from "./crew.ts";
import { Latencies } from "./latencies.ts";
import type { LoadPlan, Phase, PhaseResult } from "./loader.ts";
import type { Tick } from "./loop.ts";
import { Measurements } from "./measurements.ts";
import type { FromWorker, PlainTick, ToWorker, WorkerData } from "./worker-messages.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const ENTRY = new URL(IS_SOURCE ? "./worker.ts" : "./worker.js", import.meta.url);

type Answer = Exclude<FromWorker, { type: "tick" } | { type: "failed" }>;

export class WorkerThread implements CrewThread {
  private readonly worker: Worker;
  private settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined = undefined;
  private onTick: (tick: Tick) => void = () => {};
  private failure: Error | undefined = undefined;

  constructor(plan: LoadPlan, thread: number) {
    const workerData: WorkerData = { plan, thread, clockStartNs: systemClockStartNs };
    // From source, workspace packages resolve to their sources too.
    this.worker = new Worker(ENTRY, { workerData, ...(IS_SOURCE ? { execArgv: ["--conditions=source"] } : {}) });
    this.worker.on("message", (message: FromWorker) => this.receive(message));
    this.worker.on("error", (error) => this.fail(error as Error));
    this.worker.on("exit", () => this.fail(new Error(`thread ${thread} ended early`)));
  }

  async connect(signal: AbortSignal): Promise<void> {
    await this.ask({ type: "connect" }, signal);
  }

  async run(phase: Phase, signal: AbortSignal, onTick: (tick: Tick) => void): Promise<PhaseResult> {
    this.onTick = onTick;
    const answer = await this.ask({ type: "run", phase }, signal);
    if (answer.type !== "done") throw new Error(`a thread answered ${answer.type} to a phase`);
    return { ...answer.outcome, load: answer.load, measurements: Measurements.from(answer.measurements) };
  }

  async close(): Promise<void> {
    this.settle = undefined;
    this.tell({ type: "close" });
    await this.worker.terminate();
  }

  private ask(message: ToWorker, signal: AbortSignal): Promise<Answer> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const abort = (): void => this.tell({ type: "abort" });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    return new Promise<Answer>((resolve, reject) => {
      this.settle = { resolve, reject };
      this.tell(message);
    }).finally(() => signal.removeEventListener("abort", abort));
  }

  private tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    if (message.type === "tick") this.onTick(tickFrom(message.tick));
    else if (message.type === "failed") this.fail(errorFrom(message));
    else this.settle?.resolve(message);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.settle?.reject(error);
    this.settle = undefined;
  }
}

function tickFrom(plain: PlainTick): Tick {
  const { interval } = plain;
  return { ...plain, interval: interval && { ...interval, responses: Latencies.from(interval.responses) } };
}

function errorFrom(message: { readonly message: string; readonly isConnectError: boolean }): Error {
  return message.isConnectError ? new ConnectError(message.message) : new Error(message.message);
}
