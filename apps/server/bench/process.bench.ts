// The process as its machine sees it: memory resident after values of many sizes have come and gone for a while, and the
// time from its start to its first answer.

import type { Cell, Table } from "segcache-bench-report";
import { generate } from "./generator.ts";
import { ServerUnderTest } from "./programs.ts";

const MIB = 1024 ** 2;
const CONNECTIONS = 100;
const MAX_MEMORY_MIB = 256;
/** What the process may have beside maxmemory: its program, and what one thread works with. */
const PROCESS_MIB = 64;
const THREAD_MIB = 24;
const CHURN_VALUE_BYTES = [8, 64, 300, 1000, 4000, 20_000];
const REQUESTS_PER_STEP = 100_000;
const STARTS = 7;
const START_MS_GOAL = 500;

export async function runMemory(churnSeconds: number): Promise<readonly Table[]> {
  const rows: (readonly Cell[])[] = [];
  for (const threads of [1, 2]) {
    const bound = MAX_MEMORY_MIB + PROCESS_MIB + THREAD_MIB * threads;
    const { idle, end, most } = await residentMibUnderChurn(threads, churnSeconds);
    rows.push([threads, MAX_MEMORY_MIB, churnSeconds, idle, end, most, `≤ ${bound}`]);
  }
  const columns = [
    { title: "threads", digits: 0 },
    { title: "maxmemory, MiB", digits: 0 },
    { title: "seconds of churn", digits: 0 },
    { title: "resident when idle, MiB", digits: 0 },
    { title: "resident at the end", digits: 0 },
    { title: "most resident", digits: 0 },
    { title: "bound" },
  ];
  const notes = [
    `Values of ${CHURN_VALUE_BYTES.join(", ")} bytes over 3 M keys by ${CONNECTIONS} connections, pipeline 16.`,
  ];
  return [{ title: "Resident memory after churn", columns, rows, notes }];
}

async function residentMibUnderChurn(
  threads: number,
  churnSeconds: number,
): Promise<Record<"idle" | "end" | "most", number>> {
  const options = { maxMemoryMib: MAX_MEMORY_MIB, evicts: true, threads, isPinned: threads === 1 };
  const server = await ServerUnderTest.start("segcache", options);
  try {
    const idle = server.residentBytes().now;
    const requests = churnSeconds < 1 ? 1000 : REQUESTS_PER_STEP;
    const endMs = performance.now() + churnSeconds * 1000;
    do {
      for (const bytes of CHURN_VALUE_BYTES) {
        const value = "x".repeat(bytes);
        const load = { connections: CONNECTIONS, pipeline: 16, keys: 3_000_000 };
        await generate(server.port, { ...load, command: ["set", "key:__rand_int__", value] }, requests);
        await generate(
          server.port,
          { ...load, command: ["mget", "key:__rand_int__", "key:__rand_int__"] },
          requests / 4,
        );
        await generate(server.port, { ...load, command: ["del", "key:__rand_int__"] }, requests / 4);
      }
    } while (performance.now() < endMs);
    const { now, most } = server.residentBytes();
    return { idle: idle / MIB, end: now / MIB, most: most / MIB };
  } finally {
    await server.stop();
  }
}

export async function runStart(isSmoke: boolean): Promise<readonly Table[]> {
  const columns = [
    { title: "threads", digits: 0 },
    { title: "starts", digits: 0 },
    { title: "median, ms", digits: 0 },
    { title: "least", digits: 0 },
    { title: "most", digits: 0 },
    { title: "goal" },
  ];
  const rows: (readonly Cell[])[] = [];
  for (const threads of [1, 2]) {
    const times: number[] = [];
    for (let i = 0; i < (isSmoke ? 1 : STARTS); i++) times.push(await startMs(threads));
    const sorted = times.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1]!;
    rows.push([threads, sorted.length, median, sorted[0]!, sorted.at(-1)!, `≤ ${START_MS_GOAL}`]);
  }
  return [{ title: "From the start of the program to the answer to PING", columns, rows, notes: [] }];
}

async function startMs(threads: number): Promise<number> {
  const options = { maxMemoryMib: MAX_MEMORY_MIB, evicts: false, threads, isPinned: false };
  const before = performance.now();
  const server = await ServerUnderTest.start("segcache", options);
  const elapsed = performance.now() - before;
  await server.stop();
  return elapsed;
}
