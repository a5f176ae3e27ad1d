// CPU time per operation of the engine, lru-cache and Map on the same work in the same process, taking turns; and the heap
// memory a low-level call allocates.

import { type Cell, type Report, reportOf, type Table } from "segcache-bench-report";
import { Segcache } from "segcache-core";
import { type Contestant, type Keys, KINDS, makeKeys, REFERENCE } from "./contestants.ts";
import { collectGarbage, premise, type Timing, takeTurns } from "./measuring.ts";
import { KEY_BYTES, uniformOrder, zipfOrder } from "./workload.ts";

const VALUE_BYTES = 64;

interface Plan {
  readonly keyCounts: readonly number[];
  readonly operations: number;
  readonly rounds: number;
  readonly warmups: number;
}

export function runSpeed(isSmoke: boolean): Report {
  const plan: Plan = isSmoke
    ? { keyCounts: [2000], operations: 10_000, rounds: 1, warmups: 1 }
    : { keyCounts: [10_000, 1_000_000], operations: 500_000, rounds: 7, warmups: 2 };
  const tables = plan.keyCounts.flatMap((keys) => compareAt(keys, plan));
  const options = { ...plan, keyBytes: KEY_BYTES, valueBytes: VALUE_BYTES };
  return reportOf("speed", { options }, [...tables, allocationTable(isSmoke ? SMOKE_ALLOCATION : ALLOCATION)]);
}

function compareAt(count: number, plan: Plan): readonly Table[] {
  const present = makeKeys(0, count);
  const absent = makeKeys(count * 2, count);
  const inOrder = Int32Array.from({ length: count }, (_, at) => at);
  const contestants: Contestant[] = [];
  const inserts = KINDS.map(() => Infinity);
  const insertRounds = Math.max(1, Math.min(plan.rounds, Math.round(2_000_000 / count), 5));
  for (let round = 0; round < insertRounds; round++) {
    KINDS.forEach((Kind, at) => {
      contestants[at] = new Kind({ items: count, valueBytes: VALUE_BYTES });
      collectGarbage();
      const [{ best }] = takeTurns([() => writeAll(contestants[at], present, inOrder)], 1, 0);
      inserts[at] = Math.min(inserts[at], best);
    });
  }
  const uniform = uniformOrder(count, plan.operations, 7);
  const zipf = zipfOrder(count, plan.operations, 7);
  const reading = (keys: Keys, order: Int32Array, isHit: boolean): readonly Timing[] =>
    takeTurns(
      contestants.map((contestant) => () => readAll(contestant, keys, order, isHit)),
      plan.rounds,
      plan.warmups,
    );
  const writing = (order: Int32Array): readonly Timing[] =>
    takeTurns(
      contestants.map((contestant) => () => writeAll(contestant, present, order)),
      plan.rounds,
      plan.warmups,
    );
  const columns: readonly (readonly [string, readonly Timing[]])[] = [
    ["get hit, uniform", reading(present, uniform, true)],
    ["get hit, Zipf", reading(present, zipf, true)],
    ["get miss", reading(absent, uniform, false)],
    ["overwrite, uniform", writing(uniform)],
    ["overwrite, Zipf", writing(zipf)],
    ["insert", inserts.map((best) => ({ best, spread: Number.NaN }))],
  ];
  // Overwritten items leave dead bytes behind; what a cache makes of those shows in what it still holds.
  const held = contestants.map((contestant) => contestant.read(present, inOrder) / (count * VALUE_BYTES));
  const names = contestants.map(({ name }) => name);
  return [costTable(count, names, columns, held), ratioTable(count, names, columns)];
}

function writeAll(contestant: Contestant, keys: Keys, order: Int32Array): number {
  contestant.write(keys, order);
  return order.length;
}

function readAll(contestant: Contestant, keys: Keys, order: Int32Array, isHit: boolean): number {
  const found = contestant.read(keys, order);
  premise(
    found === (isHit ? order.length * VALUE_BYTES : 0),
    `${contestant.name} ${isHit ? "hits" : "misses"} every time`,
  );
  return order.length;
}

type Columns = readonly (readonly [string, readonly Timing[]])[];

function costTable(count: number, names: readonly string[], columns: Columns, held: readonly number[]): Table {
  return {
    title: `CPU nanoseconds per operation, ${count.toLocaleString("en")} keys`,
    columns: [
      { title: "cache" },
      ...columns.map(([title]) => ({ title })),
      { title: "keys still held after the overwrites, %", digits: 1 },
    ],
    rows: names.map((name, at) => [name, ...columns.map(([, timings]) => costCell(timings[at])), held[at] * 100]),
    notes: [
      `Best round and, in brackets, how far the median round lies above it. Keys of 16, values of ${VALUE_BYTES} bytes.`,
      `Every cache has room for about twice the keys.`,
    ],
  };
}

function costCell({ best, spread }: Timing): Cell {
  return Number.isNaN(spread) ? best.toFixed(0) : `${best.toFixed(0)} (+${(spread * 100).toFixed(0)} %)`;
}

function ratioTable(count: number, names: readonly string[], columns: Columns): Table {
  const reference = names.indexOf(REFERENCE);
  return {
    title: `Times as fast as ${REFERENCE}, ${count.toLocaleString("en")} keys`,
    columns: [{ title: "cache" }, ...columns.map(([title]) => ({ title, digits: 2 }))],
    rows: names.map((name, at) => [name, ...columns.map(([, timings]) => timings[reference].best / timings[at].best)]),
    notes: ["Above 1 is faster."],
  };
}

interface AllocationPlan {
  readonly valueBytes: readonly number[];
  readonly warmUpCalls: number;
  readonly rounds: number;
}

const ALLOCATION: AllocationPlan = {
  valueBytes: [16, 64, 200, 1024, 4096], // on both sides of where copying by a loop gives way to copying by the platform
  warmUpCalls: 300_000,
  rounds: 15,
};
const SMOKE_ALLOCATION: AllocationPlan = { valueBytes: [64], warmUpCalls: 5000, rounds: 3 };
/** A clock that is a constant: `Date.now` itself makes a number of 16 bytes each time. */
const NOW = 1_700_000_000_000;

function allocationTable(plan: AllocationPlan): Table {
  const bySize = plan.valueBytes.map((bytes) => lowLevelCalls(bytes));
  return {
    title: "Heap bytes allocated per low-level call",
    columns: [{ title: "call" }, ...plan.valueBytes.map((bytes) => ({ title: `values of ${bytes} bytes`, digits: 2 }))],
    rows: bySize[0].map(({ name }, row) => [name, ...bySize.map((rows) => allocatedPer(rows[row].call, plan))]),
    notes: [
      "The median of rounds too short for a collection; up to 0.2 is the measuring itself. Goal: 0.",
      "With a constant clock: `Date.now`, read by writes and by reads of items with a deadline, costs 16 bytes of its own.",
    ],
  };
}

interface LowLevelCall {
  readonly name: string;
  readonly call: (start: number) => number;
}

function lowLevelCalls(valueBytes: number): readonly LowLevelCall[] {
  const cache = new Segcache({ maxMemory: 2 ** 25, seed: 1, now: () => NOW });
  const { raw } = cache;
  const keys = makeKeys(0, 1000).flat;
  const value = new Uint8Array(valueBytes);
  const later = NOW + 3_600_000;
  const read = (start: number): number => raw.copyValue(raw.get(keys, start, start + KEY_BYTES, 0), value, 0);
  const remove = (start: number): number => Number(raw.delete(keys, start, start + KEY_BYTES, 0));
  return [
    {
      name: "set",
      call: (start) => raw.set(keys, start, start + KEY_BYTES, 0, value, 0, valueBytes, Infinity, 0),
    },
    { name: "get hit", call: (start) => raw.get(keys, start, start + KEY_BYTES, 0) },
    { name: "get hit + copyValue", call: read },
    {
      name: "set with a deadline",
      call: (start) => raw.set(keys, start, start + KEY_BYTES, 0, value, 0, valueBytes, later, 0),
    },
    { name: "get hit + copyValue, with a deadline", call: read },
    { name: "setDeadline", call: (start) => raw.setDeadline(keys, start, start + KEY_BYTES, 0, later) },
    { name: "delete, then get miss", call: (start) => remove(start) + raw.get(keys, start, start + KEY_BYTES, 0) },
  ];
}

/** Few enough calls a round that what they allocate, at some hundred bytes each, does not fill the young generation. */
const CALLS_A_ROUND = 4000;

function allocatedPer(call: (start: number) => number, { warmUpCalls, rounds: count }: AllocationPlan): number {
  let sum = 0; // stays a small integer, or keeping it would be what allocates
  for (let at = 0; at < warmUpCalls; at++) sum = (sum + call((at % 1000) * KEY_BYTES)) | 0;
  const rounds = Array.from({ length: count }, () => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < CALLS_A_ROUND; at++) sum = (sum + call((at % 1000) * KEY_BYTES)) | 0;
    return (process.memoryUsage().heapUsed - before) / CALLS_A_ROUND;
  });
  premise(Number.isFinite(sum), "the calls returned numbers");
  return rounds.toSorted((a, b) => a - b)[rounds.length >> 1];
}
