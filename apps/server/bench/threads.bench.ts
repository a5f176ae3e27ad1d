// What threads cost and bring: one worker, two workers and Redis with io-threads 2 take the same loads in turns. Nothing is
// pinned, since the point is to use all cores, the generator included. First as fast as each can; then all at the same rate,
// half of what one worker can, where processor time per request tells what a second worker costs; then one by one. Two servers of one
// worker each, which share nothing but the machine, tell at that rate what of it the second worker costs whatever it shares.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Cell, Table } from "segcache-bench-report";
import { fillOf, MANY_KEYS, SMALL } from "./cases.ts";
import { generate, type Load } from "./generator.ts";
import { burstsOf, type Lateness, pace } from "./paced-load.ts";
import { type Kind, ServerUnderTest } from "./programs.ts";
import { medianOf } from "./quantiles.ts";

const LOADGEN = join(import.meta.dirname, "../../loadgen/dist/main.js");
const CONNECTIONS = 100;
const PIPELINE = 16;
const LOAD: Load = {
  command: ["get", "key:__rand_int__"],
  connections: CONNECTIONS,
  pipeline: PIPELINE,
  keys: MANY_KEYS,
};
/** What the open-loop generator itself can start in a second on one core, with room to spare. */
const RATE_MAX = 100_000;

const run = promisify(execFile);

export interface ThreadsOptions {
  readonly turnSeconds: number;
  readonly rounds: number;
  readonly fillRequests: number;
}

interface Subject {
  readonly title: string;
  /** What the connections go to in turn. */
  readonly servers: readonly ServerUnderTest[];
}

interface Turn {
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** Time threads waited for one another, as a share of the processor time. */
  readonly waitShare: number;
}

export async function runThreads({ turnSeconds, rounds, fillRequests }: ThreadsOptions): Promise<readonly Table[]> {
  const started: ServerUnderTest[] = [];
  const start = async (kind: Kind, threads: number): Promise<ServerUnderTest> => {
    const { maxMemoryMib, evicts } = SMALL;
    const server = await ServerUnderTest.start(kind, { maxMemoryMib, evicts, threads, isPinned: false });
    started.push(server);
    await generate(server.port, fillOf(SMALL), fillRequests, false);
    return server;
  };
  try {
    const one = await start("segcache", 1);
    const subjects: readonly Subject[] = [
      { title: "segcache, 1 thread", servers: [one] },
      { title: "segcache, 2 threads", servers: [await start("segcache", 2)] },
      { title: "Redis, io-threads 2", servers: [await start("redis", 2)] },
    ];
    const apart: Subject = { title: "segcache, 2 servers of 1 thread", servers: [one, await start("segcache", 1)] };
    const peak = await closedLoop(subjects, turnSeconds, rounds);
    const half = Math.round(peak.get(subjects[0]!)! / 2);
    const seconds = Math.max(1, turnSeconds);
    const paced = await pipelinedOpenLoop([...subjects, apart], half, seconds, rounds);
    return [peak.table, paced, await openLoop(subjects, Math.min(RATE_MAX, half), seconds, rounds)];
  } finally {
    for (const server of started) await server.stop();
  }
}

async function closedLoop(subjects: readonly Subject[], turnSeconds: number, rounds: number) {
  const { requestsPerSecond } = await generate(firstPortOf(subjects[0]!), LOAD, 50_000, false);
  const requests = Math.round(requestsPerSecond * turnSeconds);
  const turns = await takeTurns(subjects, rounds, (subject) => generate(firstPortOf(subject), LOAD, requests, false));
  const notes = [`${rounds} turns each of ${requests} requests, alternating, medians; redis-benchmark beside them.`];
  const table = tableOf(`GET 64 B, 1 M keys, ${CONNECTIONS} connections, pipeline ${PIPELINE}`, turns, notes);
  return { table, get: (subject: Subject): number => medianOf(turns.get(subject)!.map(({ perSecond }) => perSecond)) };
}

async function pipelinedOpenLoop(
  subjects: readonly Subject[],
  requestsPerSecond: number,
  seconds: number,
  rounds: number,
): Promise<Table> {
  const spread = new Map<Subject, string>();
  const lateness = new Map<Subject, Lateness[]>(subjects.map((subject) => [subject, []]));
  const bursts = burstsOf(PIPELINE, MANY_KEYS);
  const load = { bursts, pipeline: PIPELINE, connections: CONNECTIONS, requestsPerSecond, seconds };
  const turns = await takeTurns(subjects, rounds, async (subject) => {
    noteSpread(subject, spread);
    const ports = subject.servers.map(({ port }) => port);
    lateness.get(subject)!.push(await pace(ports, load));
  });
  const notes = [
    "Open loop at half of what one thread can: each burst is sent when its own time comes; the generator polls for that and " +
      "keeps one core busy.",
  ];
  const title = `The same at ${requestsPerSecond} requests a second, pipeline ${PIPELINE}`;
  return tableOf(title, turns, [...notes, ...latenessNotesOf(lateness), ...notesOf(spread)]);
}

async function openLoop(subjects: readonly Subject[], rate: number, seconds: number, rounds: number): Promise<Table> {
  const spread = new Map<Subject, string>();
  const turns = await takeTurns(subjects, rounds, async (subject) => {
    const load = ["--keys", String(MANY_KEYS), "--value-size", "64", "--ratio", "0:1"];
    const size = ["--rate", String(rate), "--duration", String(seconds), "--clients", String(CONNECTIONS)];
    noteSpread(subject, spread);
    const target = ["--port", String(firstPortOf(subject)), "--driver", "raw"];
    await run(process.execPath, [LOADGEN, "run", ...target, ...load, ...size]);
  });
  const notes = ["Open loop by segcache-loadgen, raw driver.", ...notesOf(spread)];
  return tableOf(`The same at ${rate} requests a second, not pipelined`, turns, notes);
}

/** Asks, once the connections are there, how the threads share them. */
function noteSpread(subject: Subject, spread: Map<Subject, string>): void {
  if (subject.servers[0]!.kind !== "segcache") return;
  setTimeout(() => void spreadOf(subject).then((text) => spread.set(subject, text)), 500);
}

function notesOf(spread: ReadonlyMap<Subject, string>): readonly string[] {
  return [...spread].map(([{ title }, text]) => `${title}: ${text} connections per thread.`);
}

/** Whether the generator kept its schedule. */
function latenessNotesOf(lateness: ReadonlyMap<Subject, readonly Lateness[]>): readonly string[] {
  return [...lateness].map(([{ title }, turns]) => {
    const [p50, p99] = [medianOf(turns.map((turn) => turn.p50)), medianOf(turns.map((turn) => turn.p99))];
    return `${title}: bursts left ${p50.toFixed(0)} µs late at p50, ${p99.toFixed(0)} µs at p99.`;
  });
}

async function takeTurns(
  subjects: readonly Subject[],
  rounds: number,
  work: (subject: Subject) => Promise<unknown>,
): Promise<Map<Subject, Turn[]>> {
  const turns = new Map<Subject, Turn[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) turns.get(subject)!.push(await takeTurn(subject, work));
  }
  return turns;
}

/** Requests are counted by the server itself, whoever sends them. */
async function takeTurn(subject: Subject, work: (subject: Subject) => Promise<unknown>): Promise<Turn> {
  const { servers } = subject;
  const cpuMicros = (): number => servers.reduce((sum, server) => sum + server.cpuMicros(), 0);
  const count = (): Promise<number> => sumOf(servers, (server) => server.info("stats", "total_commands_processed"));
  const before = { count: await count(), wait: await sumOf(servers, waitMs) };
  const [cpuBefore, began] = [cpuMicros(), performance.now()];
  await work(subject);
  const [cpu, elapsedMs] = [cpuMicros() - cpuBefore, performance.now() - began];
  const requests = (await count()) - before.count;
  const waitShare = ((await sumOf(servers, waitMs)) - before.wait) / Math.max(1, cpu / 1000);
  return { perSecond: (requests * 1000) / elapsedMs, cpuMicros: cpu / requests, waitShare };
}

function tableOf(title: string, turns: ReadonlyMap<Subject, readonly Turn[]>, notes: readonly string[]): Table {
  const rows = [...turns].map(([subject, all]): readonly Cell[] => [
    subject.title,
    medianOf(all.map(({ perSecond }) => perSecond / 1000)),
    medianOf(all.map(({ cpuMicros }) => cpuMicros)),
    subject.servers[0]!.kind === "segcache"
      ? `${(100 * medianOf(all.map(({ waitShare }) => waitShare))).toFixed(1)} %`
      : "",
  ]);
  const columns = [{ title: "server" }, { title: "k/s", digits: 0 }, { title: "µs per request", digits: 2 }];
  return { title, columns: [...columns, { title: "lock waits, of processor time" }], rows, notes };
}

function waitMs(server: ServerUnderTest): Promise<number> {
  return server.kind === "segcache" ? server.info("segcache", "lock_wait_ms") : Promise.resolve(0);
}

async function sumOf(
  servers: readonly ServerUnderTest[],
  ask: (server: ServerUnderTest) => Promise<number>,
): Promise<number> {
  let sum = 0;
  for (const server of servers) sum += await ask(server);
  return sum;
}

function firstPortOf({ servers }: Subject): number {
  return servers[0]!.port;
}

async function spreadOf({ servers }: Subject): Promise<string> {
  const texts = await Promise.all(servers.map((server) => server.askWhole("INFO threads").catch(() => "")));
  return [...texts.join("").matchAll(/clients=(\d+)/g)].map(([, clients]) => clients).join(" and ");
}
