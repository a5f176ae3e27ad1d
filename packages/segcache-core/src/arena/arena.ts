// One shard's memory: a fixed range of a buffer, cut into equal pages. The first pages hold the header, the columns and
// the indexes; every other page is a segment, which may hold items, a page of the hash table or overflow buckets. Pages are
// first used from the low end on, so memory that was never needed is never touched; typed-array views over it are all there is.
import { FLOAT_COLUMNS, WORD_COLUMNS } from "../segments/segment-layout.ts";
import { nextRandom } from "../sources/random.ts";
import {
  BYTE_ORDER_MARK,
  CLOCK_FIELDS,
  COUNTER_FIELDS,
  FORMAT_VERSION,
  HEADER,
  HEADER_FIELDS,
  LASTING_FIELDS,
  MAGIC,
  POLICY_FIELDS,
  POLICY_SETTINGS,
} from "./arena-layout.ts";
import { ARENA_START, type ArenaMemory, bufferBytes } from "./arena-memory.ts";

/** Largest arena, bytes: every byte index in it is a small integer for the JavaScript engine. */
export const ARENA_BYTES_MAX: number = 2 ** 31;

/** Sizes that decide where everything in an arena stands. */
export interface ArenaShape {
  /** Size of a page and so of a segment, bytes; a power of two. */
  readonly segmentBytes: number;
  /** Pages in all, those of the header included. */
  readonly pages: number;
  /** Chains of segments (TTL buckets times pools). */
  readonly chains: number;
  /** Namespaces that are counted and flushed apart. */
  readonly namespaces: number;
}

/** Bytes the header, columns and indexes of an arena of this shape take. */
export function headBytes(shape: ArenaShape): number {
  const words = HEADER_FIELDS + 2 * shape.namespaces + 3 * shape.chains + shape.pages * (WORD_COLUMNS.length + 3);
  const state = CLOCK_FIELDS + COUNTER_FIELDS + POLICY_SETTINGS + POLICY_FIELDS;
  return (state + shape.namespaces + shape.pages * FLOAT_COLUMNS.length) * 8 + words * 4;
}

/** Bytes of an arena of this shape. */
export function arenaBytes({ pages, segmentBytes }: ArenaShape): number {
  return pages * segmentBytes;
}

/** The number of the first page that is a segment. */
export function firstSegmentOf(shape: ArenaShape): number {
  return Math.ceil(headBytes(shape) / shape.segmentBytes);
}

export type WordColumn = (typeof WORD_COLUMNS)[number];
export type FloatColumn = (typeof FLOAT_COLUMNS)[number];

/** The views over one shard's memory. All numbers that outlive a call are read from and written to these. */
export class Arena {
  readonly buffer: ArrayBufferLike;
  /** False when the memory held a shard already, which is then taken as it stands. */
  readonly isNew: boolean;
  readonly shape: ArenaShape;
  /** The whole arena as bytes and as signed 32-bit words. */
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** The same for words at any place. */
  readonly view: DataView;
  readonly clocks: Float64Array;
  readonly counters: Float64Array;
  /** Parameters of the eviction policy in force (eviction/policy-settings.ts), and what it keeps for itself. */
  readonly policySettings: Float64Array;
  readonly policyState: Float64Array;
  /** Items per namespace, and those of them that have a deadline. */
  readonly namespaceItems: Int32Array;
  readonly namespaceExpiring: Int32Array;
  /** Segment sequence at each namespace's last flush: its items in segments up to it are dead. 0 = none pending. */
  readonly flushMarks: Float64Array;
  readonly chainHeads: Int32Array;
  readonly chainTails: Int32Array;
  /** Where in a chain the next merge pass begins; NONE = at its head. */
  readonly mergeCursors: Int32Array;
  /** Binary heap of segment numbers, ordered by their `wakeAt`. */
  readonly heap: Int32Array;
  /** Word at which the hash table's directory begins, which tells the word index of each of its pages. */
  readonly directory: number;
  /** Word index of each page of the ghost queue. */
  readonly ghostDirectory: Int32Array;
  readonly wordColumns: Readonly<Record<WordColumn, Int32Array>>;
  readonly floatColumns: Readonly<Record<FloatColumn, Float64Array>>;
  /** log2 of the words in a segment: word index >>> this = segment number. */
  readonly segmentWordsLog2: number;
  readonly firstSegment: number;

  /** @param memory where the shard lives: zeros, or what another arena of this shape was made over; absent, memory of its own. */
  constructor(
    shape: ArenaShape,
    hashKey0: number,
    hashKey1: number,
    random: number,
    memory: ArenaMemory = ownMemory(shape),
  ) {
    const { buffer, start } = memory;
    const bytes = arenaBytes(shape);
    this.shape = shape;
    this.buffer = buffer;
    this.bytes = new Uint8Array(buffer, start, bytes);
    this.words = new Int32Array(buffer, start, bytes / 4);
    this.view = new DataView(buffer, start, bytes);
    let at = start + HEADER_FIELDS * 4;
    const floats = (length: number): Float64Array => {
      at += length * 8;
      return new Float64Array(buffer, at - length * 8, length);
    };
    const words = (length: number): Int32Array => {
      at += length * 4;
      return new Int32Array(buffer, at - length * 4, length);
    };
    this.counters = floats(COUNTER_FIELDS);
    this.clocks = floats(CLOCK_FIELDS);
    this.policySettings = floats(POLICY_SETTINGS);
    this.policyState = floats(POLICY_FIELDS);
    this.flushMarks = floats(shape.namespaces);
    this.floatColumns = columns(FLOAT_COLUMNS, () => floats(shape.pages));
    this.wordColumns = columns(WORD_COLUMNS, () => words(shape.pages));
    this.namespaceItems = words(shape.namespaces);
    this.namespaceExpiring = words(shape.namespaces);
    this.chainHeads = words(shape.chains);
    this.chainTails = words(shape.chains);
    this.mergeCursors = words(shape.chains);
    this.heap = words(shape.pages);
    this.directory = (words(shape.pages).byteOffset - start) / 4;
    this.ghostDirectory = words(shape.pages);
    this.segmentWordsLog2 = Math.log2(shape.segmentBytes) - 2;
    this.firstSegment = firstSegmentOf(shape);
    this.isNew = this.words[HEADER.magic] === 0;
    if (this.isNew) this.writeIdentity(hashKey0, hashKey1, random);
  }

  /** Zeroes all that tells of items and segments; what identifies the shard, its clocks, counters and settings stay. */
  wipe(): void {
    for (let field = 0; field < HEADER_FIELDS; field++) if (!LASTING_FIELDS.includes(field)) this.words[field] = 0;
    this.bytes.fill(0, this.policyState.byteOffset - this.bytes.byteOffset, headBytes(this.shape));
  }

  /** Draws the shard's next random number, 32 bits, signed. */
  draw(): number {
    const random = nextRandom(this.words[HEADER.random]);
    this.words[HEADER.random] = random;
    return random;
  }

  /** Draws a random number from 0 to below `bound`. */
  drawBelow(bound: number): number {
    return (this.draw() >>> 0) % bound;
  }

  private writeIdentity(hashKey0: number, hashKey1: number, random: number): void {
    const { words } = this;
    words[HEADER.magic] = MAGIC;
    words[HEADER.formatVersion] = FORMAT_VERSION;
    words[HEADER.byteOrder] = BYTE_ORDER_MARK;
    words[HEADER.segmentLog2] = this.segmentWordsLog2 + 2;
    words[HEADER.pages] = this.shape.pages;
    words[HEADER.firstSegment] = this.firstSegment;
    words[HEADER.headBytes] = headBytes(this.shape);
    words[HEADER.hashKey0] = hashKey0;
    words[HEADER.hashKey1] = hashKey1;
    words[HEADER.random] = random;
  }
}

function columns<Name extends string, View>(names: readonly Name[], make: () => View): Readonly<Record<Name, View>> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, View>;
}

function ownMemory(shape: ArenaShape): ArenaMemory {
  return { buffer: new ArrayBuffer(bufferBytes(1, arenaBytes(shape))), start: ARENA_START };
}
