// What locks cost a request when there is nobody to wait for: our server with a cache that threads share beside our server with a
// cache of one thread. A Unix socket is served by one thread alone, so in both one thread does all the work, on the same way in and
// out; the shared one's other threads have nothing to do but a few timers.

import type { Cell, Table } from "segcache-bench-report";
import { type Case, CENTRAL_CASES, SMALL, withPipelines } from "./cases.ts";
import {
  type Comparison,
  type ComparisonOptions,
  type Contestant,
  compare,
  methodOf,
  type Pair,
  withServers,
} from "./comparison.ts";
import type { ServerUnderTest } from "./programs.ts";
import { medianOf } from "./quantiles.ts";

const THREADS = 2;
const CONTESTANTS: Pair<Contestant> = [
  { kind: "segcache", hasUnixSocket: true, threads: THREADS },
  { kind: "segcache", hasUnixSocket: true, threads: 1 },
];
/** What locks may cost pipelined requests, as a multiple. */
const GOAL = 1.15;
/** More than the bench itself asks by the port, which any thread may have to answer. */
const QUESTIONS_MAX = 100;

export async function runLocks(options: ComparisonOptions): Promise<readonly Table[]> {
  const cases = withPipelines(CENTRAL_CASES, options.pipelines);
  return withServers(CONTESTANTS, SMALL, options.fillRequests, async (servers) => {
    const rows: (readonly Cell[])[] = [];
    for (const one of cases) rows.push(rowOf(one, await compare(one, servers, options)));
    const notes = [methodOf(options), await premiseOf(servers)];
    return [{ title: "Processor time per request, with locks and nobody to wait for", columns: COLUMNS, rows, notes }];
  });
}

const COLUMNS = [
  { title: "case" },
  { title: "pipeline", digits: 0 },
  { title: "µs without locks", digits: 2 },
  { title: "µs with locks", digits: 2 },
  { title: "ratio", digits: 2 },
  { title: "spread" },
  { title: "goal" },
];

function rowOf({ title, load }: Case, { turns, ratio, spread }: Comparison): readonly Cell[] {
  const [withLocks, without] = turns.map((all) => medianOf(all.map(({ cpuMicros }) => cpuMicros)));
  const goal = load.pipeline > 1 ? `≤ ${GOAL.toFixed(2)}` : "";
  return [title, load.pipeline, without!, withLocks!, ratio, spread, goal];
}

/** In words, what the figures rest on. @throws Error where that does not hold. */
async function premiseOf([withLocks, without]: Pair<ServerUnderTest>): Promise<string> {
  const shards = await withLocks.info("segcache", "shard_count");
  if (shards === 1 || (await without.info("segcache", "shard_count")) !== 1) throw new Error("locks are not as wanted");
  const threads = await withLocks.askWhole("INFO threads");
  const commands = [...threads.matchAll(/commands=(\d+)/g)].map(([, count]) => Number(count));
  if (commands.reduce((sum, count) => sum + count, 0) - Math.max(...commands) > QUESTIONS_MAX)
    throw new Error("more than one thread was at work");
  const waitMs = await withLocks.info("segcache", "lock_wait_ms");
  return (
    `Over a Unix socket, which one thread serves: of ${THREADS} that share a cache of ${shards} shards, or the only one. ` +
    `The first waited ${waitMs.toFixed(1)} ms for locks in all.`
  );
}
