// What a request costs: both servers take the same load in turns, A B A B, and each turn's processor time per request is
// set against that of the other server's turn beside it. Processor time disturbs less than the clock on the wall.

import type { Cell, Table } from "segcache-bench-report";
import { CASES, type Case, type DataSet, fillOf, MANY_KEYS } from "./cases.ts";
import { type Answer, generate } from "./generator.ts";
import { canPin, type Kind, MICROS_PER_TICK, ServerUnderTest } from "./programs.ts";

export interface RequestsOptions {
  /** Cases to run, by name; all when empty. */
  readonly names: readonly string[];
  /** Pipelines to run; all when empty. */
  readonly pipelines: readonly number[];
  /** How long one turn should take. The system counts time in hundredths of a second, so not much below a second. */
  readonly turnSeconds: number;
  readonly rounds: number;
  /** Requests that fill a data set. */
  readonly fillRequests: number;
}

interface Turn {
  readonly answer: Answer;
  readonly cpuMicros: number;
}

const KINDS: readonly Kind[] = ["segcache", "redis"];
const TRIAL_SECONDS = 0.2;
const TRIAL_REQUESTS = 10_000;

export async function runRequests(options: RequestsOptions): Promise<readonly Table[]> {
  const chosen = CASES.filter(({ name, load }) => {
    const isNamed = options.names.length === 0 || options.names.includes(name);
    return isNamed && (options.pipelines.length === 0 || options.pipelines.includes(load.pipeline));
  });
  const rows: (readonly Cell[])[] = [];
  for (const dataSet of new Set(chosen.map((one) => one.dataSet))) {
    const cases = chosen.filter((one) => one.dataSet === dataSet);
    rows.push(...(await onServers(dataSet, options, (servers) => runCases(cases, servers, options))));
  }
  return [{ title: "Processor time per request, and answers", columns: COLUMNS, rows, notes: notesOf(options) }];
}

const COLUMNS = [
  { title: "case" },
  { title: "pipeline", digits: 0 },
  { title: "µs, ours", digits: 2 },
  { title: "µs, Redis", digits: 2 },
  { title: "ratio", digits: 2 },
  { title: "spread" },
  { title: "goal" },
  { title: "k/s, ours", digits: 0 },
  { title: "k/s, Redis", digits: 0 },
  { title: "p50 / p99 / p99.9 ms, ours" },
  { title: "Redis" },
];

function notesOf({ turnSeconds, rounds }: RequestsOptions): string[] {
  const pinning = canPin()
    ? "server on core 0, redis-benchmark on core 1"
    : "nothing pinned: too few cores, or no taskset";
  return [
    `Medians of ${rounds} turns each of about ${turnSeconds} s, alternating; ${pinning}. Ratio and spread (least to most) are of ` +
      "processor time, turn by turn.",
    "EVICT: SET under maxmemory 128 MB with a working set of four times that, Redis with allkeys-lru.",
  ];
}

async function onServers<T>(
  { maxMemoryMib, evicts, valueBytes, title }: DataSet,
  { fillRequests }: RequestsOptions,
  work: (servers: readonly ServerUnderTest[]) => Promise<T>,
): Promise<T> {
  const servers: ServerUnderTest[] = [];
  try {
    for (const kind of KINDS) {
      const server = await ServerUnderTest.start(kind, { maxMemoryMib, evicts });
      servers.push(server);
      await generate(server.port, fillOf({ title, maxMemoryMib, evicts, valueBytes }), fillRequests);
      await checkFilled(server, evicts, fillRequests);
    }
    return await work(servers);
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** The bench's premise: random keys are mostly there, and a server that is to evict does. */
async function checkFilled(server: ServerUnderTest, evicts: boolean, fillRequests: number): Promise<void> {
  const items = Number((await server.ask("DBSIZE")).slice(1));
  const expected = MANY_KEYS * (1 - Math.exp(-fillRequests / MANY_KEYS));
  const holds = evicts ? items < expected * 0.6 : items > expected * 0.95;
  const isSmall = evicts && fillRequests < MANY_KEYS; // a smoke run: too little to evict
  if (!holds && !isSmall) throw new Error(`${server.kind} holds ${items} keys, which is not what the case is about`);
}

async function runCases(
  cases: readonly Case[],
  servers: readonly ServerUnderTest[],
  options: RequestsOptions,
): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for (const one of cases) {
    const turns: Turn[][] = servers.map(() => []);
    const requests: number[] = [];
    for (const server of servers) requests.push(await requestsFor(server, one, options.turnSeconds));
    for (let round = 0; round < options.rounds; round++) {
      for (const [at, server] of servers.entries()) turns[at]!.push(await takeTurn(server, one, requests[at]!));
    }
    rows.push(rowOf(one, turns[0]!, turns[1]!));
    process.stderr.write(`${one.title}, pipeline ${one.load.pipeline}: ratio ${Number(rows.at(-1)![4]).toFixed(2)}\n`);
  }
  return rows;
}

/** How many requests a server answers in so many seconds, after a warm-up. */
async function requestsFor(server: ServerUnderTest, { load }: Case, seconds: number): Promise<number> {
  if (seconds < TRIAL_SECONDS) return TRIAL_REQUESTS;
  const first = await generate(server.port, load, TRIAL_REQUESTS);
  const { requestsPerSecond } = await generate(
    server.port,
    load,
    Math.max(TRIAL_REQUESTS, Math.round(first.requestsPerSecond * TRIAL_SECONDS)),
  );
  return Math.max(TRIAL_REQUESTS, Math.round(requestsPerSecond * seconds));
}

async function takeTurn(server: ServerUnderTest, { load }: Case, requests: number): Promise<Turn> {
  const before = server.cpuMicros();
  const answer = await generate(server.port, load, requests);
  // A turn too short for the system's clock counts as one tick of it.
  return { answer, cpuMicros: Math.max(server.cpuMicros() - before, MICROS_PER_TICK) / requests };
}

function rowOf({ title, load, goal }: Case, ours: readonly Turn[], theirs: readonly Turn[]): readonly Cell[] {
  const ratios = ours.map(({ cpuMicros }, at) => cpuMicros / theirs[at]!.cpuMicros).toSorted((a, b) => a - b);
  const of = (turns: readonly Turn[], value: (turn: Turn) => number): number => medianOf(turns.map(value));
  const latency = (turns: readonly Turn[]): string =>
    [
      of(turns, ({ answer }) => answer.p50),
      of(turns, ({ answer }) => answer.p99),
      of(turns, ({ answer }) => answer.p999),
    ]
      .map((ms) => ms.toFixed(2))
      .join(" / ");
  return [
    title,
    load.pipeline,
    of(ours, ({ cpuMicros }) => cpuMicros),
    of(theirs, ({ cpuMicros }) => cpuMicros),
    medianOf(ratios),
    `${ratios[0]!.toFixed(2)}-${ratios.at(-1)!.toFixed(2)}`,
    goal === undefined ? "" : `≤ ${goal.toFixed(2)}`,
    of(ours, ({ answer }) => answer.requestsPerSecond / 1000),
    of(theirs, ({ answer }) => answer.requestsPerSecond / 1000),
    latency(ours),
    latency(theirs),
  ];
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
