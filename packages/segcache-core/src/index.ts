// The public surface of segcache-core.
export { type ScanStep, Segcache, type Versioned } from "./cache.ts";
export {
  type AnyCodec,
  type CacheValue,
  type Codec,
  type CodecName,
  json,
  type ValueIn,
  type ValueOut,
} from "./codecs.ts";
export type { EngineOptions, Limits } from "./config.ts";
export { ConfigError, SegcacheError, type SegcacheErrorCode } from "./errors.ts";
export { POLICY_NAMES, type PolicyName, type PolicyOptions } from "./eviction/policy-names.ts";
export type { SharedHandle, SharedOptions } from "./handle.ts";
export { KEY_BYTES_MAX, NAMESPACES, NEVER } from "./item/item-layout.ts";
export type {
  CacheKey,
  KeyForm,
  KeyOut,
  OpenOptions,
  SegcacheOptions,
  SetEntry,
  SetOptions,
  SetOutcome,
} from "./options.ts";
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
export type { RawCache } from "./raw-cache.ts";
export type { RemovalReason } from "./reclaim/removals.ts";
export type { ItemRef } from "./shard-router.ts";
export type { Clock } from "./sources/clock.ts";
export type { Counters, Gauges, Stats } from "./stats.ts";
