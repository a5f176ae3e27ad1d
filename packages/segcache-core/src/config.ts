// Options -> validated, frozen limits. Whatever a layout cannot address is refused here, so no field is ever truncated.
import { ARENA_BYTES_MAX, type ArenaShape, firstSegmentOf } from "./arena/arena.ts";
import { ConfigError } from "./errors.ts";
import { isPolicyName, POLICY_NAMES, type PolicyName, type PolicyOptions } from "./eviction/policy-names.ts";
import { KEY_BYTES_MAX, NAMESPACES } from "./item/item-layout.ts";
import { type Clock, systemClock } from "./sources/clock.ts";
import { randomSeed } from "./sources/random.ts";
import { CHAINS } from "./ttl/ttl-buckets.ts";

/** What an engine is made from. Only `maxMemory` is required. */
export interface EngineOptions {
  /** Bound on all memory the cache touches: data, metadata and hash table. Bytes, or text such as `"256mb"` (1 kb = 1024). */
  readonly maxMemory: number | string;
  /** Up to what `setMaxMemory` may raise the bound later; address space that costs nothing until used. Default: `maxMemory`. */
  readonly reserveMemory?: number | string;
  /** What is dropped when memory is full; `"none"` refuses new items instead. Default `"s3fifo"`. */
  readonly policy?: PolicyName;
  /** Parameters of the policies that have any. */
  readonly policyOptions?: PolicyOptions;
  /** The longest value, bytes or text. Default: an eighth of a shard's memory, at most 64 MiB. */
  readonly maxValueSize?: number | string;
  /** Bytes of a segment, a power of two. Default: maxMemory / 1024 rounded down to one, 4 KiB to 256 KiB,
   * and from 64 MiB on 128 KiB at least. */
  readonly segmentSize?: number | string;
  /** Whether several threads use the cache: its memory is then a SharedArrayBuffer, which `share` gives to others. Default false. */
  readonly shared?: boolean;
  /** Threads that a shared cache is to serve: it gets four shards for each, while each shard has 64 segments. */
  readonly threads?: number;
  /** Parts of a shared cache that are locked one by one; a power of two. Default: by `threads`, else up to 8. */
  readonly shards?: number;
  /** The clock, Unix milliseconds. Default `Date.now`. */
  readonly now?: Clock;
  /** Seed of hashing and random choices, 32 bits; the same seed, clock and calls give the same bytes. Default: random. */
  readonly seed?: number;
}

/** What a cache was made with, and what follows from it. Bytes unless the name says otherwise. */
export interface Limits {
  /** The bound on memory that the cache was made with. */
  readonly maxMemory: number;
  /** Up to what `setMaxMemory` may raise the bound. */
  readonly reserveMemory: number;
  /** The policy that the cache was made with. */
  readonly policy: PolicyName;
  /** A segment: the unit in which memory is given out and freed. */
  readonly segmentSize: number;
  /** Segments of all shards, those that hold the hash table included. */
  readonly segmentCount: number;
  /** Parts by key hash; more than one in a shared cache, and where memory is more than one part can have. */
  readonly shardCount: number;
  /** True where several threads may open it. */
  readonly shared: boolean;
  /** The longest key. */
  readonly keyBytesMax: number;
  /** The longest value. */
  readonly valueBytesMax: number;
}

/** Options with every default filled in. */
export interface Config {
  readonly limits: Limits;
  readonly shape: ArenaShape;
  readonly policyOptions: PolicyOptions;
  readonly now: Clock;
  readonly seed: number;
}

const SEGMENT_BYTES_MIN = 1024;
const SEGMENT_BYTES_MAX = 2 ** 23;
const DEFAULT_SEGMENT_BYTES_MIN = 4096;
const DEFAULT_SEGMENT_BYTES_MAX = 2 ** 18;
const DEFAULT_SEGMENTS = 1024;
/** From this much memory on the longest key fits a segment, which it must. */
const LONG_KEYS_FROM_BYTES = 2 ** 26;
const LONG_KEYS_SEGMENT_BYTES = 2 ** 17;
const VALUE_SHARE = 8;
const DEFAULT_VALUE_BYTES_MAX = 2 ** 26;
/** Fewest segments a shard works with: one for the table, one for overflow, the rest for items. */
const SEGMENTS_MIN = 8;
const MEMORY_BYTES_MAX = 2 ** 40;
const SHARDS_MAX = 1024;
const SHARDS_DEFAULT = 8;
const SHARDS_PER_THREAD = 4;
/** A shared cache has no more shards than leave each this many segments, unless asked to. */
const SHARD_SEGMENTS_MIN = 64;
const POLICY_DEFAULT: PolicyName = "s3fifo";

/** Validates options. @throws ConfigError naming the option, what it must be and what it was. */
export function resolveConfig(options: EngineOptions): Config {
  const maxMemory = memorySize("maxMemory", options.maxMemory);
  if (maxMemory > MEMORY_BYTES_MAX)
    throw new ConfigError("maxMemory", `must be at most ${MEMORY_BYTES_MAX} bytes, got ${maxMemory}`);
  const policy = options.policy ?? POLICY_DEFAULT;
  const policyOptions = resolvePolicy(policy, options.policyOptions ?? {});
  const segmentSize =
    options.segmentSize === undefined ? defaultSegmentBytes(maxMemory) : segmentBytes(options.segmentSize);
  const seed = options.seed ?? randomSeed();
  if (!Number.isSafeInteger(seed)) throw new ConfigError("seed", `must be a whole number, got ${String(seed)}`);
  const now = options.now ?? systemClock;
  if (typeof now !== "function")
    throw new ConfigError("now", `must be a function that returns Unix milliseconds, got ${typeof now}`);

  const reserve = options.reserveMemory ?? maxMemory;
  const reserveMemory = memorySize("reserveMemory", reserve);
  if (reserveMemory < maxMemory || reserveMemory > MEMORY_BYTES_MAX) {
    throw new ConfigError("reserveMemory", `must be maxMemory to ${MEMORY_BYTES_MAX} bytes, got ${reserveMemory}`);
  }

  const shared = isShared(options);
  let shardCount = shared ? sharedShards(options, maxMemory / segmentSize) : 1;
  while (reserveMemory / shardCount > ARENA_BYTES_MAX) shardCount *= 2;
  const pages = Math.floor(reserveMemory / shardCount / segmentSize);
  const shape: ArenaShape = { segmentBytes: segmentSize, pages, chains: CHAINS, namespaces: NAMESPACES };
  const segments = usableSegments(maxMemory, shardCount, shape);
  const valueBytesMax = maxValueSize(options.maxValueSize, Math.floor(maxMemory / shardCount));
  const limits = Object.freeze<Limits>({
    maxMemory,
    reserveMemory,
    policy,
    segmentSize,
    segmentCount: segments * shardCount,
    shardCount,
    shared,
    keyBytesMax: KEY_BYTES_MAX,
    valueBytesMax,
  });
  return { limits, shape, policyOptions, now, seed };
}

function isShared({ shared = false, shards, threads }: EngineOptions): boolean {
  if (typeof shared !== "boolean") throw new ConfigError("shared", `must be true or false, got ${String(shared)}`);
  if (!shared && shards !== undefined)
    throw new ConfigError("shards", "is for shared caches: give shared: true as well");
  if (!shared && threads !== undefined)
    throw new ConfigError("threads", "is for shared caches: give shared: true as well");
  if (shared && typeof SharedArrayBuffer === "undefined")
    throw new ConfigError("shared", "needs SharedArrayBuffer, which browsers give to cross-origin isolated pages only");
  return shared;
}

function sharedShards({ shards, threads }: EngineOptions, segments: number): number {
  wholeNumber("shards", shards, 1, SHARDS_MAX);
  wholeNumber("threads", threads, 1, SHARDS_MAX);
  if (shards !== undefined) {
    if (Number.isInteger(Math.log2(shards))) return shards;
    throw new ConfigError("shards", `must be a power of two, got ${shards}`);
  }
  let count = threads === undefined ? SHARDS_DEFAULT : 2 ** Math.floor(Math.log2(threads * SHARDS_PER_THREAD));
  count = Math.min(count, SHARDS_MAX);
  while (count > 1 && segments / count < SHARD_SEGMENTS_MIN) count /= 2;
  return count;
}

/** Validates a new bound on memory; tells how many segments of each shard it allows. @throws ConfigError */
export function resolveMaxMemory(
  size: number | string,
  limits: Limits,
  shape: ArenaShape,
): { readonly maxMemory: number; readonly segments: number } {
  const maxMemory = memorySize("maxMemory", size);
  if (maxMemory > limits.reserveMemory) {
    throw new ConfigError("maxMemory", `must be at most the ${limits.reserveMemory} bytes reserved, got ${maxMemory}`);
  }
  return { maxMemory, segments: usableSegments(maxMemory, limits.shardCount, shape) };
}

function usableSegments(maxMemory: number, shardCount: number, shape: ArenaShape): number {
  const { segmentBytes } = shape;
  const segments = Math.floor(maxMemory / shardCount / segmentBytes) - firstSegmentOf(shape);
  if (segments >= SEGMENTS_MIN) return segments;
  const reserveIsMax = shape.pages * segmentBytes <= maxMemory / shardCount;
  let least = SEGMENTS_MIN;
  const headPages = (pages: number): number => firstSegmentOf(reserveIsMax ? { ...shape, pages } : shape);
  while (least - headPages(least) < SEGMENTS_MIN) least++;
  const bytes = least * segmentBytes * shardCount;
  throw new ConfigError(
    "maxMemory",
    `must be at least ${bytes} bytes with segments of ${segmentBytes} bytes, got ${maxMemory}`,
  );
}

/** Validates a policy and its parameters. @throws ConfigError */
export function resolvePolicy(policy: PolicyName, options: PolicyOptions): PolicyOptions {
  if (!isPolicyName(policy)) {
    throw new ConfigError("policy", `must be one of ${POLICY_NAMES.join(", ")}, got ${String(policy)}`);
  }
  const { merge = {}, s3fifo = {} } = options;
  wholeNumber("policyOptions.merge.max", merge.max, 2, 64);
  wholeNumber("policyOptions.merge.merge", merge.merge, 2, 64);
  if (merge.compact !== 0) wholeNumber("policyOptions.merge.compact", merge.compact, 2, 64);
  const ratio = s3fifo.admissionRatio ?? 0.5;
  if (!(ratio > 0 && ratio < 1)) {
    throw new ConfigError("policyOptions.s3fifo.admissionRatio", `must be above 0 and below 1, got ${String(ratio)}`);
  }
  return options;
}

function wholeNumber(option: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw new ConfigError(option, `must be a whole number from ${min} to ${max}, got ${String(value)}`);
}

/** Bytes told by a number or by text such as `"64mb"` (b, kb, mb, gb in powers of 1024). @throws ConfigError */
function memorySize(option: string, size: number | string): number {
  if (typeof size === "number") {
    if (Number.isSafeInteger(size) && size > 0) return size;
    throw new ConfigError(option, `must be a positive whole number of bytes, got ${size}`);
  }
  const match = /^(\d{1,15})\s*(b|kb|mb|gb)?$/i.exec(String(size).trim());
  const unit = match?.[2]?.toLowerCase()[0];
  const factor = unit === "k" ? 2 ** 10 : unit === "m" ? 2 ** 20 : unit === "g" ? 2 ** 30 : 1;
  const bytes = match === null ? 0 : Number(match[1]) * factor;
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new ConfigError(option, `must be a size such as 268435456 or "256mb", got ${JSON.stringify(size)}`);
}

function segmentBytes(size: number | string): number {
  const bytes = memorySize("segmentSize", size);
  if (bytes < SEGMENT_BYTES_MIN || bytes > SEGMENT_BYTES_MAX) {
    throw new ConfigError("segmentSize", `must be ${SEGMENT_BYTES_MIN} to ${SEGMENT_BYTES_MAX} bytes, got ${bytes}`);
  }
  if (!Number.isInteger(Math.log2(bytes))) throw new ConfigError("segmentSize", `must be a power of two, got ${bytes}`);
  return bytes;
}

function maxValueSize(size: number | string | undefined, shardBytes: number): number {
  const most = Math.floor(shardBytes / VALUE_SHARE);
  if (size === undefined) return Math.min(most, DEFAULT_VALUE_BYTES_MAX);
  const bytes = memorySize("maxValueSize", size);
  if (bytes <= most) return bytes;
  throw new ConfigError("maxValueSize", `must be at most an eighth of a shard's memory, ${most} bytes, got ${bytes}`);
}

function defaultSegmentBytes(maxMemory: number): number {
  const wanted = 2 ** Math.floor(Math.log2(maxMemory / DEFAULT_SEGMENTS));
  const least = maxMemory >= LONG_KEYS_FROM_BYTES ? LONG_KEYS_SEGMENT_BYTES : DEFAULT_SEGMENT_BYTES_MIN;
  return Math.min(DEFAULT_SEGMENT_BYTES_MAX, Math.max(least, wanted));
}
