// TTL buckets over chains: which chain takes an item of a given time to live. Each bucket has one chain per pool; a chain is
// open while its tail can be appended to. Every open segment is partly empty, so their number is bounded: at the bound an item
// goes to the open chain of the nearest bucket. Items without a deadline never share with the others.
import { HEADER } from "../arena/arena-layout.ts";
import { chainOf, POOLS } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { BUCKETS, NEVER_BUCKET, TTL_BUCKETS } from "./ttl-tiers.ts";

export const CHAINS: number = BUCKETS * POOLS;

const SEGMENTS_PER_OPEN = 16;
const OPEN_SEGMENTS_MIN = 2;

/** Most open segments over so many segments. */
export function openSegmentsMaxOf(segments: number): number {
  return Math.max(OPEN_SEGMENTS_MIN, Math.floor(segments / SEGMENTS_PER_OPEN));
}

export class TtlBuckets {
  private readonly segments: Segments;

  constructor(segments: Segments) {
    this.segments = segments;
  }

  /** Most segments that may be open at once, of those in use; beyond that only items without a deadline have one opened. */
  get openSegmentsMax(): number {
    return openSegmentsMaxOf(this.segments.usable);
  }

  /** The open tail of the chain that takes items of `bucket` now, or NONE when the bucket is to open a segment of its own. */
  tailFor(bucket: number, pool: number): number {
    const own = this.segments.tailOf(chainOf(bucket, pool));
    return own === NONE && this.mustShare(bucket) ? this.nearestTail(bucket, pool) : own;
  }

  /** True when `bucket` may not open a chain of its own now. The never bucket always may. */
  private mustShare(bucket: number): boolean {
    return bucket !== NEVER_BUCKET && this.segments.words[HEADER.openSegments] >= this.openSegmentsMax;
  }

  private nearestTail(bucket: number, pool: number): number {
    for (let distance = 1; distance < TTL_BUCKETS; distance++) {
      const longer = bucket + distance;
      if (longer < TTL_BUCKETS) {
        const tail = this.segments.tailOf(chainOf(longer, pool));
        if (tail !== NONE) return tail;
      }
      const shorter = bucket - distance;
      if (shorter >= 0) {
        const tail = this.segments.tailOf(chainOf(shorter, pool));
        if (tail !== NONE) return tail;
      }
    }
    return NONE;
  }
}
