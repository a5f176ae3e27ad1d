// The segments that can be appended to: finds the one for an item of a given deadline and pool, sealing it when it lacks
// the room and opening a free one instead. Never evicts.
import { CLOCKS } from "../arena/arena-layout.ts";
import { chainOf, poolOf } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { TtlBuckets } from "../ttl/ttl-buckets.ts";
import { bucketOf } from "../ttl/ttl-tiers.ts";
import type { Ledger } from "./ledger.ts";

/** A segment's items hold at most about one in so many of all segments as chunks. */
const SEGMENTS_PER_CHUNK = 64;

export class OpenSegments {
  private readonly segments: Segments;
  private readonly buckets: TtlBuckets;
  private readonly ledger: Ledger;
  /** Chunks after which a segment counts as full: those of its items go when it goes. */
  private readonly chunksMax: number;

  constructor(segments: Segments, buckets: TtlBuckets, ledger: Ledger) {
    this.segments = segments;
    this.buckets = buckets;
    this.ledger = ledger;
    this.chunksMax = Math.max(1, Math.floor((segments.end - segments.first) / SEGMENTS_PER_CHUNK));
  }

  /** A segment with room for `bytes`, or NONE when there is none and no segment is free. May take the last free one. */
  roomFor(deadline: number, bytes: number, pool: number): number {
    return this.find(deadline, bytes, pool, 0);
  }

  /** The same, but leaves `spare` segments free. */
  find(deadline: number, bytes: number, pool: number, spare: number): number {
    const { segments } = this;
    const bucket = bucketOf(Math.ceil(deadline - segments.clocks[CLOCKS.now]));
    // Each turn but the last seals an open segment, and there are no more of those than chains.
    for (let turn = 0; turn <= segments.chains; turn++) {
      const tail = this.buckets.tailFor(bucket, pool);
      if (tail === NONE) break;
      const hasRoom = segments.writtenBytes[tail] + bytes <= segments.segmentBytes;
      if (hasRoom && segments.chunksHeld[tail] < this.chunksMax) return tail;
      this.seal(tail);
    }
    return segments.free > spare ? segments.open(chainOf(bucket, pool)) : NONE;
  }

  /** Closes every open segment of `firstPool` and the pools after it to appends. */
  sealAll(firstPool: number): void {
    const { segments } = this;
    for (let chain = 0; chain < segments.chains; chain++) {
      const tail = segments.tailOf(chain);
      if (tail !== NONE && poolOf(chain) >= firstPool) this.seal(tail);
    }
  }

  private seal(tail: number): void {
    this.segments.seal(tail);
    this.ledger.releaseIfSpent(tail);
  }
}
