// Where arenas stand in memory. Those of one cache's shards stand one behind another in one buffer, so that whoever fetches memory
// ahead reads all of them through one array, whichever shards its keys are of. Only where the system gives no buffer as long as
// that, or one so long would have places that are no small integers, there are several, with as many arenas in each.

/** Where an arena lives: in a buffer, from byte `start` on. */
export interface ArenaMemory {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
}

/**
 * Byte of its buffer at which the first arena begins, so that its 64-byte lines are lines of the processor's caches too: under Linux
 * the allocators of C libraries put large memory 16 bytes behind the beginning of a page, for a head of their own, others put it there.
 */
export const ARENA_START: number = isLinux() ? 48 : 0;

const LINE_BYTES = 64;
const PAGE_BYTES = 4096;
/**
 * Bytes between two arenas, which nobody touches. An arena's size is a multiple of 1024, and nearly always of a much larger power of
 * two: with nothing in between, all heads, which every call reads, would lie in the same sets of the processor's nearest cache, since
 * the place in a page tells the set. An odd number of lines lets 64 arenas in a row begin at 64 different ones of a page; nine, because
 * a head's busiest fields take about as many. The page on top does the same for the sets that hold translations of addresses.
 */
const GAP_BYTES: number = PAGE_BYTES + 9 * LINE_BYTES;

/** Longest buffer: the place of every word in it is a small integer for V8. */
export const BUFFER_BYTES_MAX: number = 2 ** 33;

/** Byte of its buffer at which arena number `index` in it begins. */
export function startOf(index: number, arenaBytes: number): number {
  return ARENA_START + index * (arenaBytes + GAP_BYTES);
}

/** Bytes of a buffer that holds `count` arenas. */
export function bufferBytes(count: number, arenaBytes: number): number {
  return startOf(count - 1, arenaBytes) + arenaBytes;
}

/**
 * Buffers for `count` arenas, a power of two: one if it can be had, else as few as can.
 * @param make makes one of so many bytes. Throws what that throws when it refuses to make one for a single arena.
 */
export function makeBuffers<Made>(count: number, arenaBytes: number, make: (bytes: number) => Made): Made[] {
  let each = count;
  while (each > 1 && bufferBytes(each, arenaBytes) > BUFFER_BYTES_MAX) each /= 2;
  for (;;) {
    try {
      return Array.from({ length: count / each }, () => make(bufferBytes(each, arenaBytes)));
    } catch (error) {
      // Linux, unless told otherwise, gives no piece larger than all memory and swap, untouched as it will be; browsers have limits, too.
      if (each === 1) throw error;
      each /= 2;
    }
  }
}

/** Where each of `count` arenas stands in the buffers made for them. */
export function arenasIn(buffers: readonly ArrayBufferLike[], count: number, arenaBytes: number): ArenaMemory[] {
  const each = count / buffers.length;
  return Array.from({ length: count }, (_, index) => ({
    buffer: buffers[Math.floor(index / each)],
    start: startOf(index % each, arenaBytes),
  }));
}

function isLinux(): boolean {
  const { process } = globalThis as { readonly process?: { readonly platform?: string } };
  return process?.platform === "linux";
}
