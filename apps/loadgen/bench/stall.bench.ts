// A real server that stands still for a second (SIGSTOP), seen by an open loop and by a closed one: requests of the open
// loop count from when they should have started, so their percentiles show the stall; those of the closed loop hardly do.
import { setTimeout as sleep } from "node:timers/promises";
import { type Cell, type Report, reportOf } from "segcache-bench-report";
import type { Report as RunReport } from "../src/report/report-shape.ts";
import { SegcacheServer } from "../test/e2e/segcache-server.ts";
import { reportBy } from "./programs.ts";

const SECONDS = 8;
const STALL_MS = 1000;
const LOAD = `--prefill --duration ${SECONDS}s --driver raw --clients 8`;
const RATE = 2000;

export async function runStall(): Promise<Report> {
  const rows = [await stalled("open loop", `${LOAD} --rate ${RATE}`), await stalled("closed loop", LOAD)];
  const percentiles = ["p50, ms", "p90, ms", "p99, ms", "p99.9, ms", "max, ms"];
  return reportOf("stall", { options: { load: LOAD, rate: RATE, stallMs: STALL_MS } }, [
    {
      title: `A server that stands still for ${STALL_MS / 1000} s of ${SECONDS}`,
      columns: [
        { title: "loop" },
        { title: "requests", digits: 0 },
        ...percentiles.map((title) => ({ title, digits: 2 })),
      ],
      rows,
      notes: [
        `The stall lasts ${((STALL_MS / 1000 / SECONDS) * 100).toFixed(1)} % of the time, so as much of an open loop's requests waits for its end.`,
      ],
    },
  ]);
}

async function stalled(name: string, load: string): Promise<Cell[]> {
  const server = await SegcacheServer.start();
  try {
    const run = reportBy<RunReport>("run", ["--port", `${server.port}`, ...load.split(" ")]);
    await Promise.race([run, stall(server)]);
    const { latencyMs, operations } = await run;
    const latency = latencyMs.get;
    if (latency === null) throw new Error("no gets were answered");
    return [name, operations.total, latency.p50, latency.p90, latency.p99, latency.p999, latency.max];
  } finally {
    server.signal("SIGCONT");
    await server.stop();
  }
}

/** Half-way through, when the measurement surely goes on. */
async function stall(server: SegcacheServer): Promise<void> {
  await sleep((SECONDS * 1000) / 2);
  server.signal("SIGSTOP");
  await sleep(STALL_MS);
  server.signal("SIGCONT");
}
