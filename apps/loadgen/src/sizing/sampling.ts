// Spatial sampling: of all keys some are followed, with all their accesses, in caches that are smaller by the same share
// (Waldspurger et al., "Efficient MRC construction with SHARDS", FAST '15; "Cache modeling and optimization using miniature
// simulations", ATC '17). Whether a key is followed depends on a hash of it alone. The followed keys are split into disjoint
// samples, each simulated for itself: how much these differ tells how far chance has carried their mean.
import { mix32 } from "../workload/random.ts";

/** Disjoint samples of a sampled simulation. */
export const SAMPLES = 4;

/** Below these a sample says nothing: see the tests of miniature caches against full ones. */
export const SEGMENTS_MIN = 64;
export const SAMPLED_KEYS_MIN = 10_000;

/** What a sampled simulation takes when nothing else is asked for. */
const SAMPLED_KEYS_AIM = 100_000;
/** A sample of more than this saves too little. */
const RATE_MAX = 0.5;

const SEGMENT_BYTES_MIN = 4096;
const SEGMENT_BYTES_MAX = 2 ** 18;
const SEGMENTS = 256;
const TWO_TO_32 = 2 ** 32;
/** Differs from every seed that workloads mix with, so that the sample is independent of sizes, TTLs and popularity. */
const SALT = 0x5a3c1e97;

export interface Sampling {
  /** Share of the keys that is followed, all samples together; 1 for a full simulation. */
  readonly rate: number;
  readonly samples: number;
}

export const FULL: Sampling = { rate: 1, samples: 1 };

/** How much smaller the caches of one sample are. */
export function shareOfSample({ rate, samples }: Sampling): number {
  return rate / samples;
}

/** The sample that a key belongs to, or -1.   @param id 32 bits of the key. */
export function sampleOf(id: number, { rate, samples }: Sampling): number {
  const place = mix32(id ^ SALT) / TWO_TO_32 / rate;
  return place < 1 ? Math.floor(place * samples) : -1;
}

/** The miniature of a cache. */
export interface Miniature {
  readonly memoryBytes: number;
  readonly segmentBytes: number;
}

/** A cache that is smaller by `share`, with as many segments as a cache of that size would have by itself, but none larger
 * than those of the whole.   @param share up to 1, which leaves the cache as it is. */
export function miniatureOf(memoryBytes: number, share: number): Miniature {
  const whole = segmentBytesOf(memoryBytes);
  return { memoryBytes: memoryBytes * share, segmentBytes: Math.min(whole, segmentBytesOf(memoryBytes * share)) };
}

/** What the engine takes by itself. */
function segmentBytesOf(memoryBytes: number): number {
  const wanted = 2 ** Math.floor(Math.log2(memoryBytes / SEGMENTS));
  return Math.min(SEGMENT_BYTES_MAX, Math.max(SEGMENT_BYTES_MIN, wanted));
}

export function segmentsOf({ memoryBytes, segmentBytes }: Miniature): number {
  return Math.floor(memoryBytes / segmentBytes);
}

/** Why a sampling would leave too little, in one line; undefined when it does not.
 * @param keys distinct keys of the whole.   @param smallestBytes of the caches to simulate.   @param recorded share of the
 * keys that the trace itself holds. */
export function shortageOf(
  sampling: Sampling,
  keys: number,
  smallestBytes: number,
  recorded: number,
): string | undefined {
  const segments = segmentsOf(miniatureOf(smallestBytes, shareOfSample(sampling) * recorded));
  const followed = Math.round(keys * sampling.rate * recorded);
  const isFull = sampling.rate === 1;
  if (segments < SEGMENTS_MIN) {
    return `leaves ${segments} segments of the smallest cache, and fewer than ${SEGMENTS_MIN} say nothing${isFull ? ": larger --sizes do" : ": take a higher rate, --full or larger --sizes"}`;
  }
  if (followed < SAMPLED_KEYS_MIN && !isFull) {
    return `leaves ${followed} of about ${Math.round(keys)} keys, and fewer than ${SAMPLED_KEYS_MIN} say nothing: take a higher rate or --full`;
  }
  return undefined;
}

/** The lowest rate that says enough; FULL where sampling would save little. */
export function samplingFor(keys: number, smallestBytes: number, recorded: number): Sampling {
  const byKeys = SAMPLED_KEYS_AIM / (keys * recorded);
  // One more, so that rounding leaves enough.
  const bySegments = ((SEGMENTS_MIN + 1) * SEGMENT_BYTES_MIN * SAMPLES) / (smallestBytes * recorded);
  const rate = Math.max(byKeys, bySegments);
  return rate > RATE_MAX ? FULL : { rate, samples: SAMPLES };
}
