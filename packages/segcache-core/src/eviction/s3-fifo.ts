// Policy `s3fifo` (Yang et al., "FIFO queues are all you need for cache eviction", SOSP '23) on segments. New items go to an
// admission pool: what is read twice while there moves to the main pool, what is read once goes round again, the rest is
// dropped. Keys that were dropped are remembered for a while; one that comes back within that while goes to the main pool at
// once. The main pool is a queue with second chances: items read since they came move to its end, with their count halved.
// In either pool an item of several times the mean size must have been read more often, as it stands in the way of several, and
// a small one may stay unread for some more rounds, as it stands in nobody's way: what counts is hits for the memory they take.
// How much of memory the admission pool may take follows what comes back to which pool, unless its share is given.
import type { Arena } from "../arena/arena.ts";
import { ADMISSION_POOL, MAIN_POOL, POOLS, poolOf } from "../segments/pools.ts";
import { NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { AdmissionShare } from "./admission-share.ts";
import { Ghost, UNKNOWN } from "./ghost.ts";
import type { EvictionPolicy, Room } from "./policy.ts";
import { oldestHead } from "./whole-segment.ts";

/** Reads that move an item out of the admission pool; fewer give it another round there. */
const READS_TO_MOVE = 2;
/** An item is kept if it was read once for every so many mean items' worth of memory that it takes. */
const MEAN_ITEMS_PER_READ = 2;
/** An item is small up to this part of the mean size: where all are of about one size, none is. */
const SMALL = 0.5;
/** A small item that was not read goes, in its turn, once in so many times; so what is never read goes sooner or later. */
const SMALL_GOES = 4;
/** Part of a segment's bytes that may go round again unread, or in the admission pool read once, the last of these whole; the
 * others that were read once move to the main pool. So much of a segment of which nothing was read is lost, at least. */
const AGAIN_MAX = 0.5;
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
  /** Bytes of the present victim that may still go round again. */
  againBytesLeft: 2,
  /** Where the item that was last kept goes. */
  survivorPool: 3,
  /** Bytes of memory that an item takes on average. */
  meanBytes: 4,
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
  private readonly share: AdmissionShare;

  /** @param admissionRatio the admission pool's share of memory, or 0 to let it follow what comes back. */
  constructor(arena: Arena, segments: Segments, table: { readonly size: number }, room: Room, admissionRatio: number) {
    this.arena = arena;
    this.segments = segments;
    this.state = arena.policyState;
    this.table = table;
    this.room = room;
    this.ghost = new Ghost(arena, segments);
    this.share = new AdmissionShare(arena.policyState, admissionRatio);
  }

  chooseVictim(): number {
    const { arena, segments, state } = this;
    this.growGhost();
    const admission = oldestHead(arena, segments, SEALED, ADMISSION_POOL, POOLS);
    const main = oldestHead(arena, segments, SEALED, MAIN_POOL, POOLS);
    const fromAdmission = this.admissionIsOver() || segments.inPool(MAIN_POOL) < MAIN_SEALED_MIN;
    let victim = fromAdmission ? admission : main;
    if (victim === NONE) victim = fromAdmission ? main : admission;
    if (victim === NONE) victim = oldestHead(arena, segments, OPEN, 0, 1);
    if (victim === NONE) return NONE;
    const pool = poolOf(segments.chain[victim]);
    state[S3.victimPool] = pool;
    state[S3.keepBytesLeft] = segments.segmentBytes * (pool === MAIN_POOL ? SECOND_CHANCE_MAX : 1);
    state[S3.againBytesLeft] = segments.segmentBytes * AGAIN_MAX;
    state[S3.meanBytes] =
      ((this.taken(MAIN_POOL) + this.taken(ADMISSION_POOL)) * segments.segmentBytes) / this.table.size;
    return victim;
  }

  keeps(bytes: number, footprint: number, count: number): boolean {
    const { state } = this;
    if (bytes > state[S3.keepBytesLeft]) return false;
    const isWorthIt = footprint <= count * MEAN_ITEMS_PER_READ * state[S3.meanBytes];
    if (!isWorthIt && !this.maySpare(footprint)) return false;
    state[S3.keepBytesLeft] -= bytes;
    const goesRound = count < READS_TO_MOVE && state[S3.againBytesLeft] > 0;
    if (goesRound) state[S3.againBytesLeft] -= bytes;
    state[S3.survivorPool] = goesRound ? state[S3.victimPool] : MAIN_POOL;
    return true;
  }

  /** What leaves the admission pool, or stays there, has to prove itself anew. */
  countOfKept(count: number): number {
    return this.state[S3.victimPool] === MAIN_POOL ? count >> 1 : 0;
  }

  /** The open end of its pool: survivors stand with items of like deadlines, several victims' in one segment. The spare segment
   * is one for both pools, so where it has gone to the other an item stays there rather than being lost. */
  destinationFor(bytes: number, deadline: number): number {
    const pool = this.state[S3.survivorPool];
    const segment = this.room.roomFor(deadline, bytes, pool);
    return segment === NONE ? this.room.roomFor(deadline, bytes, MAIN_POOL + ADMISSION_POOL - pool) : segment;
  }

  dropped(hash: number): void {
    const pool = this.state[S3.victimPool];
    this.share.dropped(pool);
    this.ghost.add(hash, pool);
  }

  emptied(): void {}

  poolFor(hash: number, residentPool: number): number {
    return residentPool === MAIN_POOL || this.ghost.has(hash) ? MAIN_POOL : ADMISSION_POOL;
  }

  admitted(hash: number): void {
    const { ghost } = this;
    const entry = ghost.find(hash);
    if (entry === UNKNOWN) return;
    this.share.returned(ghost.poolAt(entry), ghost.ageAt(entry), this.table.size);
    ghost.forget(entry);
  }

  remembers(hash: number): boolean {
    return this.ghost.has(hash);
  }

  release(): void {
    this.ghost.release();
  }

  /** Whether an item that was not read often enough is to stay all the same, because it is small. */
  private maySpare(footprint: number): boolean {
    const { state, arena } = this;
    if (footprint > SMALL * state[S3.meanBytes] || footprint > state[S3.againBytesLeft]) return false;
    return arena.drawBelow(SMALL_GOES) !== 0;
  }

  /** Segments that the items of a pool take, the chunks of large values included. */
  private taken(pool: number): number {
    return this.segments.inPool(pool) + this.segments.chunksOf(pool);
  }

  /** True where new items have more than their share of memory. */
  private admissionIsOver(): boolean {
    const { segments, share } = this;
    const max = Math.max(1, Math.round(segments.usable * share.value));
    return this.taken(ADMISSION_POOL) > max;
  }

  /** Keeps the ghost queue about as long as the cache has items, within its share of memory. */
  private growGhost(): void {
    const { ghost, segments, table } = this;
    const pagesMax = Math.floor(segments.usable * GHOST_PAGES_MAX);
    if (ghost.length < table.size && ghost.pages < pagesMax && segments.free > 0) ghost.grow();
  }
}
