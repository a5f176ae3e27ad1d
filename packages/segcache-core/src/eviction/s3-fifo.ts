// Policy `s3fifo` (Yang et al., "FIFO queues are all you need for cache eviction", SOSP '23) on segments. New items go to a
// small admission pool; what is read again while there moves to the main pool, the rest is dropped and its key remembered
// for a while; a key that comes back within that while goes to the main pool at once. The main pool is a queue with second
// chances: items read since they came move to its end, with their count halved.
import type { Arena } from "../arena/arena.ts";
import { ADMISSION_POOL, MAIN_POOL, POOLS, poolOf } from "../segments/pools.ts";
import { NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { Ghost } from "./ghost.ts";
import type { EvictionPolicy, Room } from "./policy.ts";
import { oldestHead } from "./whole-segment.ts";

/** Share of the segments that the admission pool may hold. */
export const ADMISSION_RATIO_DEFAULT = 0.1;
/** Part of a main segment's bytes that may get a second chance: emptying it must win something. */
const SECOND_CHANCE_MAX = 0.9;
/** Full segments the main pool must have before it gives one up. */
const MAIN_SEALED_MIN = 2;
/** Share of all segments the ghost queue may take. */
const GHOST_PAGES_MAX = 1 / 16;

/** Places in the policy's state. */
const S3 = {
  /** Bytes of the present victim that may still be kept. */
  keepBytesLeft: 0,
  victimPool: 1,
} as const;

export class S3Fifo implements EvictionPolicy {
  readonly evicts: boolean = true;
  readonly usesPools: boolean = true;
  readonly compactLiveShare: number = 0;
  private readonly arena: Arena;
  private readonly segments: Segments;
  private readonly state: Float64Array;
  private readonly table: { readonly size: number };
  private readonly room: Room;
  private readonly ghost: Ghost;
  private readonly admissionSegmentsMax: number;
  private readonly ghostPagesMax: number;

  constructor(arena: Arena, segments: Segments, table: { readonly size: number }, room: Room, admissionRatio: number) {
    this.arena = arena;
    this.segments = segments;
    this.state = arena.policyState;
    this.table = table;
    this.room = room;
    this.ghost = new Ghost(arena, segments);
    const count = segments.end - segments.first;
    this.admissionSegmentsMax = Math.max(1, Math.round(count * admissionRatio));
    this.ghostPagesMax = Math.floor(count * GHOST_PAGES_MAX);
  }

  chooseVictim(): number {
    const { arena, segments } = this;
    this.growGhost();
    const admission = oldestHead(arena, segments, SEALED, ADMISSION_POOL, POOLS);
    const main = oldestHead(arena, segments, SEALED, MAIN_POOL, POOLS);
    const fromAdmission =
      segments.inPool(ADMISSION_POOL) > this.admissionSegmentsMax || segments.inPool(MAIN_POOL) < MAIN_SEALED_MIN;
    let victim = fromAdmission ? admission : main;
    if (victim === NONE) victim = fromAdmission ? main : admission;
    if (victim === NONE) victim = oldestHead(arena, segments, OPEN, 0, 1);
    if (victim === NONE) return NONE;
    const pool = poolOf(segments.chain[victim]);
    this.state[S3.victimPool] = pool;
    this.state[S3.keepBytesLeft] = segments.segmentBytes * (pool === MAIN_POOL ? SECOND_CHANCE_MAX : 1);
    return victim;
  }

  keeps(bytes: number, _footprint: number, count: number): boolean {
    if (count === 0 || bytes > this.state[S3.keepBytesLeft]) return false;
    this.state[S3.keepBytesLeft] -= bytes;
    return true;
  }

  /** The open end of the main pool: survivors stand with items of like deadlines, several victims' in one segment. */
  destinationFor(bytes: number, deadline: number): number {
    return this.room.roomFor(deadline, bytes, MAIN_POOL);
  }

  dropped(hash: number): void {
    if (this.state[S3.victimPool] === ADMISSION_POOL) this.ghost.add(hash);
  }

  emptied(): void {}

  poolFor(hash: number, residentPool: number): number {
    return residentPool === MAIN_POOL || this.ghost.has(hash) ? MAIN_POOL : ADMISSION_POOL;
  }

  admitted(hash: number): void {
    this.ghost.remove(hash);
  }

  remembers(hash: number): boolean {
    return this.ghost.has(hash);
  }

  release(): void {
    this.ghost.release();
  }

  /** Keeps the ghost queue about as long as the cache has items, within its share of memory. */
  private growGhost(): void {
    const { ghost, segments, table } = this;
    if (ghost.length < table.size && ghost.pages < this.ghostPagesMax && segments.free > 0) ghost.grow();
  }
}
