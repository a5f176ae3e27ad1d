// What a cache counts. Counters only grow and stand in the arena; gauges are computed from the arena when asked for.
// One list of counters gives both their places and their names.

/** Places of the counters in the arena's counter array. */
export const COUNTER = {
  // The first six are in one line of memory with the lock (arena/arena-layout.ts).
  hits: 0,
  misses: 1,
  sets: 2,
  itemsReplaced: 3,
  inserts: 4,
  deletes: 5,
  missesExpired: 6,
  missesEvicted: 7,
  setsSkipped: 8,
  setsFailed: 9,
  itemsEvicted: 10,
  itemsExpired: 11,
  itemsCleared: 12,
  bytesEvicted: 13,
  segmentsEvicted: 14,
  segmentsExpired: 15,
  segmentsEmptied: 16,
  segmentsSwept: 17,
  bucketEvictions: 18,
  itemsMoved: 19,
  segmentsCompacted: 20,
  itemsCompacted: 21,
  bytesCompacted: 22,
  itemsRewritten: 23,
  tagCollisions: 24,
  segmentsRefused: 25,
  mergePasses: 26,
  lockWaits: 48,
  lockWaitMs: 49,
  shardsEmptied: 50,
} as const;

export type CounterName = keyof typeof COUNTER;

/** Counters, since the cache was made. */
export interface Counters {
  /** Reads that found a live item. */
  readonly hits: number;
  /** Reads that found none, for whatever reason. */
  readonly misses: number;
  /** Those misses that found an item whose deadline had passed. */
  readonly missesExpired: number;
  /** Those misses whose key was evicted not long ago, as far as the policy remembers (s3fifo does). */
  readonly missesEvicted: number;
  /** Items stored. */
  readonly sets: number;
  /** Writes not done because a condition failed. */
  readonly setsSkipped: number;
  /** Writes that failed for size or want of space; the earlier value is removed. */
  readonly setsFailed: number;
  /** Items removed by `delete`. */
  readonly deletes: number;
  /** Items removed because a set gave the key a newer value, also where that could not be stored. */
  readonly itemsReplaced: number;
  /** Items written anew because `append`, `setRange`, `increment` or a first deadline changed their size. */
  readonly itemsRewritten: number;
  /** Keys added to the hash table, that is, items stored under a key that had none. */
  readonly inserts: number;
  /** Times a lookup met another key with the same twelve bits of hash. */
  readonly tagCollisions: number;
  /** Items dropped to make room. */
  readonly itemsEvicted: number;
  /** Items removed because their deadline had passed. */
  readonly itemsExpired: number;
  /** Items removed by `clear` or by flushing a namespace. */
  readonly itemsCleared: number;
  /** Bytes of evicted items, headers included. */
  readonly bytesEvicted: number;
  /** Items refused because no segment could be had for them. */
  readonly segmentsRefused: number;
  /** Runs of segments that policy `merge` set out to merge. */
  readonly mergePasses: number;
  /** Segments emptied to make room. */
  readonly segmentsEvicted: number;
  /** Segments given back because all they held had expired. */
  readonly segmentsExpired: number;
  /** Segments given back because their last item was deleted, replaced or swept. */
  readonly segmentsEmptied: number;
  /** Passes over a segment for expired or flushed items. */
  readonly segmentsSwept: number;
  /** Items a policy kept by moving them out of a segment it emptied. */
  readonly itemsMoved: number;
  /** Segments given back after all their live items were moved, because enough of the rest was dead. */
  readonly segmentsCompacted: number;
  /** Items moved for that. */
  readonly itemsCompacted: number;
  /** Bytes of these items: over the bytes stored it is the write amplification. */
  readonly bytesCompacted: number;
  /** Items evicted because their hash bucket could not be extended. */
  readonly bucketEvictions: number;
  /** Times a thread found a shard locked by another and had to wait (shared caches). */
  readonly lockWaits: number;
  /** Milliseconds waited in all, fractions included. */
  readonly lockWaitMs: number;
  /** Shards emptied because a thread died while it was at them. */
  readonly shardsEmptied: number;
}

/** Gauges: how things stand now. Bytes unless the name says otherwise. */
export interface Gauges {
  /** Items in the cache, expired ones that no sweep has met yet included. */
  readonly items: number;
  /** Those of them that have a deadline. */
  readonly itemsExpiring: number;
  /** Bytes of these items, headers and padding included. */
  readonly bytesLive: number;
  /** Bytes of replaced, deleted and expired items in segments not yet given back. */
  readonly bytesDead: number;
  /** Bytes of the hash table and its overflow lines, whole pages. */
  readonly bytesTable: number;
  /** Bytes the cache has ever touched: never above `memoryMax`, unless that was lowered since. */
  readonly memoryTouched: number;
  /** The present bound on memory. */
  readonly memoryMax: number;
  /** Segments taken into use since the cache was made; a segment counts each time. */
  readonly segmentsTaken: number;
  /** All there are; the gauges below by what they are in use for. */
  readonly segmentsTotal: number;
  /** Segments that may be taken. */
  readonly segmentsFree: number;
  /** Free segments that may not be used because the bound on memory is below what was reserved. */
  readonly segmentsHeldBack: number;
  /** Segments that new items are appended to. */
  readonly segmentsOpen: number;
  /** Segments that take no more items. */
  readonly segmentsSealed: number;
  /** Segments half emptied: one for each shard at most. */
  readonly segmentsReclaiming: number;
  /** Pages of the hash table. */
  readonly segmentsTable: number;
  /** Pages of lines that continue full buckets of it. */
  readonly segmentsOverflow: number;
  /** Segments that hold part of a large value. */
  readonly segmentsChunk: number;
  /** Pages of the ghost queue (s3fifo). */
  readonly segmentsGhost: number;
  /** Buckets of the hash table. */
  readonly buckets: number;
}

/** What `stats()` tells. */
export type Stats = Counters & Gauges;

/** Adds the stats of several shards up. */
export function sumStats(parts: readonly Stats[]): Stats {
  const sum = { ...parts[0] } as Record<keyof Stats, number>;
  for (const part of parts.slice(1)) for (const name of Object.keys(sum) as (keyof Stats)[]) sum[name] += part[name];
  return sum;
}
