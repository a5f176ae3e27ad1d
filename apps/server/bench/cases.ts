// The loads that are compared, as data. Cases on one data set run on the same two servers, one after another.

import type { Load } from "./generator.ts";

/** What the servers hold, and how much they may. */
export interface DataSet {
  readonly title: string;
  readonly valueBytes: number;
  readonly maxMemoryMib: number;
  readonly evicts: boolean;
}

export interface Case {
  /** What it is chosen by on the command line. */
  readonly name: string;
  readonly title: string;
  readonly dataSet: DataSet;
  readonly load: Load;
  /** Our processor time per request as a share of Redis's that is aimed at, if any. */
  readonly goal: number | undefined;
}

export const MANY_KEYS = 1_000_000;
const CONNECTIONS = 50;
const PIPELINES = [1, 16, 64];
const RANDOM_KEY = "key:__rand_int__";
const MGET_KEYS = 10;

export const SMALL: DataSet = { title: "64 B", valueBytes: 64, maxMemoryMib: 1024, evicts: false };
const LARGE: DataSet = { title: "1 KiB", valueBytes: 1024, maxMemoryMib: 3072, evicts: false };
/** 512 bytes a pair, a million pairs: four times what fits. */
const EVICTING: DataSet = { title: "496 B, evicting", valueBytes: 496, maxMemoryMib: 128, evicts: true };

const GOALS: Readonly<Record<number, number>> = { 1: 1.05, 16: 0.5, 64: 0.4 };

export const CASES: readonly Case[] = [
  ...[SMALL, LARGE].flatMap((dataSet) =>
    [MANY_KEYS, 1].flatMap((keys) =>
      PIPELINES.flatMap((pipeline) => [
        caseOf("get", dataSet, { command: ["get", RANDOM_KEY], keys, pipeline }),
        caseOf("set", dataSet, { command: ["set", RANDOM_KEY, textOf(dataSet)], keys, pipeline }),
      ]),
    ),
  ),
  ...PIPELINES.map((pipeline) =>
    caseOf("incr", SMALL, { command: ["incr", "counter:__rand_int__"], keys: MANY_KEYS, pipeline }),
  ),
  ...PIPELINES.map((pipeline) =>
    caseOf("mget", SMALL, {
      command: ["mget", ...Array.from({ length: MGET_KEYS }, () => RANDOM_KEY)],
      keys: MANY_KEYS,
      pipeline,
    }),
  ),
  ...PIPELINES.map((pipeline) =>
    caseOf("set-ex", SMALL, {
      command: ["set", RANDOM_KEY, textOf(SMALL), "ex", "3600"],
      keys: MANY_KEYS,
      pipeline,
    }),
  ),
  ...[1, 16].map((pipeline) =>
    caseOf("crowd", SMALL, { command: ["get", RANDOM_KEY], keys: MANY_KEYS, pipeline, connections: 1000 }),
  ),
  ...PIPELINES.map((pipeline) =>
    caseOf("evict", EVICTING, { command: ["set", RANDOM_KEY, textOf(EVICTING)], keys: MANY_KEYS, pipeline }),
  ),
];

/** Those the goals are about: GET and SET of small values under many keys. */
export const CENTRAL_CASES: readonly Case[] = CASES.filter(({ goal }) => goal !== undefined);

/** The cases of these pipelines; all where none is given. */
export function withPipelines(cases: readonly Case[], pipelines: readonly number[]): readonly Case[] {
  return cases.filter(({ load }) => pipelines.length === 0 || pipelines.includes(load.pipeline));
}

/** What fills a data set before its cases. */
export function fillOf(dataSet: DataSet): Load {
  return {
    command: ["set", RANDOM_KEY, textOf(dataSet)],
    keys: MANY_KEYS,
    pipeline: 64,
    connections: CONNECTIONS,
  };
}

type LoadOf = Pick<Load, "command" | "keys" | "pipeline"> & Partial<Load>;

function caseOf(name: string, dataSet: DataSet, load: LoadOf): Case {
  const complete = { connections: CONNECTIONS, ...load };
  const isGoal = (name === "get" || name === "set") && load.keys === MANY_KEYS && dataSet === SMALL;
  const keys = load.keys === 1 ? "one key" : "1 M keys";
  const title = `${name.toUpperCase()} ${dataSet.title}, ${keys}, ${complete.connections} connections`;
  return { name, title, dataSet, load: complete, goal: isGoal ? GOALS[load.pipeline] : undefined };
}

function textOf({ valueBytes }: DataSet): string {
  return "x".repeat(valueBytes);
}
