// What threads cost and bring: one worker, two workers and Redis with io-threads 2 take the same loads in turns. Nothing is
// pinned, since the point is to use all cores, the generator included. First as fast as each can; then all at the same rate,
// half of what one worker can, where processor time per request tells what a second worker costs; then one by one. Two servers of one
// worker each, which share nothing but the machine, tell at that rate what of it the second worker costs whatever it shares; and
// memcached with a second thread, and a second Redis, what it costs others.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Table } from "segcache-bench-report";
import { fillOf, MANY_KEYS, SMALL } from "./cases.ts";
import { fill } from "./filler.ts";
import { generate, type Load } from "./generator.ts";
import { burstsOf, keyNamed, type Lateness, pace } from "./paced-load.ts";
import { isInstalled, type Kind, ServerUnderTest } from "./programs.ts";
import { medianOf } from "./quantiles.ts";
import { type Subject, tableOf, takeTurn, takeTurns } from "./subjects.ts";

const LOADGEN = join(import.meta.dirname, "../../loadgen/dist/main.js");
const CONNECTIONS = 100;
const PIPELINE = 16;
const LOAD: Load = {
  command: ["get", "key:__rand_int__"],
  connections: CONNECTIONS,
  pipeline: PIPELINE,
  keys: MANY_KEYS,
};
/** At which is looked how much of a core others keep busy. */
const TRIAL_RATE = 100_000;
/** What the open-loop generator itself can start in a second on one core, with room to spare. */
const RATE_MAX = 100_000;

const run = promisify(execFile);

export interface ThreadsOptions {
  readonly turnSeconds: number;
  readonly rounds: number;
  readonly fillRequests: number;
}

type Start = (kind: Kind, threads: number) => Promise<ServerUnderTest>;

/** How long a turn takes at least, and how many there are of each subject. */
interface Length {
  readonly seconds: number;
  readonly rounds: number;
}

export async function runThreads({ turnSeconds, rounds, fillRequests }: ThreadsOptions): Promise<readonly Table[]> {
  const started: ServerUnderTest[] = [];
  const start: Start = async (kind, threads) => {
    const { maxMemoryMib, evicts } = SMALL;
    const server = await ServerUnderTest.start(kind, { maxMemoryMib, evicts, threads, isPinned: false });
    started.push(server);
    if (kind === "memcached") await fill(server, Math.min(MANY_KEYS, fillRequests), keyNamed, SMALL.valueBytes);
    else await generate(server.port, fillOf(SMALL), fillRequests, false);
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
    const length = { seconds: Math.max(1, turnSeconds), rounds };
    const rates = new Map([...subjects, apart].map((subject) => [subject, half]));
    rates.set({ title: "segcache, 1 thread, half of that", servers: [one] }, Math.round(half / 2));
    const note =
      "Open loop at half of what one thread can, and one thread at half of that, where it has as much to do as each of two.";
    const paced = await pipelinedOpenLoop(
      `The same at ${half} requests a second, pipeline ${PIPELINE}`,
      rates,
      length,
      note,
    );
    const unpipelined = await openLoop(subjects, Math.min(RATE_MAX, half), length);
    return [peak.table, paced, unpipelined, await others(start, length)];
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

/** Each subject at its rate, requests a second. */
async function pipelinedOpenLoop(
  title: string,
  rates: ReadonlyMap<Subject, number>,
  { seconds, rounds }: Length,
  note: string,
): Promise<Table> {
  const spread = new Map<Subject, string>();
  const lateness = new Map<Subject, Lateness[]>([...rates.keys()].map((subject) => [subject, []]));
  const turns = await takeTurns([...rates.keys()], rounds, async (subject) => {
    noteSpread(subject, spread);
    lateness.get(subject)!.push(await paceAt(subject, rates.get(subject)!, seconds));
  });
  const generator = "Each burst is sent when its own time comes; the generator polls for that and keeps one core busy.";
  return tableOf(title, turns, [note, generator, ...latenessNotesOf(lateness), ...notesOf(spread)]);
}

/** What a second thread, or server, costs those that are not ours. */
async function others(start: Start, length: Length): Promise<Table> {
  const redis = await start("redis", 1);
  const pairs = [
    [
      { title: "Redis, 1 server", servers: [redis] },
      { title: "Redis, 2 servers", servers: [redis, await start("redis", 1)] },
    ],
  ];
  if (isInstalled("memcached")) {
    pairs.push([
      { title: "memcached, 1 thread", servers: [await start("memcached", 1)] },
      { title: "memcached, 2 threads", servers: [await start("memcached", 2)] },
    ]);
  }
  const rates = new Map<Subject, number>();
  for (const pair of pairs) {
    const { cpuMicros } = await takeTurn(pair[0]!, (subject) => paceAt(subject, TRIAL_RATE, 1));
    for (const subject of pair) rates.set(subject, Math.round(500_000 / cpuMicros));
  }
  const note = `Open loop at the rate at which the first of two, by what it took at ${TRIAL_RATE} a second, keeps half a core busy.`;
  return pipelinedOpenLoop(`Others at half load, pipeline ${PIPELINE}`, rates, length, note);
}

function paceAt({ servers }: Subject, requestsPerSecond: number, seconds: number): Promise<Lateness> {
  const load = {
    bursts: burstsFor(servers[0]!.kind),
    pipeline: PIPELINE,
    connections: CONNECTIONS,
    requestsPerSecond,
    seconds,
  };
  return pace(
    servers.map(({ port }) => port),
    load,
  );
}

const made = new Map<Kind, readonly Buffer[]>();

function burstsFor(kind: Kind): readonly Buffer[] {
  const bursts = made.get(kind) ?? burstsOf(PIPELINE, MANY_KEYS, kind === "memcached" ? getByMemcached : getByRedis);
  made.set(kind, bursts);
  return bursts;
}

function getByRedis(key: string): string {
  return `*2\r\n$3\r\nGET\r\n$${key.length}\r\n${key}\r\n`;
}

function getByMemcached(key: string): string {
  return `get ${key}\r\n`;
}

async function openLoop(subjects: readonly Subject[], rate: number, { seconds, rounds }: Length): Promise<Table> {
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

function firstPortOf({ servers }: Subject): number {
  return servers[0]!.port;
}

async function spreadOf({ servers }: Subject): Promise<string> {
  const texts = await Promise.all(servers.map((server) => server.askWhole("INFO threads").catch(() => "")));
  return [...texts.join("").matchAll(/clients=(\d+)/g)].map(([, clients]) => clients).join(" and ");
}
