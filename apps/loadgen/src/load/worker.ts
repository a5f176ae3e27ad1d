// The entry of a worker thread: a loader that is told by messages what to do.
import { parentPort, workerData } from "node:worker_threads";
import { clockFrom } from "../clock.ts";
import { ConnectError } from "../drivers/driver.ts";
import { driverOf } from "../drivers/drivers.ts";
import { systemGauges } from "./generator-load.ts";
import { Loader, type Phase } from "./loader.ts";
import type { Tick } from "./loop.ts";
import type { FromWorker, ToWorker, WorkerData } from "./worker-messages.ts";

const { plan, thread, clockStartNs } = workerData as WorkerData;
const parts = { driver: driverOf(plan.driver), clock: clockFrom(clockStartNs), gauges: systemGauges };
const loader = new Loader(plan, thread, parts);
const stop = new AbortController();

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function connect(): Promise<void> {
  await loader.connect(stop.signal);
  tell({ type: "connected" });
}

async function run(phase: Phase): Promise<void> {
  const { measurements, load, elapsedMs, unanswered } = await loader.run(phase, stop.signal, tellTick);
  tell({ type: "done", outcome: { elapsedMs, unanswered }, load, measurements: measurements.toPlain() });
}

function tellTick(tick: Tick): void {
  const { interval } = tick;
  const plain = interval && { second: interval.second, responses: interval.responses.toPlain() };
  tell({ type: "tick", tick: { ...tick, interval: plain } });
}

function tellFailure(error: Error): void {
  tell({ type: "failed", message: error.message, isConnectError: error instanceof ConnectError });
}

parentPort?.on("message", (message: ToWorker) => {
  if (message.type === "connect") connect().catch(tellFailure);
  else if (message.type === "run") run(message.phase).catch(tellFailure);
  else if (message.type === "abort") stop.abort();
  else {
    loader.close();
    parentPort?.close();
  }
});
