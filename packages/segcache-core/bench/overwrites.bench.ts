// Overwriting a fixed set of keys at random, with values of another length each time, since those of the same length are written
// in place: what was replaced stays behind in its segment, so how much of the set is kept depends on how well that space is won
// back, and winning it back has its price.

import { type Report, reportOf, type Table } from "segcache-bench-report";
import { NEVER, POLICY_NAMES, Segcache } from "segcache-core";
import { premise } from "./measuring.ts";
import type { Policy } from "./replay.ts";
import { KEY_BYTES, mixed, uniformOrder, writeKey, zipfOrder } from "./workload.ts";

const RATIOS = [1.2, 1.5, 2, 3];
const VALUE_BYTES_MAX = 512;
const SAMPLE_EVERY = 64;

interface Plan {
  readonly keys: number;
  /** Overwrites per key on average, before and while measuring. */
  readonly warmups: number;
  readonly rounds: number;
}

interface Outcome {
  /** Share of the keys that are there, on average. */
  readonly kept: number;
  readonly nanoseconds: number;
  /** Bytes moved by compaction per byte stored. */
  readonly moved: number;
}

export function runOverwrites(isSmoke: boolean): Report {
  const plan: Plan = isSmoke ? { keys: 3000, warmups: 1, rounds: 1 } : { keys: 50_000, warmups: 3, rounds: 2 };
  const needed = neededMemory(plan.keys);
  const orders = { uniform: uniformOrder, Zipf: zipfOrder };
  return reportOf(
    "overwrites",
    { options: { ...plan, needed, valueBytesMax: VALUE_BYTES_MAX } },
    Object.entries(orders).map(([name, order]) => keptTable(name, plan, needed, order)),
  );
}

function keptTable(name: string, plan: Plan, needed: number, orderOf: typeof uniformOrder): Table {
  const order = orderOf(plan.keys, plan.keys * (plan.warmups + plan.rounds), 3);
  const rows = POLICY_NAMES.map((policy) => {
    const outcomes = RATIOS.map((ratio) => overwrite(policy, Math.floor(needed * ratio), plan, order));
    return [policy, ...outcomes.flatMap(({ kept, nanoseconds, moved }) => [kept * 100, nanoseconds, moved])];
  });
  return {
    title: `A fixed set of keys, overwritten at random (${name})`,
    columns: [
      { title: "policy" },
      ...RATIOS.flatMap((ratio) => [
        { title: `${ratio} x: kept, %`, digits: 1 },
        { title: "ns a set", digits: 0 },
        { title: "bytes moved per byte", digits: 2 },
      ]),
    ],
    rows,
    notes: [
      `${plan.keys.toLocaleString("en")} keys of ${KEY_BYTES} bytes, values of 1 to ${VALUE_BYTES_MAX} bytes, of another length each time; memory as a multiple of what the keys take without dead space, ${(needed / 2 ** 20).toFixed(1)} MiB. CPU time; bytes moved by compaction per byte stored.`,
    ],
  };
}

/** Bytes of the whole set's items and of the hash table that points to them. */
function neededMemory(keys: number): number {
  const cache = new Segcache({ maxMemory: keys * (VALUE_BYTES_MAX + 100) * 2, policy: "none", seed: 1 });
  const set = setter(cache);
  for (let key = 0; key < keys; key++) set(key, 0);
  premise(cache.size === keys, "the whole set fits");
  const { bytesLive, bytesTable } = cache.stats();
  return bytesLive + bytesTable;
}

/** Stores a version of a key; its length depends on both. */
function setter({ raw }: Segcache): (key: number, version: number) => void {
  const key = new Uint8Array(KEY_BYTES);
  const value = new Uint8Array(VALUE_BYTES_MAX);
  return (number, version) => {
    writeKey(number, key);
    raw.set(key, 0, KEY_BYTES, 0, value, 0, 1 + (mixed(number ^ mixed(version)) % VALUE_BYTES_MAX), NEVER, 0);
  };
}

function overwrite(policy: Policy, maxMemory: number, { keys, warmups }: Plan, order: Int32Array): Outcome {
  const cache = new Segcache({ maxMemory, policy, seed: 1 });
  const set = setter(cache);
  for (let key = 0; key < keys; key++) set(key, 0);
  const measuredFrom = warmups * keys;
  for (let at = 0; at < measuredFrom; at++) set(order[at], at + 1);
  const before = cache.stats();
  const cpuBefore = process.cpuUsage();
  let kept = 0;
  let samples = 0;
  for (let at = measuredFrom; at < order.length; at++) {
    set(order[at], at + 1);
    if (at % SAMPLE_EVERY !== 0) continue;
    kept += cache.size;
    samples++;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const after = cache.stats();
  const sets = order.length - measuredFrom;
  const stored = (after.sets - before.sets) * (after.bytesLive / after.items);
  return {
    kept: kept / samples / keys,
    nanoseconds: ((user + system) * 1000) / sets,
    moved: (after.bytesCompacted - before.bytesCompacted) / stored,
  };
}
