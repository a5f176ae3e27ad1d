// The segments that can be appended to: finds one for an item of a given deadline and pool, opening a free one where none has
// the room. One that lacks the room for a large item stays open for smaller ones, as long as it is among the last of its
// chain, so that little memory is lost at the ends of segments. Never evicts.
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { chainOf, POOLS, poolOf } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { TtlBuckets } from "../ttl/ttl-buckets.ts";
import { bucketOf, NEVER_BUCKET, TTL_BUCKETS } from "../ttl/ttl-tiers.ts";
import type { Ledger } from "./ledger.ts";

/** A segment's items hold at most about one in so many of all segments as chunks. */
const SEGMENTS_PER_CHUNK = 64;
/** Most open segments of a chain. */
const OPEN_PER_CHAIN_MAX = 4;
/** While fewer than one segment in so many is open, some stay open for smaller items. */
export const SEGMENTS_PER_LEFT_OPEN = 8;
/** A segment does while it has room for at least a part of this size. */
const PARTS_PER_SEGMENT = 32;

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
    const chain = chainOf(bucket, pool);
    // Each turn but the last closes a chain.
    for (let turn = 0; turn <= segments.chains; turn++) {
      const tail = this.buckets.tailFor(bucket, pool);
      if (tail === NONE) break;
      const segment = this.firstWithRoom(tail, bytes);
      if (segment !== NONE) return segment;
      if (segments.chain[tail] === chain && this.leaveOpen(tail)) break;
      this.seal(tail);
    }
    return segments.free > spare ? segments.open(chain) : NONE;
  }

  /** The same for an item that is moved to win memory, which had better not open yet another segment: the open one with room
   * whose bucket is nearest. Items without a deadline share with the others only before the last free segment is opened. */
  roomForMoved(deadline: number, bytes: number, pool: number): number {
    const bucket = this.bucketFor(deadline);
    const expires = bucket !== NEVER_BUCKET;
    let segment = expires ? this.nearestWithRoom(bucket, bytes, pool) : NONE;
    if (segment === NONE) segment = this.find(deadline, bytes, pool, 1);
    if (segment === NONE && !expires) segment = this.nearestWithRoom(bucket, bytes, pool);
    if (segment === NONE) segment = this.withRoom(NEVER_BUCKET, bytes, pool);
    return segment === NONE ? this.roomFor(deadline, bytes, pool) : segment;
  }

  /** Bytes that the segment opened last for items of this deadline can still take; 0 when none is open. */
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
      for (let segment = segments.tailOf(chain); segment !== NONE; segment = segments.openBefore(segment))
        most = Math.max(most, segments.segmentBytes - segments.writtenBytes[segment]);
    }
    return most;
  }

  /** Closes every open segment of `firstPool` and the pools after it to appends. */
  sealAll(firstPool: number): void {
    const { segments } = this;
    for (let chain = 0; chain < segments.chains; chain++) {
      if (poolOf(chain) >= firstPool) this.seal(segments.tailOf(chain));
    }
  }

  /** Of the open segments of `pool` for items with deadlines that have room for `bytes`, one of the bucket nearest to
   * `bucket`, or NONE. */
  private nearestWithRoom(bucket: number, bytes: number, pool: number): number {
    let segment = NONE;
    for (let distance = 0; distance <= TTL_BUCKETS && segment === NONE; distance++) {
      if (bucket + distance < TTL_BUCKETS) segment = this.withRoom(bucket + distance, bytes, pool);
      const shorter = bucket - distance;
      if (segment === NONE && shorter >= 0 && shorter < TTL_BUCKETS) segment = this.withRoom(shorter, bytes, pool);
    }
    return segment;
  }

  /** An open segment of a bucket's chain that has room for `bytes`, or NONE. */
  private withRoom(bucket: number, bytes: number, pool: number): number {
    const tail = this.segments.tailOf(chainOf(bucket, pool));
    return tail === NONE ? NONE : this.firstWithRoom(tail, bytes);
  }

  /** Of the open segments of the chain that ends with `tail`, the first with room for `bytes`, or NONE. */
  private firstWithRoom(tail: number, bytes: number): number {
    let first = NONE;
    for (let segment = tail; segment !== NONE; segment = this.segments.openBefore(segment))
      if (this.hasRoom(segment, bytes)) first = segment;
    return first;
  }

  /** Whether an open segment can take `bytes` more. One counts as full, too, for its chunks, which go when it goes. */
  private hasRoom(segment: number, bytes: number): boolean {
    const { writtenBytes, chunksHeld, segmentBytes, usable } = this.segments;
    if (writtenBytes[segment] + bytes > segmentBytes) return false;
    const chunks = chunksHeld[segment];
    return chunks === 0 || chunks < Math.floor(usable / SEGMENTS_PER_CHUNK);
  }

  /** Leaves those of the last segments of a chain open that are worth it for smaller items, and seals the others.
   * False, with nothing done, when none is, or too many segments are open. */
  private leaveOpen(tail: number): boolean {
    const { segments } = this;
    if (segments.words[HEADER.openSegments] >= segments.usable / SEGMENTS_PER_LEFT_OPEN) return false;
    const part = segments.segmentBytes / PARTS_PER_SEGMENT;
    let first = NONE;
    let segment = tail;
    for (let count = 1; count < OPEN_PER_CHAIN_MAX && segment !== NONE; count++) {
      if (this.hasRoom(segment, part)) first = segment;
      segment = segments.openBefore(segment);
    }
    if (first === NONE) return false;
    this.seal(segments.openBefore(first));
    return true;
  }

  /** Seals an open segment, unless it is NONE, and the open ones before it in its chain. */
  private seal(last: number): void {
    const { segments } = this;
    for (let segment = last; segment !== NONE; ) {
      const before = segments.openBefore(segment);
      segments.seal(segment);
      this.ledger.releaseIfSpent(segment);
      segment = before;
    }
  }

  private bucketFor(deadline: number): number {
    return bucketOf(Math.ceil(deadline - this.segments.clocks[CLOCKS.now]));
  }
}
