// Replays a trace look-aside: a get that misses is followed by a set. Only gets count. Time is the trace's own.
import { Segcache } from "segcache-core";
import { payloadOf } from "./measuring.ts";
import type { ReferenceCache } from "./reference-caches.ts";
import { DELETE, GET, SET, type Trace } from "./traces.ts";

/** Any day will do; a time of zero would not, since deadlines are absolute. */
const EPOCH_MS = 1_700_000_000_000;
const PAYLOAD_SAMPLES = 16;
const SWEEP_MS = 1000;

export interface SegcacheRun {
  readonly missRatio: number;
  /** Key and value bytes held, on average over the second half. */
  readonly payloadBytes: number;
}

export type Policy = NonNullable<ConstructorParameters<typeof Segcache>[0]["policy"]>;

export function replaySegcache(trace: Trace, maxMemory: number, policy: Policy): SegcacheRun {
  const { key, keyStart, keyBytes, operation, timeMs, valueBytes, ttlMs, requests } = trace;
  let now = EPOCH_MS;
  const cache = new Segcache({ maxMemory, policy, seed: 1, now: () => now });
  const { raw } = cache;
  const value = new Uint8Array(cache.limits.valueBytesMax + 1);
  let swept = now;
  let gets = 0;
  let misses = 0;
  let payload = 0;
  for (let at = 0; at < requests; at++) {
    now = EPOCH_MS + timeMs[at];
    if (now >= swept + SWEEP_MS) {
      while (cache.expireSlice());
      swept = now;
    }
    const start = keyStart[key[at]];
    const end = keyStart[key[at] + 1];
    let isSet = operation[at] === SET;
    if (operation[at] === GET) {
      gets++;
      isSet = raw.get(keyBytes, start, end, 0) < 0;
      if (isSet) misses++;
    } else if (operation[at] === DELETE) {
      raw.delete(keyBytes, start, end, 0);
    }
    if (isSet) {
      const deadline = ttlMs[at] > 0 ? now + ttlMs[at] : Infinity;
      raw.set(keyBytes, start, end, 0, value, 0, Math.min(valueBytes[at], value.length), deadline, 0);
    }
    if (isSampled(at, requests)) payload += payloadOf(cache).bytes;
  }
  return { missRatio: misses / gets, payloadBytes: payload / PAYLOAD_SAMPLES };
}

function isSampled(at: number, requests: number): boolean {
  const half = requests >> 1;
  const step = Math.floor(half / PAYLOAD_SAMPLES);
  return at >= half && (at - half) % step === 0 && (at - half) / step < PAYLOAD_SAMPLES;
}

/** @param valueBytesMax values above that are not stored, as the cache it is held against does not store them either. */
export function replayReference(trace: Trace, cache: ReferenceCache, valueBytesMax: number): number {
  const { key, keyStart, operation, timeMs, valueBytes, ttlMs, requests } = trace;
  let gets = 0;
  let misses = 0;
  for (let at = 0; at < requests; at++) {
    const number = key[at];
    const now = EPOCH_MS + timeMs[at];
    let isSet = operation[at] === SET;
    if (operation[at] === GET) {
      gets++;
      isSet = !cache.get(number, now);
      if (isSet) misses++;
    } else if (operation[at] === DELETE) {
      cache.delete(number);
    }
    if (!isSet) continue;
    if (valueBytes[at] > valueBytesMax) cache.delete(number);
    else
      cache.set(
        number,
        keyStart[number + 1] - keyStart[number] + valueBytes[at],
        ttlMs[at] > 0 ? now + ttlMs[at] : Infinity,
      );
  }
  return misses / gets;
}
