// What fetching the memory of many keys together gives: batches of 64 random keys against the same calls one by one. The keys of a
// batch stand one after another in one buffer, as those of a pipeline do; both ways read them from there and copy the values out.
// And what it costs that other threads could come in between: the same in a cache as two threads share it, of which one is at work.

import { type Cell, type Report, reportOf } from "segcache-bench-report";
import { BATCH_KEYS_MAX, NEVER, type RawCache, Segcache } from "segcache-core";
import { inOwnProcess } from "./child.ts";
import { makeKeys } from "./contestants.ts";
import { premise, takeTurns } from "./measuring.ts";
import { KEY_BYTES, uniformOrder } from "./workload.ts";

const VALUE_BYTES = 64;
const GOAL = 2;
/** As many as two threads get. */
const SHARDS = 8;
const BATCH_BYTES = BATCH_KEYS_MAX * KEY_BYTES;

export function runBatches(isSmoke: boolean): Report {
  const plan = isSmoke
    ? { keys: 2000, operations: 6400, rounds: 1, warmups: 1 }
    : { keys: 1_000_000, operations: 512_000, rounds: 9, warmups: 3 };
  // Each in a process of its own: code that V8 has seen at work on both kinds of cache is slower than what a program has.
  const [own, shared] = [false, true].map((isShared) =>
    inOwnProcess<BatchesInput, readonly Timings[]>("batches", { ...plan, isShared }),
  );
  const rows = own.flatMap((timing, at) => [
    rowOf("one thread's", timing, timing),
    rowOf("shared", shared[at], timing),
  ]);
  const notes = [
    `${plan.keys} keys, each as likely, values of ${VALUE_BYTES} bytes; best round. Goal for gets: ${GOAL} times.`,
    `Shared: ${SHARDS} shards, each with a lock that is taken for every key of another one; let go of after each batch or single call.`,
  ];
  return reportOf("batches", { options: plan }, [
    {
      title: `CPU nanoseconds per key, batches of ${BATCH_KEYS_MAX}`,
      columns: [
        { title: "call" },
        { title: "cache" },
        { title: "one by one", digits: 0 },
        { title: "in batches", digits: 0 },
        { title: "times as fast", digits: 2 },
        { title: "in batches, beside one thread's", digits: 2 },
      ],
      rows,
      notes,
    },
  ]);
}

export interface BatchesInput {
  readonly keys: number;
  readonly operations: number;
  readonly rounds: number;
  readonly warmups: number;
  readonly isShared: boolean;
}

/** Least nanoseconds a key. */
export interface Timings {
  readonly call: string;
  readonly single: number;
  readonly batched: number;
}

function rowOf(cache: string, { call, single, batched }: Timings, beside: Timings): readonly Cell[] {
  return [call, cache, single, batched, single / batched, batched / beside.batched];
}

export function measureBatches({ keys, operations, rounds, warmups, isShared }: BatchesInput): readonly Timings[] {
  const sharing = isShared ? { shared: true, shards: SHARDS } : {};
  const { raw } = new Segcache({ maxMemory: Math.max(2 ** 22, keys * 300), seed: 1, ...sharing });
  const { flat } = makeKeys(0, keys);
  const asked = pipelineOf(flat, uniformOrder(keys, operations, 7));
  const value = new Uint8Array(VALUE_BYTES);
  const write = (buffer: Uint8Array, at: number): number =>
    raw.set(buffer, at, at + KEY_BYTES, 0, value, 0, VALUE_BYTES, NEVER, 0);
  for (let at = 0; at < flat.length; at += KEY_BYTES) write(flat, at);
  const target = new Uint8Array(VALUE_BYTES + KEY_BYTES);
  const read = (buffer: Uint8Array, at: number): number =>
    raw.copyValue(raw.get(buffer, at, at + KEY_BYTES, 0), target, 0);
  const timings = [
    { name: "get and copyValue", call: read },
    { name: "set, same size", call: write },
  ].map(({ name, call }) => {
    const ways = [() => oneByOne(raw, asked, call), () => inBatches(raw, asked, call)];
    const [single, batched] = takeTurns(ways, rounds, warmups);
    return { call: name, single: single.best, batched: batched.best };
  });
  premise(raw.count(0) === keys, "every key is there all the time");
  return timings;
}

/** The keys in the order in which they are asked for. */
function pipelineOf(flat: Uint8Array, order: Int32Array): Uint8Array {
  const asked = new Uint8Array(order.length * KEY_BYTES);
  for (let at = 0; at < order.length; at++)
    asked.set(flat.subarray(order[at] * KEY_BYTES, (order[at] + 1) * KEY_BYTES), at * KEY_BYTES);
  return asked;
}

type Call = (buffer: Uint8Array, at: number) => number;

/** One batch's keys after another's stand in the same memory, as what one read after another brings does. */
const arrived = new Uint8Array(BATCH_BYTES);

function oneByOne(raw: RawCache, asked: Uint8Array, call: Call): number {
  for (let from = 0; from < asked.length; from += BATCH_BYTES) {
    arrived.set(asked.subarray(from, from + BATCH_BYTES));
    for (let at = 0; at < BATCH_BYTES; at += KEY_BYTES) {
      premise(call(arrived, at) >= 0, "every call succeeds");
      raw.release();
    }
  }
  return asked.length / KEY_BYTES;
}

function inBatches(raw: RawCache, asked: Uint8Array, call: Call): number {
  for (let from = 0; from < asked.length; from += BATCH_BYTES) {
    arrived.set(asked.subarray(from, from + BATCH_BYTES));
    raw.beginBatch(arrived);
    for (let at = 0; at < BATCH_BYTES; at += KEY_BYTES) raw.announce(at, at + KEY_BYTES, 0);
    raw.touchBatch();
    for (let at = 0; at < BATCH_BYTES; at += KEY_BYTES) premise(call(arrived, at) >= 0, "every call succeeds");
    raw.endBatch();
    raw.release();
  }
  return asked.length / KEY_BYTES;
}
