// Time to live -> TTL bucket. A bucket gathers items whose deadlines are likely to be close, so that their segment can be
// freed whole; deadlines themselves are exact and stand in the items, so the bucket is only a hint (architecture E1).
// One tier per power of two of milliseconds, eight buckets a tier: a bucket spans an eighth of its lower bound.

const STEPS_LOG2 = 3; // buckets per tier, as a power of two
const STEPS = 2 ** STEPS_LOG2;
const FIRST_TIER = STEPS_LOG2; // below 2^3 ms each millisecond has a bucket of its own
const LAST_TIER = 35; // 2^35 ms is about 398 days; longer lives share the last bucket
const WIDE_SHIFT = 8; // times of 2^31 ms and more are looked at without their lowest bits, to stay in 32-bit arithmetic

/** Number of buckets for items that expire. */
export const TTL_BUCKETS: number = (LAST_TIER - FIRST_TIER + 2) * STEPS;
/** The bucket of items that never expire. */
export const NEVER_BUCKET: number = TTL_BUCKETS;
/** All buckets, the never bucket included. */
export const BUCKETS: number = TTL_BUCKETS + 1;

/** The bucket of a time to live of `ttlMs` whole milliseconds (0 or more, Infinity = never). Monotone in `ttlMs`. */
export function bucketOf(ttlMs: number): number {
  if (ttlMs < STEPS) return ttlMs;
  if (ttlMs < 2 ** 31) return tierBucket(ttlMs, 31 - Math.clz32(ttlMs), 0);
  if (ttlMs === Infinity) return NEVER_BUCKET;
  if (ttlMs >= 2 ** (LAST_TIER + 1)) return TTL_BUCKETS - 1;
  const high = Math.floor(ttlMs / 2 ** WIDE_SHIFT);
  return tierBucket(high, 31 - Math.clz32(high) + WIDE_SHIFT, WIDE_SHIFT);
}

function tierBucket(bits: number, tier: number, dropped: number): number {
  return (tier - FIRST_TIER + 1) * STEPS + ((bits >>> (tier - STEPS_LOG2 - dropped)) & (STEPS - 1));
}
