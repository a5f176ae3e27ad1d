// Reading and writing items in the arena. An item is named by the index of its first word; which segment it is in and
// whether the table points to it is for others to know. Key comparison goes word by word where the machine's byte order
// allows, since the arena's keys are aligned and a caller's need not be.
import type { Arena } from "../arena/arena.ts";
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { decodeBytes, sliceBytes, wordAt } from "../byte-ranges.ts";
import { hashBytes } from "../sources/hash.ts";
import { decodeText } from "../text.ts";
import { ArenaCopies } from "./arena-copies.ts";
import * as layout from "./item-layout.ts";
import type { Key } from "./key.ts";

const LITTLE_ENDIAN: boolean = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

export class Items {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly clocks: Float64Array;
  private readonly segmentBytes: number;
  private readonly copies: ArenaCopies;

  constructor(arena: Arena) {
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.bytes = arena.bytes;
    this.view = arena.view;
    this.segmentBytes = arena.shape.segmentBytes;
    this.copies = new ArenaCopies(arena);
  }

  /** The hash of the key an item has, under this shard's hash key. */
  hashOf(item: number): number {
    const { words, bytes } = this;
    const start = this.keyStart(item);
    const key0 = words[HEADER.hashKey0] ^ this.namespace(item);
    return hashBytes(bytes, this.view, start, start + this.keyBytes(item), key0, words[HEADER.hashKey1]);
  }

  keyBytes(item: number): number {
    return layout.keyBytesOf(this.words[item]);
  }
  /** Length of an item's value, bytes, its chunks included. */
  valueBytes(item: number): number {
    return this.hasChunks(item) ? this.words[this.chunkInfo(item)] : layout.valueBytesOf(this.words[item + 1]);
  }
  namespace(item: number): number {
    return layout.namespaceOf(this.words[item + 1]);
  }
  isDead(item: number): boolean {
    return layout.isDead(this.words[item + 1]);
  }
  hasDeadline(item: number): boolean {
    return layout.hasDeadline(this.words[item + 1]);
  }
  /** Unix milliseconds, or NEVER. */
  deadline(item: number): number {
    return this.hasDeadline(item) ? layout.deadlineOf(this.words[item], this.words[item + 2]) : layout.NEVER;
  }
  /** True for an item that has a deadline that is not NEVER. */
  expires(item: number): boolean {
    return this.hasDeadline(item) && !layout.tellsNever(this.words[item], this.words[item + 2]);
  }
  /** True when an item's deadline has passed by the time last read. */
  isExpired(item: number): boolean {
    const { words } = this;
    return this.hasDeadline(item) && layout.hasPassed(words[item], words[item + 2], this.clocks, CLOCKS.now);
  }
  hasChunks(item: number): boolean {
    return layout.hasChunks(this.words[item + 1]);
  }
  /** Number of segments an item's value fills. */
  chunks(item: number): number {
    return this.hasChunks(item) ? this.words[this.chunkInfo(item) + 1] : 0;
  }
  /** The segment of an item's chunk number `index`. */
  chunkSegment(item: number, index: number): number {
    return this.words[this.chunkInfo(item) + 2 + index];
  }
  /** Byte index at which an item's key begins. */
  keyStart(item: number): number {
    const end = this.chunkInfo(item);
    return (this.hasChunks(item) ? end + layout.chunkWords(this.words[end + 1]) : end) << 2;
  }
  /** Byte index at which the part of an item's value that stands in the item begins. */
  valueStart(item: number): number {
    return this.keyStart(item) + this.keyBytes(item);
  }
  /** Bytes an item takes in its segment. */
  size(item: number): number {
    const inItem = layout.valueBytesOf(this.words[item + 1]);
    return layout.itemBytes(this.keyBytes(item), inItem, this.hasDeadline(item), this.chunks(item));
  }
  /** Bytes an item takes in all. */
  footprint(item: number): number {
    return this.size(item) + this.chunks(item) * this.segmentBytes;
  }

  /** Word index after the deadline, where an item that has chunks tells of them. */
  private chunkInfo(item: number): number {
    return layout.afterHeader(item, this.words[item + 1]);
  }

  keyEquals(item: number, key: Key): boolean {
    const { words, bytes } = this;
    const { buffer, view, end } = key;
    const length = end - key.start;
    const word1 = words[item + 1];
    if (layout.keyBytesOf(words[item]) !== length || layout.namespaceOf(word1) !== key.namespace) return false;
    let at = layout.hasChunks(word1) ? this.keyStart(item) : layout.afterHeader(item, word1) << 2;
    let from = key.start;
    if (LITTLE_ENDIAN) {
      for (const whole = end - (length & 3); from < whole; from += 4, at += 4) {
        if (words[at >> 2] !== wordAt(buffer, view, from)) return false;
      }
    }
    for (; from < end; from++, at++) if (bytes[at] !== buffer[from]) return false;
    return true;
  }

  /** Writes header and key of an item without chunks; the caller then writes its value. */
  writeHead(item: number, key: Key, valueBytes: number, deadline: number): void {
    const { words } = this;
    const expires = deadline !== layout.NEVER;
    words[item] = layout.packLengths(key.end - key.start, deadline);
    words[item + 1] = layout.packValue(valueBytes, key.namespace, expires ? layout.HAS_DEADLINE : 0);
    if (expires) words[item + 2] = layout.deadlineLow(deadline);
    this.copies.copyKeyIn(key, this.keyStart(item));
  }

  /** Writes header and key of an item whose value of `valueBytes` fills the segments in `chunks` before it ends in the item. */
  writeChunkedHead(item: number, key: Key, valueBytes: number, deadline: number, chunks: readonly number[]): void {
    const { words } = this;
    const flags = layout.HAS_CHUNKS | (deadline === layout.NEVER ? 0 : layout.HAS_DEADLINE);
    const inItem = Math.max(valueBytes - chunks.length * this.segmentBytes, 0);
    words[item] = layout.packLengths(key.end - key.start, deadline);
    words[item + 1] = layout.packValue(inItem, key.namespace, flags);
    if (deadline !== layout.NEVER) words[item + 2] = layout.deadlineLow(deadline);
    const info = this.chunkInfo(item);
    words[info] = valueBytes;
    words[info + 1] = chunks.length;
    for (let index = 0; index < chunks.length; index++) words[info + 2 + index] = chunks[index];
    this.copies.copyKeyIn(key, this.keyStart(item));
  }

  /** Copies bytes into the arena at byte index `at`. */
  copyIn(at: number, source: Uint8Array, start: number, end: number): void {
    this.copies.copyIn(source, start, end, at);
  }

  /** Copies an item's value to `target` from `at` on; returns the value's length. */
  copyValue(item: number, target: Uint8Array, at: number): number {
    const { words } = this;
    const word1 = words[item + 1];
    if (layout.hasChunks(word1)) return this.copyValueRange(item, 0, this.valueBytes(item), target, at);
    const length = layout.valueBytesOf(word1);
    const start = (layout.afterHeader(item, word1) << 2) + layout.keyBytesOf(words[item]);
    this.copies.copyOut(start, start + length, target, at);
    return length;
  }

  /** An item's value as an array of its own. */
  sliceValue(item: number): Uint8Array {
    const start = this.valueStart(item);
    if (!this.hasChunks(item)) return sliceBytes(this.bytes, start, start + this.valueBytes(item));
    const value = new Uint8Array(this.valueBytes(item));
    this.copyValue(item, value, 0);
    return value;
  }

  /** The text whose UTF-8 bytes an item's value is. */
  valueText(item: number): string {
    const start = this.valueStart(item);
    if (!this.hasChunks(item)) return decodeBytes(this.bytes, start, start + this.valueBytes(item));
    return decodeText(this.sliceValue(item));
  }

  /** Copies bytes [from, to) of an item's value to `target` from `at` on; returns their number. */
  copyValueRange(item: number, from: number, to: number, target: Uint8Array, at: number): number {
    for (let place = from; place < to; ) {
      const start = this.bytePlace(item, place);
      const length = Math.min(to - place, this.stretch(item, place));
      this.copies.copyOut(start, start + length, target, at + place - from);
      place += length;
    }
    return to - from;
  }

  /** Overwrites an item's value from byte `from` on, which must lie within it. */
  writeValue(item: number, from: number, source: Uint8Array, start: number, end: number): void {
    if (!this.hasChunks(item)) {
      this.copyIn(this.valueStart(item) + from, source, start, end);
      return;
    }
    for (let at = start; at < end; ) {
      const place = from + at - start;
      const length = Math.min(end - at, this.stretch(item, place));
      this.copyIn(this.bytePlace(item, place), source, at, at + length);
      at += length;
    }
  }

  /** Overwrites bytes [from, to) of an item's value with zeros. */
  clearValue(item: number, from: number, to: number): void {
    for (let place = from; place < to; ) {
      const start = this.bytePlace(item, place);
      const length = Math.min(to - place, this.stretch(item, place));
      this.bytes.fill(0, start, start + length);
      place += length;
    }
  }

  /** Where in the arena byte `place` of a value stands. */
  private bytePlace(item: number, place: number): number {
    if (!this.hasChunks(item)) return this.valueStart(item) + place;
    const chunk = Math.floor(place / this.segmentBytes);
    const rest = place - chunk * this.segmentBytes;
    if (chunk < this.chunks(item)) return this.chunkSegment(item, chunk) * this.segmentBytes + rest;
    return this.valueStart(item) + rest;
  }

  /** How many bytes of a value stand together from byte `place` on, at least. */
  private stretch(item: number, place: number): number {
    return this.hasChunks(item) ? this.segmentBytes - (place % this.segmentBytes) : this.valueBytes(item) - place;
  }

  /** Copies an item's key to `target` from `at` on; returns its length. */
  copyKey(item: number, target: Uint8Array, at: number): number {
    const start = this.keyStart(item);
    const length = this.keyBytes(item);
    this.copies.copyOut(start, start + length, target, at);
    return length;
  }

  /** Changes a deadline in place; only for an item that has the field. NEVER takes it away. */
  rewriteDeadline(item: number, deadline: number): void {
    const stored = layout.deadlineField(deadline);
    this.words[item] = layout.packLengths(this.keyBytes(item), stored);
    this.words[item + 2] = layout.deadlineLow(stored);
  }

  /** Whether a value of another length would take as much memory in this item's place. */
  canHold(item: number, valueBytes: number): boolean {
    const word1 = this.words[item + 1];
    const present = layout.valueBytesOf(word1);
    if (layout.hasChunks(word1)) return this.valueBytes(item) === valueBytes;
    const headAndKey = this.keyBytes(item); // the header is whole words
    return present === valueBytes || ((headAndKey + valueBytes + 3) & ~3) === ((headAndKey + present + 3) & ~3);
  }

  /** Gives a value a length that the item can hold. */
  setValueBytes(item: number, valueBytes: number): void {
    const word1 = this.words[item + 1];
    if (!layout.hasChunks(word1)) this.words[item + 1] = word1 - layout.valueBytesOf(word1) + valueBytes;
  }

  /** Copies the first `length` bytes of one item's value to the beginning of another's. */
  copyBetween(source: number, target: number, length: number): void {
    for (let place = 0; place < length; ) {
      const start = this.bytePlace(source, place);
      const end = Math.min(start + this.stretch(source, place), start + length - place);
      this.writeValue(target, place, this.bytes, start, end);
      place += end - start;
    }
  }

  markDead(item: number): void {
    this.words[item + 1] |= layout.IS_DEAD;
  }
}
