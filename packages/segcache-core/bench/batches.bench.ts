// What fetching the memory of many keys together gives: batches of 64 random keys against the same calls one by one. The keys of a
// batch stand one after another in one buffer, as those of a pipeline do; both ways read them from there and copy the values out.

import { type Report, reportOf } from "segcache-bench-report";
import { BATCH_KEYS_MAX, NEVER, type RawCache, Segcache } from "segcache-core";
import { makeKeys } from "./contestants.ts";
import { premise, takeTurns } from "./measuring.ts";
import { KEY_BYTES, uniformOrder } from "./workload.ts";

const VALUE_BYTES = 64;
const GOAL = 2;
const BATCH_BYTES = BATCH_KEYS_MAX * KEY_BYTES;

export function runBatches(isSmoke: boolean): Report {
  const plan = isSmoke
    ? { keys: 2000, operations: 6400, rounds: 1, warmups: 1 }
    : { keys: 1_000_000, operations: 512_000, rounds: 9, warmups: 3 };
  const { raw } = new Segcache({ maxMemory: Math.max(2 ** 22, plan.keys * 300), seed: 1 });
  const { flat } = makeKeys(0, plan.keys);
  const value = new Uint8Array(VALUE_BYTES);
  const write = (buffer: Uint8Array, at: number): number =>
    raw.set(buffer, at, at + KEY_BYTES, 0, value, 0, VALUE_BYTES, NEVER, 0);
  for (let at = 0; at < flat.length; at += KEY_BYTES) write(flat, at);
  const asked = pipelineOf(flat, uniformOrder(plan.keys, plan.operations, 7));
  const target = new Uint8Array(VALUE_BYTES + KEY_BYTES);
  const read = (buffer: Uint8Array, at: number): number =>
    raw.copyValue(raw.get(buffer, at, at + KEY_BYTES, 0), target, 0);
  const rows = [
    { title: "get and copyValue", call: read },
    { title: "set, same size", call: write },
  ].map(({ title, call }) => {
    const ways = [() => oneByOne(asked, call), () => inBatches(raw, asked, call)];
    const [single, batched] = takeTurns(ways, plan.rounds, plan.warmups);
    return [title, single.best, batched.best, single.best / batched.best];
  });
  premise(raw.count(0) === plan.keys, "every key is there all the time");
  const notes = [
    `${plan.keys} keys, each as likely, values of ${VALUE_BYTES} bytes; best round. Goal for gets: ${GOAL} times.`,
  ];
  return reportOf("batches", { options: plan }, [
    {
      title: `CPU nanoseconds per key, batches of ${BATCH_KEYS_MAX}`,
      columns: [
        { title: "call" },
        { title: "one by one", digits: 0 },
        { title: "in batches", digits: 0 },
        { title: "times as fast", digits: 2 },
      ],
      rows,
      notes,
    },
  ]);
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

function oneByOne(asked: Uint8Array, call: Call): number {
  for (let from = 0; from < asked.length; from += BATCH_BYTES) {
    arrived.set(asked.subarray(from, from + BATCH_BYTES));
    for (let at = 0; at < BATCH_BYTES; at += KEY_BYTES) premise(call(arrived, at) >= 0, "every call succeeds");
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
  }
  return asked.length / KEY_BYTES;
}
