// The head of a shard's arena: what identifies it, and every piece of state that is not a segment's, a bucket's or an
// item's own. Numbered fields of three arrays that stand at the arena's start; the columns and segments follow
// (arena.ts). Everything that outlives a call is here, so a copy of the bytes is a copy of the shard (architecture E4).

/** "SEGC" in ASCII, little-endian. */
export const MAGIC = 0x43474553;
/** Version of every byte layout in this package together. */
export const FORMAT_VERSION = 6;
/** Written as a 32-bit word, read back byte by byte: tells the byte order of the machine that wrote the arena. */
export const BYTE_ORDER_MARK = 0x01020304;

/** Fields of the 32-bit header. */
export const HEADER = {
  magic: 0,
  formatVersion: 1,
  byteOrder: 2,
  segmentLog2: 3,
  pages: 4,
  firstSegment: 5,
  hashKey0: 6,
  hashKey1: 7,
  random: 9,
  freeHead: 10,
  /** Segments that are not in use, those held back included. */
  freeSegments: 11,
  /** Lowest segment never taken so far; all from here on are free and untouched. */
  untouchedFrom: 12,
  openSegments: 13,
  /** Hash table: buckets now, and 2^level - 1 of the current doubling. */
  buckets: 14,
  lowMask: 15,
  tablePages: 16,
  slotsUsed: 17,
  overflowHead: 18,
  overflowLines: 19,
  overflowLinesUsed: 20,
  overflowWanted: 21,
  versionHigh: 22,
  heapSize: 23,
  reclaimSegment: 24,
  reclaimOffset: 25,
  sweepSegment: 26,
  sweepOffset: 27,
  flushSegment: 28,
  /** Segments in the chains of each pool: two fields. */
  poolSegments: 29,
  ghostPages: 31,
  ghostAdded: 32,
  /** Free segments that may not be taken: memory reserved beyond the present maximum. */
  heldBack: 34,
  /** How many are to be held back once enough are free. */
  heldBackTarget: 35,
  /** 1 while the segment being reclaimed was chosen by the policy, which may then keep some of its items. */
  reclaimByPolicy: 33,
  /** The segment whose live items are being moved out, and how far. */
  compactSegment: 36,
  compactOffset: 37,
  /** 1 while some segment may be due for compaction ahead of need. */
  compactWanted: 39,
  /** The eviction policy in force, as a place in POLICY_NAMES. */
  policy: 40,
  /** Bytes of all that stands before the first segment: tells one layout from another. */
  headBytes: 42,
  /** Threads that have opened the cache so far; counted in its first shard. */
  threads: 43,
  /** Chunks of the live items in each pool: two fields. */
  poolChunks: 44,
  /**
   * The lock of a shared shard (threads/lock.ts), and beside it, in one line with the first counters, what nearly every call reads or
   * changes next: where threads take turns at a shard, that line is all that a read has to fetch from the other's cache.
   */
  lock: 64,
  /** A number that changes with the policy or its parameters. */
  policyEpoch: 65,
  /** The stamp (table/slot-layout.ts) of the last time read from the clock. */
  stamp: 66,
} as const;
/** The counters stand right behind them. */
export const HEADER_FIELDS = 68;
/** Fields of the header that are kept when a shard is emptied; every other one starts from 0 again. */
export const LASTING_FIELDS: readonly number[] = [
  HEADER.magic,
  HEADER.formatVersion,
  HEADER.byteOrder,
  HEADER.segmentLog2,
  HEADER.pages,
  HEADER.firstSegment,
  HEADER.hashKey0,
  HEADER.hashKey1,
  HEADER.random,
  HEADER.untouchedFrom,
  HEADER.versionHigh,
  HEADER.heldBackTarget,
  HEADER.stamp,
  HEADER.policy,
  HEADER.policyEpoch,
  HEADER.headBytes,
  HEADER.threads,
  HEADER.lock,
];

/** Fields of the 64-bit float header. */
export const CLOCKS = {
  /** The last time read from the clock, Unix milliseconds. */
  now: 0,
  /** Sequence number of the last segment taken from the free list. */
  sequence: 1,
  /** When the segment being swept is next to be looked at, as far as the sweep has come. */
  sweepWake: 2,
  /** The present bound on memory of the whole cache, bytes. */
  maxMemory: 3,
} as const;
export const CLOCK_FIELDS = 8;
export const COUNTER_FIELDS = 56;
/** Parameters of the eviction policy in force. */
export const POLICY_SETTINGS = 8;
/** Numbers the eviction policy in force keeps for itself. */
export const POLICY_FIELDS = 16;
