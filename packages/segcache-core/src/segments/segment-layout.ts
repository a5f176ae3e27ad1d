// What the arena keeps of each segment, as columns indexed by segment number. A segment is a page of the arena: it holds
// items, a page of the hash table, overflow buckets, or nothing. The states and who may move a segment between them:
//   FREE -> OPEN (a chain takes it to append to) -> SEALED (full) -> RECLAIMING (being emptied) -> FREE
//   FREE -> TABLE | OVERFLOW (the hash table grew) | GHOST (the ghost queue grew) -> FREE (the policy was changed)
//   FREE -> CHUNK (a large value fills it) -> FREE (its item is gone)
//   FREE -> FILLING (a merge copies survivors into it) -> SEALED

/** In no chain, holds nothing. Zero, so that a fresh arena is all free without being written. */
export const FREE = 0;
/** Among the last of a chain: the only state that is appended to. */
export const OPEN = 1;
/** In a chain, full. */
export const SEALED = 2;
/** Out of its chain; its items before the reclaim cursor have left the table. */
export const RECLAIMING = 3;
/** A page of hash buckets. */
export const TABLE = 4;
/** A page of overflow buckets. */
export const OVERFLOW = 5;
/** A page of the ghost queue. */
export const GHOST = 6;
/** In a chain; survivors of a merge are being copied into it. Not appended to by inserts, not chosen as a victim. */
export const FILLING = 7;
/** Holds part of one large value; belongs to that value's item. */
export const CHUNK = 8;
/** Number of states. */
export const STATES = 9;

/** No segment; pages below the first segment hold the shard's header, so 0 is never one. */
export const NONE = 0;

/** 32-bit columns, in arena order. */
export const WORD_COLUMNS = [
  "state",
  "chain",
  "previous",
  "next",
  "writtenBytes",
  "liveBytes",
  "liveItems",
  "heapIndex",
  "chunksHeld",
] as const;
/** 64-bit float columns, in arena order: times in Unix milliseconds, and the take sequence. */
export const FLOAT_COLUMNS = ["sequence", "latestDeadline", "wakeAt"] as const;
