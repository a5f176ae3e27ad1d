// Pools of segments: each TTL bucket has one chain per pool. A policy may keep items on probation apart from proven ones;
// the others use the main pool alone. A chain's number is its bucket's times the number of pools, plus the pool.

export const POOLS = 2;
/** Proven items, and all items under policies without probation. */
export const MAIN_POOL = 0;
/** Items on probation (S3-FIFO's small queue). */
export const ADMISSION_POOL = 1;

/** The chain of a bucket's pool. */
export function chainOf(bucket: number, pool: number): number {
  return bucket * POOLS + pool;
}
/** The bucket a chain belongs to. */
export function bucketOfChain(chain: number): number {
  return Math.floor(chain / POOLS);
}
/** The pool a chain belongs to. */
export function poolOf(chain: number): number {
  return chain % POOLS;
}
