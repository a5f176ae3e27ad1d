// Sessions: every read extends the time to live. What the extension costs beside the read, and what becomes of memory when
// items stay alive in segments that were meant to die early.

import { type Report, reportOf, type Table } from "segcache-bench-report";
import { Segcache } from "segcache-core";
import { payloadOf, premise, takeTurns } from "./measuring.ts";
import { KEY_BYTES, keyText, randomFrom, uniformOrder, writeKey } from "./workload.ts";

const VALUE_BYTES = 1024;
const TTL_MS = 1_800_000;
const START_MS = 1_700_000_000_000;

export function runSessions(isSmoke: boolean): Report {
  const costs = isSmoke
    ? { sessions: 2000, reads: 5000, rounds: 1, warmups: 1 }
    : { sessions: 100_000, reads: 400_000, rounds: 7, warmups: 2 };
  const held = isSmoke ? { requests: 20_000 } : { requests: 3_000_000 };
  const memories = isSmoke ? [2 ** 22] : [2 ** 26, 2 ** 28, 2 ** 30];
  const options = { ...costs, ...held, memories, valueBytes: VALUE_BYTES, ttlMs: TTL_MS };
  return reportOf("sessions", { options }, [costTable(costs), heldTable(memories, held.requests)]);
}

interface CostPlan {
  readonly sessions: number;
  readonly reads: number;
  readonly rounds: number;
  readonly warmups: number;
}

function costTable({ sessions, reads, rounds, warmups }: CostPlan): Table {
  const cache = new Segcache({ maxMemory: sessions * (VALUE_BYTES + 100) * 2, seed: 1 });
  const keys = Array.from({ length: sessions }, (_, number) => keyText(number));
  const value = Buffer.alloc(VALUE_BYTES, "s");
  for (const key of keys) cache.set(key, value, { ttl: TTL_MS });
  const { raw } = cache;
  const flat = Buffer.from(keys.join(""), "latin1");
  const order = uniformOrder(sessions, reads, 9);
  const target = new Uint8Array(VALUE_BYTES);
  const counted = (each: (number: number) => number): number => {
    let found = 0;
    for (let at = 0; at < order.length; at++) found += each(order[at]);
    premise(found === reads * VALUE_BYTES, "every session read is there");
    return reads;
  };
  const get = (number: number): number => cache.get(keys[number])?.length ?? 0;
  const rawGet = (number: number): number => {
    const item = raw.get(flat, number * KEY_BYTES, (number + 1) * KEY_BYTES, 0);
    return item < 0 ? 0 : raw.copyValue(item, target, 0);
  };
  const touch = (number: number): number => {
    const bytes = get(number);
    cache.setTTL(keys[number], TTL_MS);
    return bytes;
  };
  const rawTouch = (number: number): number => {
    const bytes = rawGet(number);
    raw.setDeadline(flat, number * KEY_BYTES, (number + 1) * KEY_BYTES, 0, Date.now() + TTL_MS);
    return bytes;
  };
  const works = [get, touch, rawGet, rawTouch].map((each) => () => counted(each));
  const [plain, touched, rawPlain, rawTouched] = takeTurns(works, rounds, warmups);
  return {
    title: `Reading a session of ${VALUE_BYTES} bytes, CPU nanoseconds`,
    columns: [
      { title: "surface" },
      { title: "get", digits: 0 },
      { title: "get and extend", digits: 0 },
      { title: "times", digits: 2 },
      { title: "spread, %", digits: 0 },
    ],
    rows: [
      ["strings: get, setTTL", plain.best, touched.best, touched.best / plain.best, touched.spread * 100],
      [
        "raw: get + copyValue, setDeadline",
        rawPlain.best,
        rawTouched.best,
        rawTouched.best / rawPlain.best,
        rawTouched.spread * 100,
      ],
    ],
    notes: [`${sessions.toLocaleString("en")} sessions, uniform reads.`],
  };
}

function heldTable(memories: readonly number[], requests: number): Table {
  const rows = memories.flatMap((memory) =>
    [false, true].map((isTouched) => {
      const { items, hitRatio, alive, payloadShare } = hold(memory, requests, isTouched);
      return [`${memory / 2 ** 20} MiB`, isTouched ? "yes" : "no", items, alive, hitRatio, payloadShare * 100];
    }),
  );
  return {
    title: "Sessions held, every read extending the TTL or not",
    columns: [
      { title: "maxMemory" },
      { title: "reads extend" },
      { title: "live items held", digits: 0 },
      { title: "would live in unbounded memory", digits: 0 },
      { title: "hit ratio", digits: 4 },
      { title: "payload, % of touched memory", digits: 1 },
    ],
    rows,
    notes: [
      `${requests.toLocaleString("en")} requests over four hours of simulated time, TTL half an hour: one in ten starts a session, the others read one of the last 200,000, young ones more often.`,
    ],
  };
}

interface Held {
  readonly items: number;
  readonly alive: number;
  readonly hitRatio: number;
  readonly payloadShare: number;
}

const RECENT = 200_000;
const HOURS = 4;

function hold(memory: number, requests: number, isTouched: boolean): Held {
  let now = START_MS;
  const cache = new Segcache({ maxMemory: memory, seed: 1, now: () => now });
  const { raw } = cache;
  const key = new Uint8Array(KEY_BYTES);
  const value = new Uint8Array(VALUE_BYTES);
  const random = randomFrom(11);
  const deadlines = new Float64Array(requests);
  const stepMs = (HOURS * 3_600_000) / requests;
  let sessions = 0;
  let reads = 0;
  let hits = 0;
  let sweptMs = now;
  for (let request = 0; request < requests; request++) {
    now = Math.floor(START_MS + request * stepMs);
    if (now >= sweptMs + 1000) {
      sweptMs = now;
      while (cache.expireSlice());
    }
    if (sessions === 0 || random() < 0.1) {
      writeKey(sessions, key);
      raw.set(key, 0, KEY_BYTES, 0, value, 0, VALUE_BYTES, now + TTL_MS, 0);
      deadlines[sessions++] = now + TTL_MS;
      continue;
    }
    const number = sessions - 1 - Math.floor(random() ** 2 * Math.min(sessions, RECENT));
    const shouldLive = deadlines[number] > now;
    writeKey(number, key);
    const isHit = raw.get(key, 0, KEY_BYTES, 0) >= 0;
    premise(shouldLive || !isHit, "no session outlives its deadline");
    if (!shouldLive) continue;
    reads++;
    if (isHit) hits++;
    if (!isTouched) continue;
    deadlines[number] = now + TTL_MS;
    // Whoever misses logs in again.
    if (isHit) raw.setDeadline(key, 0, KEY_BYTES, 0, now + TTL_MS);
    else raw.set(key, 0, KEY_BYTES, 0, value, 0, VALUE_BYTES, now + TTL_MS, 0);
  }
  const { items, bytes } = payloadOf(cache);
  const alive = deadlines.subarray(0, sessions).reduce((sum, deadline) => sum + (deadline > now ? 1 : 0), 0);
  return { items, alive, hitRatio: hits / reads, payloadShare: bytes / cache.stats().memoryTouched };
}
