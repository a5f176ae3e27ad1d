// Access traces in the column order of Twitter's cache-trace, gzip'ed, as parallel arrays: keys become numbers, their bytes
// stand one after another. The folder's README tells the form; it is not part of this project.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { mixed, randomFrom } from "./workload.ts";

export const GET = 0;
export const SET = 1;
export const DELETE = 2;
const OPERATIONS: Readonly<Record<string, number>> = { get: GET, set: SET, delete: DELETE };

export interface Trace {
  readonly name: string;
  readonly requests: number;
  readonly timeMs: Float64Array;
  readonly key: Int32Array;
  readonly operation: Uint8Array;
  readonly valueBytes: Int32Array;
  /** Milliseconds; 0 = never expires. */
  readonly ttlMs: Float64Array;
  /** Key `n` is keyBytes[keyStart[n] .. keyStart[n + 1]]. */
  readonly keys: number;
  readonly keyBytes: Uint8Array;
  readonly keyStart: Int32Array;
  /** Bytes of all keys, each with the value it had first. */
  readonly workingSetBytes: number;
}

/** Names of the traces in a folder. */
export function traceNames(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv.gz") && !file.startsWith("published-"));
  return files.map((file) => file.slice(0, -".csv.gz".length)).toSorted();
}

/** Reads a trace; a value without a size gets one drawn for its key from the folder's histogram. */
export function readTrace(folder: string, name: string): Trace {
  const lines = gunzipSync(readFileSync(join(folder, `${name}.csv.gz`)))
    .toString("latin1")
    .split("\n");
  if (lines.at(-1) === "") lines.pop();
  const sizeOf = sizesFrom(join(folder, "models", "meta-kvcache_reg-value-sizes.csv"));
  const numbers = new Map<string, number>();
  const requests = lines.length;
  const trace = {
    timeMs: new Float64Array(requests),
    key: new Int32Array(requests),
    operation: new Uint8Array(requests),
    valueBytes: new Int32Array(requests),
    ttlMs: new Float64Array(requests),
  };
  let workingSetBytes = 0;
  lines.forEach((line, at) => {
    // Keys may hold commas; the fields around them do not.
    const fields = line.split(",");
    const [valueSize, , operation, ttl] = fields.slice(-4);
    const text = fields.slice(1, -5).join(",");
    let number = numbers.get(text);
    const isNew = number === undefined;
    number ??= numbers.size;
    if (isNew) numbers.set(text, number);
    const bytes = Number(valueSize) || sizeOf(number);
    if (isNew) workingSetBytes += text.length + bytes;
    trace.timeMs[at] = Number(fields[0]) * 1000;
    trace.key[at] = number;
    trace.operation[at] = OPERATIONS[operation] ?? GET;
    trace.valueBytes[at] = bytes;
    trace.ttlMs[at] = Number(ttl) * 1000;
  });
  return { name, requests, ...trace, keys: numbers.size, ...joined(numbers), workingSetBytes };
}

function joined(numbers: ReadonlyMap<string, number>): { keyBytes: Uint8Array; keyStart: Int32Array } {
  const keyStart = new Int32Array(numbers.size + 1);
  for (const [text, number] of numbers) keyStart[number + 1] = text.length;
  for (let number = 0; number < numbers.size; number++) keyStart[number + 1] += keyStart[number];
  return { keyBytes: Buffer.from([...numbers.keys()].join(""), "latin1"), keyStart };
}

/** Sizes by key number, as likely as the histogram says and anywhere within its bins. */
function sizesFrom(file: string): (key: number) => number {
  const bins = readFileSync(file, "utf8").trim().split("\n").slice(1);
  const uppers = bins.map((line) => Number(line.split(",")[0]));
  const pick = weighted(bins.map((line) => Number(line.split(",")[1])));
  return (key) => {
    const random = randomFrom(mixed(key));
    const bin = pick(random());
    const lower = bin === 0 ? 0 : uppers[bin - 1];
    return Math.max(1, Math.ceil(lower + random() * (uppers[bin] - lower)));
  };
}

/** The same trace, each key with a time to live drawn for it: a cluster, all alike, and then one of its common TTLs by share. */
export function withDrawnTtls(trace: Trace, folder: string): Trace {
  const lines = readFileSync(join(folder, "twitter-2020Mar-stats.csv"), "utf8").trim().split("\n");
  const column = lines[0].split(",").indexOf("common_ttls_s_share");
  const clusters = lines
    .slice(1)
    .map((line) =>
      line
        .split(",")
        [column].split(";")
        .filter((pair) => pair.includes(":")),
    )
    .filter((pairs) => pairs.length > 0)
    .map((pairs) => ({
      seconds: pairs.map((pair) => Number(pair.split(":")[0])),
      pick: weighted(pairs.map((pair) => Number(pair.split(":")[1]))),
    }));
  const ttlOfKey = Float64Array.from({ length: trace.keys }, (_, key) => {
    const random = randomFrom(mixed(key + 0x1000000));
    const { seconds, pick } = clusters[Math.floor(random() * clusters.length)];
    return seconds[pick(random())] * 1000;
  });
  return { ...trace, ttlMs: Float64Array.from(trace.key, (key) => ttlOfKey[key]) };
}

/** Picks an index by weight, from a number in [0, 1). */
function weighted(weights: readonly number[]): (chance: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const sums = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return (chance) => {
    const found = sums.findIndex((upTo) => upTo > chance * total);
    return found < 0 ? weights.length - 1 : found;
  };
}
