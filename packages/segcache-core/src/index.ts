// The public surface of segcache-core.
export { type CacheKey, type CacheValue, Segcache, type SetOptions, type SetOutcome } from "./cache.ts";
export type { Limits, SegcacheOptions } from "./config.ts";
export { ConfigError, SegcacheError, type SegcacheErrorCode } from "./errors.ts";
export { POLICY_NAMES, type PolicyName, type PolicyOptions } from "./eviction/policy-names.ts";
export { KEY_BYTES_MAX, NAMESPACES, NEVER } from "./item/item-layout.ts";
export {
  IF_ABSENT,
  IF_PRESENT,
  KEEP_TTL,
  MISS,
  NO_SPACE,
  NOT_INTEGER,
  OVERFLOW,
  SKIPPED,
  STORED,
  TOO_LARGE,
} from "./outcomes.ts";
export { BATCH_KEYS_MAX } from "./prefetch.ts";
export type { ItemRef, RawCache } from "./raw-cache.ts";
export type { Clock } from "./sources/clock.ts";
export type { Counters, Gauges, Stats } from "./stats.ts";
