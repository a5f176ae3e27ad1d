// What one thread gives another so that it can open the same cache: the memory itself and the options that both must agree
// on. Everything else stands in the memory. A handle is plain data, so it can be posted to a worker as it is.
import { type ArenaShape, arenaBytes, firstSegmentOf, headBytes } from "./arena/arena.ts";
import { BYTE_ORDER_MARK, FORMAT_VERSION, HEADER, HEADER_FIELDS, MAGIC } from "./arena/arena-layout.ts";
import { arenasIn, bufferBytes } from "./arena/arena-memory.ts";
import type { EngineOptions } from "./config.ts";
import { ConfigError } from "./errors.ts";

/** Options that come with a handle. */
export type SharedOptions = Omit<EngineOptions, "now" | "seed" | "threads"> & {
  readonly ttl?: number | undefined;
};

/** A shared cache, to be opened by other threads of the same process with `Segcache.open`. */
export interface SharedHandle {
  /** Version of the layout in memory: both sides must be the same release of this package. */
  readonly formatVersion: number;
  /** The memory of all shards: one buffer, or several with as many shards in each. */
  readonly buffers: readonly SharedArrayBuffer[];
  /** What both threads must agree on. */
  readonly options: SharedOptions;
}

/** Checks that a handle is one, before its options are looked at. @throws ConfigError */
export function checkHandle(handle: SharedHandle): void {
  const { formatVersion, buffers, options } = (handle ?? {}) as Partial<SharedHandle>;
  if (!Array.isArray(buffers) || buffers.length === 0 || typeof options !== "object" || options === null)
    throw new ConfigError("handle", "must be what share() of a shared cache returned");
  if (formatVersion !== FORMAT_VERSION)
    throw new ConfigError("handle", `must be of format version ${FORMAT_VERSION}, got ${String(formatVersion)}`);
  for (const buffer of buffers) {
    // By its tag: `instanceof` would tell memory made in another realm of the same thread apart.
    if (Object.prototype.toString.call(buffer) !== "[object SharedArrayBuffer]")
      throw new ConfigError("handle", "must hold SharedArrayBuffers, as share() returned them");
  }
}

/** Checks that buffers hold shards of this shape, laid out as this release does. @throws ConfigError */
export function checkBuffers(buffers: readonly SharedArrayBuffer[], shards: number, shape: ArenaShape): void {
  const shardsEach = shards / buffers.length;
  if (!Number.isInteger(shardsEach))
    throw new ConfigError("handle", `must hold ${shards} shards in equal parts, got ${buffers.length} buffers`);
  const bytes = bufferBytes(shardsEach, arenaBytes(shape));
  for (const buffer of buffers) {
    if (buffer.byteLength !== bytes)
      throw new ConfigError("handle", `must have buffers of ${bytes} bytes, got one of ${buffer.byteLength}`);
  }
  for (const { buffer, start } of arenasIn(buffers, shards, arenaBytes(shape))) {
    const words = new Int32Array(buffer, start, HEADER_FIELDS);
    expectWord(words[HEADER.magic], MAGIC, "begin with the mark of a cache");
    expectWord(words[HEADER.formatVersion], FORMAT_VERSION, "be of this format version");
    expectWord(words[HEADER.byteOrder], BYTE_ORDER_MARK, "be in this machine's byte order");
    expectWord(words[HEADER.segmentLog2], Math.log2(shape.segmentBytes), "have segments of this size (log2)");
    expectWord(words[HEADER.pages], shape.pages, "have this many pages");
    expectWord(words[HEADER.firstSegment], firstSegmentOf(shape), "have its first segment here");
    expectWord(words[HEADER.headBytes], headBytes(shape), "have this layout (bytes before the first segment)");
  }
}

function expectWord(got: number, expected: number, must: string): void {
  if (got !== expected) throw new ConfigError("handle", `must ${must}: ${expected}, got ${got}`);
}
