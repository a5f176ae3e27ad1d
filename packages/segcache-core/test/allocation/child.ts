// Runs in a process of its own with --expose-gc: makes each low-level call many times and prints, as JSON, how many bytes of heap
// one of them takes once V8 has compiled it for good.
import { BATCH_KEYS_MAX, NEVER, Segcache } from "../../src/index.ts";

const KEY_BYTES = 16;
const KEYS = 1024;
const CALLS = 4096;
/** A call that allocates now and then (one in a hundred, say) does so in every round; one that does not has quiet rounds in a row. */
const QUIET_ROUNDS = 3;
const ROUNDS_MAX = 600;
/** What taking the measurement itself may come to. */
const NOISE_BYTES = 0.25;

/** Constant, and so without a number made for each reading of it, as `Date.now` makes one. */
const NOW = 1_700_000_000_000;
const LATER = NOW + 3_600_000;

const keys = new Uint8Array(KEYS * KEY_BYTES);
for (let n = 0; n < KEYS; n++)
  new TextEncoder().encodeInto(`key:${String(n).padStart(12, "0")}`, keys.subarray(n * 16));

/** One call, or one batch's worth of them, for key number `n`; returns how many calls that were. */
type Call = (n: number) => number;

function callsOn(valueBytes: number, deadline: number): readonly (readonly [name: string, call: Call])[] {
  const { raw } = new Segcache({ maxMemory: 2 ** 25, seed: 1, now: () => NOW });
  const value = new Uint8Array(valueBytes + 2).fill(0x61);
  const target = new Uint8Array(valueBytes + 2);
  const number = new TextEncoder().encode("123456");
  const set = (n: number): number => {
    raw.set(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, value, 1, valueBytes + 1, deadline, 0);
    return 1;
  };
  const read = (n: number): number => {
    const item = raw.get(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0);
    if (item < 0 || raw.copyValue(item, target, 1) !== valueBytes) throw new Error("every read hits");
    return 1;
  };
  const batch =
    (call: Call): Call =>
    (n) => {
      const first = n & -BATCH_KEYS_MAX;
      raw.beginBatch(keys);
      for (let key = first; key < first + BATCH_KEYS_MAX; key++)
        raw.announce(key * KEY_BYTES, (key + 1) * KEY_BYTES, 0);
      raw.touchBatch();
      for (let key = first; key < first + BATCH_KEYS_MAX; key++) call(key);
      raw.endBatch();
      return BATCH_KEYS_MAX;
    };
  return [
    ["set", set],
    ["set, batched", batch(set)],
    ["get and copyValue", read],
    ["get and copyValue, batched", batch(read)],
    [
      "get and copyValueRange",
      (n) => {
        const item = raw.get(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0);
        return raw.copyValueRange(item, 1, valueBytes, target, 0) === valueBytes - 1 ? 1 : 0;
      },
    ],
    ["setDeadline", (n) => raw.setDeadline(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, LATER)],
    ["get and copyValue, with a deadline", read],
    [
      "append and setRange",
      (n) => {
        raw.append(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, value, 0, 0);
        raw.setRange(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, 1, value, 2, 6);
        return 2;
      },
    ],
    [
      "delete, then get miss",
      (n) => {
        raw.delete(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0);
        raw.get(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0);
        return 2;
      },
    ],
    [
      "set to a number",
      (n) => raw.set(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, number, 0, number.length, deadline, 0),
    ],
    ["increment", (n) => (raw.increment(keys, n * KEY_BYTES, (n + 1) * KEY_BYTES, 0, 7) < 0 ? 0 : 1)],
  ];
}

/** Bytes of heap a call takes: the first figure that comes up several rounds in a row without noise, or else the last one. */
function bytesPer(call: Call): number {
  let quiet = 0;
  let bytes = 0;
  for (let round = 0; round < ROUNDS_MAX && quiet < QUIET_ROUNDS; round++) {
    globalThis.gc?.({ type: "minor" });
    const before = process.memoryUsage().heapUsed;
    let calls = 0;
    for (let turn = 0; calls < CALLS; turn++) {
      const made = call(((turn * 64) % KEYS) | ((turn >> 4) % 64));
      if (made === 0) throw new Error("every call does its work");
      calls += made;
    }
    bytes = (process.memoryUsage().heapUsed - before) / calls;
    quiet = Math.abs(bytes) <= NOISE_BYTES ? quiet + 1 : 0;
  }
  return bytes;
}

if (globalThis.gc === undefined) throw new Error("node must run with --expose-gc");
const found: Record<string, number> = {};
for (const [name, deadline] of [
  ["never expiring", NEVER],
  ["expiring", LATER],
] as const) {
  for (const valueBytes of [16, 64, 200, 1024, 4096]) {
    for (const [call, run] of callsOn(valueBytes, deadline)) {
      found[`${call}, ${valueBytes} bytes, ${name}`] = bytesPer(run);
    }
  }
}
process.stdout.write(JSON.stringify(found));
