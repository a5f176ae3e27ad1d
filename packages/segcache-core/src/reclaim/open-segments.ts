// The segments that can be appended to: finds the one for an item of a given deadline and pool, sealing it when it lacks
// the room and opening a free one instead. Never evicts.
import { CLOCKS } from "../arena/arena-layout.ts";
import { chainOf, POOLS, poolOf } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { TtlBuckets } from "../ttl/ttl-buckets.ts";
import { bucketOf, NEVER_BUCKET, TTL_BUCKETS } from "../ttl/ttl-tiers.ts";
import type { Ledger } from "./ledger.ts";

/** A segment's items hold at most about one in so many of all segments as chunks. */
const SEGMENTS_PER_CHUNK = 64;

export class OpenSegments {
  private readonly segments: Segments;
  private readonly buckets: TtlBuckets;
  private readonly ledger: Ledger;

  constructor(segments: Segments, buckets: TtlBuckets, ledger: Ledger) {
    this.segments = segments;
    this.buckets = buckets;
    this.ledger = ledger;
  }

  /** A segment with room for `bytes`, or NONE when there is none and no segment is free. May take the last free one. */
  roomFor(deadline: number, bytes: number, pool: number): number {
    return this.find(deadline, bytes, pool, 0);
  }

  /** The same, but leaves `spare` segments free. */
  find(deadline: number, bytes: number, pool: number, spare: number): number {
    const { segments } = this;
    const bucket = this.bucketFor(deadline);
    // Each turn but the last seals an open segment, and there are no more of those than chains.
    for (let turn = 0; turn <= segments.chains; turn++) {
      const tail = this.buckets.tailFor(bucket, pool);
      if (tail === NONE) break;
      const hasRoom = segments.writtenBytes[tail] + bytes <= segments.segmentBytes;
      if (hasRoom && this.mayHoldMore(segments.chunksHeld[tail])) return tail;
      this.seal(tail);
    }
    return segments.free > spare ? segments.open(chainOf(bucket, pool)) : NONE;
  }

  /** The same for an item that is moved to win memory, which had better not open yet another segment: the open one with room
   * whose bucket is nearest. Items without a deadline share with the others only before the last free segment is opened. */
  roomForMoved(deadline: number, bytes: number, pool: number): number {
    const bucket = this.bucketFor(deadline);
    const expires = bucket !== NEVER_BUCKET;
    let tail = expires ? this.nearestWithRoom(bucket, bytes, pool) : NONE;
    if (tail === NONE) tail = this.find(deadline, bytes, pool, 1);
    if (tail === NONE && !expires) tail = this.nearestWithRoom(bucket, bytes, pool);
    if (tail === NONE) tail = this.tailWithRoom(NEVER_BUCKET, bytes, pool);
    return tail === NONE ? this.roomFor(deadline, bytes, pool) : tail;
  }

  /** Bytes that the segment which is open for items of this deadline can still take; 0 when none is. */
  roomLeft(deadline: number, pool: number): number {
    const { segments } = this;
    const tail = this.buckets.tailFor(this.bucketFor(deadline), pool);
    return tail === NONE ? 0 : segments.segmentBytes - segments.writtenBytes[tail];
  }

  /** Bytes that the open segment of `pool` with most room can take. */
  mostRoom(pool: number): number {
    const { segments } = this;
    let most = 0;
    for (let chain = pool; chain < segments.chains; chain += POOLS) {
      const tail = segments.tailOf(chain);
      if (tail !== NONE) most = Math.max(most, segments.segmentBytes - segments.writtenBytes[tail]);
    }
    return most;
  }

  /** Closes every open segment of `firstPool` and the pools after it to appends. */
  sealAll(firstPool: number): void {
    const { segments } = this;
    for (let chain = 0; chain < segments.chains; chain++) {
      const tail = segments.tailOf(chain);
      if (tail !== NONE && poolOf(chain) >= firstPool) this.seal(tail);
    }
  }

  /** Of the open segments of `pool` for items with deadlines that have room for `bytes`, that of the bucket nearest to
   * `bucket`, or NONE. */
  private nearestWithRoom(bucket: number, bytes: number, pool: number): number {
    let tail = NONE;
    for (let distance = 0; distance <= TTL_BUCKETS && tail === NONE; distance++) {
      if (bucket + distance < TTL_BUCKETS) tail = this.tailWithRoom(bucket + distance, bytes, pool);
      const shorter = bucket - distance;
      if (tail === NONE && shorter >= 0 && shorter < TTL_BUCKETS) tail = this.tailWithRoom(shorter, bytes, pool);
    }
    return tail;
  }

  /** The open segment of a bucket's chain if it has room for `bytes`, or NONE. */
  private tailWithRoom(bucket: number, bytes: number, pool: number): number {
    const { segments } = this;
    const tail = segments.tailOf(chainOf(bucket, pool));
    return tail !== NONE && segments.writtenBytes[tail] + bytes <= segments.segmentBytes ? tail : NONE;
  }

  /** False once a segment counts as full for its chunks, which go when it goes. */
  private mayHoldMore(chunks: number): boolean {
    return chunks === 0 || chunks < Math.floor(this.segments.usable / SEGMENTS_PER_CHUNK);
  }

  private bucketFor(deadline: number): number {
    return bucketOf(Math.ceil(deadline - this.segments.clocks[CLOCKS.now]));
  }

  private seal(tail: number): void {
    this.segments.seal(tail);
    this.ledger.releaseIfSpent(tail);
  }
}
