// What a policy decides. When memory is short it names the segment to empty next; while that is emptied it may ask for some
// items to be kept, and says where they move to; it may hold new items in a pool apart. The engine does the rest, the same
// for all policies. All a policy remembers stands in the arena, so one policy can follow another at run time.

export interface EvictionPolicy {
  /** False where a live item is never dropped. */
  readonly evicts: boolean;
  /** True where `poolFor` depends on the key. */
  readonly usesPools: boolean;
  /** A full segment no more of which is live than this share is compacted ahead of need; 0 = only when memory is short. */
  readonly compactLiveShare: number;

  /** The segment to empty next, which must stand in a chain, or NONE when nothing may be evicted. */
  chooseVictim(): number;

  /** Whether a live item of the victim is to be kept; asked once per item, in address order.
   * @param bytes what it takes in its segment. @param footprint what it takes in all. @param count its popularity. */
  keeps(bytes: number, footprint: number, count: number): boolean;

  /** The popularity that the item just kept goes on with, once it has moved; `count` is what it had. */
  countOfKept(count: number): number;

  /** The segment an item that is kept moves to, with room for it, or NONE: then it is dropped all the same. */
  destinationFor(bytes: number, deadline: number): number;

  /** Told of every live item that is dropped for want of room. */
  dropped(hash: number): void;

  /** Told when the victim has been emptied and given back. */
  emptied(): void;

  /** The pool a new item goes to; `residentPool` is where the key's present item is, or NO_POOL. */
  poolFor(hash: number, residentPool: number): number;

  /** Told when a key that was absent has been stored. */
  admitted(hash: number): void;

  /** Whether the key was evicted not long ago, as far as the policy remembers. */
  remembers(hash: number): boolean;

  /** Gives back what the policy holds in the arena, before another takes over or everything is cleared. */
  release(): void;
}

/** What a policy needs of whoever keeps the books. */
export interface SpentSegments {
  /** Gives back a full segment that holds no live item; any other is left as it is. */
  releaseIfSpent(segment: number): void;
}

/** Where survivors can be put. */
export interface Room {
  /** The open segment of a pool that takes an item of this deadline, opened if need be, or NONE; evicts nothing. */
  roomFor(deadline: number, bytes: number, pool: number): number;
}

/** The key has no item. */
export const NO_POOL = -1;
