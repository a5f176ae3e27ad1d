// What a request costs: our server and Redis, side by side.

import type { Cell, Table } from "segcache-bench-report";
import { CASES, type Case, withPipelines } from "./cases.ts";
import {
  type Comparison,
  type ComparisonOptions,
  type Contestant,
  compare,
  methodOf,
  type Pair,
  type Turn,
  withServers,
} from "./comparison.ts";
import { medianOf } from "./quantiles.ts";

export interface RequestsOptions extends ComparisonOptions {
  /** Cases to run, by name; all when empty. */
  readonly names: readonly string[];
}

const CONTESTANTS: Pair<Contestant> = [{ kind: "segcache" }, { kind: "redis" }];

export async function runRequests(options: RequestsOptions): Promise<readonly Table[]> {
  const { names, pipelines, fillRequests } = options;
  const chosen = withPipelines(CASES, pipelines).filter(({ name }) => names.length === 0 || names.includes(name));
  const rows: (readonly Cell[])[] = [];
  for (const dataSet of new Set(chosen.map((one) => one.dataSet))) {
    await withServers(CONTESTANTS, dataSet, fillRequests, async (servers) => {
      for (const one of chosen.filter((other) => other.dataSet === dataSet))
        rows.push(rowOf(one, await compare(one, servers, options)));
    });
  }
  const notes = [
    methodOf(options),
    "EVICT: SET under maxmemory 128 MB with a working set of four times that, Redis with allkeys-lru.",
  ];
  return [{ title: "Processor time per request, and answers", columns: COLUMNS, rows, notes }];
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

function rowOf({ title, load, goal }: Case, { turns, ratio, spread }: Comparison): readonly Cell[] {
  const [ours, theirs] = turns;
  return [
    title,
    load.pipeline,
    medianOver(ours, ({ cpuMicros }) => cpuMicros),
    medianOver(theirs, ({ cpuMicros }) => cpuMicros),
    ratio,
    spread,
    goal === undefined ? "" : `≤ ${goal.toFixed(2)}`,
    medianOver(ours, ({ answer }) => answer.requestsPerSecond / 1000),
    medianOver(theirs, ({ answer }) => answer.requestsPerSecond / 1000),
    latencyOf(ours),
    latencyOf(theirs),
  ];
}

function medianOver(turns: readonly Turn[], value: (turn: Turn) => number): number {
  return medianOf(turns.map(value));
}

function latencyOf(turns: readonly Turn[]): string {
  const quantiles = [
    medianOver(turns, ({ answer }) => answer.p50),
    medianOver(turns, ({ answer }) => answer.p99),
    medianOver(turns, ({ answer }) => answer.p999),
  ];
  return quantiles.map((ms) => ms.toFixed(2)).join(" / ");
}
