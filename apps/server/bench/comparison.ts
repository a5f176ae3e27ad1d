// Two servers side by side: filled alike and alive together, they take the same load in turns, A B A B, and each turn's
// processor time per request is set against that of the other server's turn beside it. Processor time disturbs less than the
// clock on the wall.

import { type Case, type DataSet, fillOf, MANY_KEYS } from "./cases.ts";
import { type Answer, generate, type Load } from "./generator.ts";
import { canPin, type Kind, MICROS_PER_TICK, type ServerOptions, ServerUnderTest } from "./programs.ts";
import { medianOf } from "./quantiles.ts";

export interface ComparisonOptions {
  /** Pipelines to run; all when empty. */
  readonly pipelines: readonly number[];
  /** How long one turn should take. The system counts time in hundredths of a second, so not much below a second. */
  readonly turnSeconds: number;
  readonly rounds: number;
  /** Requests that fill a data set. */
  readonly fillRequests: number;
}

export interface Contestant extends Pick<ServerOptions, "threads" | "hasUnixSocket"> {
  readonly kind: Kind;
}

export type Pair<T> = readonly [T, T];

export interface Turn {
  readonly answer: Answer;
  readonly cpuMicros: number;
}

/** The turns that both took at a case, and processor time of the first as a multiple of the second's, turn by turn. */
export interface Comparison {
  readonly turns: Pair<readonly Turn[]>;
  readonly ratio: number;
  /** From the least to the most. */
  readonly spread: string;
}

const TRIAL_SECONDS = 0.2;
const TRIAL_REQUESTS = 10_000;

/** Has the two filled and alive while something is done with them. */
export async function withServers<T>(
  contestants: Pair<Contestant>,
  dataSet: DataSet,
  fillRequests: number,
  work: (servers: Pair<ServerUnderTest>) => Promise<T>,
): Promise<T> {
  const { maxMemoryMib, evicts } = dataSet;
  const servers: ServerUnderTest[] = [];
  try {
    for (const { kind, ...options } of contestants) {
      const server = await ServerUnderTest.start(kind, { maxMemoryMib, evicts, ...options });
      servers.push(server);
      await generate(server.address, fillOf(dataSet), fillRequests);
      await checkFilled(server, evicts, fillRequests);
    }
    return await work([servers[0]!, servers[1]!]);
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Has two servers take turns at a case. */
export async function compare(
  { title, load }: Case,
  [first, second]: Pair<ServerUnderTest>,
  { turnSeconds, rounds }: ComparisonOptions,
): Promise<Comparison> {
  const requests = [await requestsFor(first, load, turnSeconds), await requestsFor(second, load, turnSeconds)] as const;
  const turns: Pair<Turn[]> = [[], []];
  for (let round = 0; round < rounds; round++) {
    turns[0].push(await takeTurn(first, load, requests[0]));
    turns[1].push(await takeTurn(second, load, requests[1]));
  }
  const ratios = turns[0].map(({ cpuMicros }, at) => cpuMicros / turns[1][at]!.cpuMicros);
  const [ratio, least, most] = [medianOf(ratios), Math.min(...ratios), Math.max(...ratios)];
  process.stderr.write(`${title}, pipeline ${load.pipeline}: ratio ${ratio.toFixed(2)}\n`);
  return { turns, ratio, spread: `${least.toFixed(2)}-${most.toFixed(2)}` };
}

/** How the figures came about. */
export function methodOf({ turnSeconds, rounds }: ComparisonOptions): string {
  const pinning = canPin()
    ? "server on core 0, redis-benchmark on core 1"
    : "nothing pinned: too few cores, or no taskset";
  return (
    `Medians of ${rounds} turns each of about ${turnSeconds} s, alternating; ${pinning}. Ratio and spread (least to most) are of ` +
    "processor time, turn by turn."
  );
}

/** The bench's premise: random keys are mostly there, and a server that is to evict does. */
async function checkFilled(server: ServerUnderTest, evicts: boolean, fillRequests: number): Promise<void> {
  const items = Number((await server.ask("DBSIZE")).slice(1));
  const expected = MANY_KEYS * (1 - Math.exp(-fillRequests / MANY_KEYS));
  const holds = evicts ? items < expected * 0.6 : items > expected * 0.95;
  const isSmall = evicts && fillRequests < MANY_KEYS; // a smoke run: too little to evict
  if (!holds && !isSmall) throw new Error(`${server.kind} holds ${items} keys, which is not what the case is about`);
}

/** How many requests a server answers in so many seconds, after a warm-up. */
async function requestsFor(server: ServerUnderTest, load: Load, seconds: number): Promise<number> {
  if (seconds < TRIAL_SECONDS) return TRIAL_REQUESTS;
  const first = await generate(server.address, load, TRIAL_REQUESTS);
  const requests = Math.max(TRIAL_REQUESTS, Math.round(first.requestsPerSecond * TRIAL_SECONDS));
  const { requestsPerSecond } = await generate(server.address, load, requests);
  return Math.max(TRIAL_REQUESTS, Math.round(requestsPerSecond * seconds));
}

async function takeTurn(server: ServerUnderTest, load: Load, requests: number): Promise<Turn> {
  const before = server.cpuMicros();
  const answer = await generate(server.address, load, requests);
  // A turn too short for the system's clock counts as one tick of it.
  return { answer, cpuMicros: Math.max(server.cpuMicros() - before, MICROS_PER_TICK) / requests };
}
