// Reading and writing items in the arena. An item is named by the index of its first word; which segment it is in and
// whether the table points to it is for others to know. Key comparison goes word by word where the machine's byte order
// allows, since the arena's keys are aligned and a caller's need not be.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { hashBytes } from "../sources/hash.ts";
import * as layout from "./item-layout.ts";
import type { Key } from "./key.ts";

const LITTLE_ENDIAN: boolean = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
/** Up to this length a plain loop copies faster than making a view for `TypedArray.set`. */
const LOOP_COPY_BYTES = 24;

export class Items {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(arena: Arena) {
    this.words = arena.words;
    this.bytes = arena.bytes;
  }

  /** The hash of the key an item has, under this shard's hash key. */
  hashOf(item: number): number {
    const { words, bytes } = this;
    const start = this.keyStart(item);
    const key0 = words[HEADER.hashKey0] ^ this.namespace(item);
    return hashBytes(bytes, start, start + this.keyBytes(item), key0, words[HEADER.hashKey1]);
  }

  keyBytes(item: number): number {
    return layout.keyBytesOf(this.words[item]);
  }
  valueBytes(item: number): number {
    return layout.valueBytesOf(this.words[item + 1]);
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
  /** Byte index at which an item's key begins. */
  keyStart(item: number): number {
    return (item + layout.HEADER_WORDS + (this.hasDeadline(item) ? layout.DEADLINE_WORDS : 0)) << 2;
  }
  /** Byte index at which an item's value begins. */
  valueStart(item: number): number {
    return this.keyStart(item) + this.keyBytes(item);
  }
  /** Bytes an item takes in its segment. */
  size(item: number): number {
    return layout.itemBytes(this.keyBytes(item), this.valueBytes(item), this.hasDeadline(item));
  }

  keyEquals(item: number, key: Key): boolean {
    const { words, bytes } = this;
    const { buffer, end } = key;
    const length = end - key.start;
    if (layout.keyBytesOf(words[item]) !== length || this.namespace(item) !== key.namespace) return false;
    let at = this.keyStart(item);
    let from = key.start;
    if (LITTLE_ENDIAN) {
      for (const whole = end - (length & 3); from < whole; from += 4, at += 4) {
        const word = buffer[from] | (buffer[from + 1] << 8) | (buffer[from + 2] << 16) | (buffer[from + 3] << 24);
        if (words[at >> 2] !== word) return false;
      }
    }
    for (; from < end; from++, at++) if (bytes[at] !== buffer[from]) return false;
    return true;
  }

  /** Writes header and key of an item whose value the caller then writes at `valueStart`. */
  writeHead(item: number, key: Key, valueBytes: number, deadline: number): void {
    const { words } = this;
    const expires = deadline !== layout.NEVER;
    words[item] = layout.packLengths(key.end - key.start, deadline);
    words[item + 1] = layout.packValue(valueBytes, key.namespace, expires ? layout.HAS_DEADLINE : 0);
    if (expires) words[item + 2] = layout.deadlineLow(deadline);
    this.copyIn(this.keyStart(item), key.buffer, key.start, key.end);
  }

  /** Copies bytes into the arena at byte index `at`. */
  copyIn(at: number, source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    if (end - start > LOOP_COPY_BYTES) bytes.set(source.subarray(start, end), at);
    else for (let from = start, to = at; from < end; from++, to++) bytes[to] = source[from];
  }

  /** Copies an item's value to `target` from `at` on; returns the value's length. */
  copyValue(item: number, target: Uint8Array, at: number): number {
    const { bytes } = this;
    const length = this.valueBytes(item);
    const start = this.valueStart(item);
    if (length > LOOP_COPY_BYTES) target.set(bytes.subarray(start, start + length), at);
    else for (let index = 0; index < length; index++) target[at + index] = bytes[start + index];
    return length;
  }

  /** Copies bytes [from, to) of an item's value to `target` from `at` on; returns their number. */
  copyValueRange(item: number, from: number, to: number, target: Uint8Array, at: number): number {
    const start = this.valueStart(item);
    target.set(this.bytes.subarray(start + from, start + to), at);
    return to - from;
  }

  /** Copies an item's key to `target` from `at` on; returns its length. */
  copyKey(item: number, target: Uint8Array, at: number): number {
    const { bytes } = this;
    const start = this.keyStart(item);
    const length = this.keyBytes(item);
    for (let index = 0; index < length; index++) target[at + index] = bytes[start + index];
    return length;
  }

  /** Changes a deadline in place; only for an item that has the field. NEVER takes it away. */
  rewriteDeadline(item: number, deadline: number): void {
    const stored = layout.deadlineField(deadline);
    this.words[item] = layout.packLengths(this.keyBytes(item), stored);
    this.words[item + 2] = layout.deadlineLow(stored);
  }

  /** Changes the value's length in place; only where the item's size stays the same. */
  rewriteValueBytes(item: number, valueBytes: number): void {
    const word = this.words[item + 1];
    this.words[item + 1] = word - layout.valueBytesOf(word) + valueBytes;
  }

  markDead(item: number): void {
    this.words[item + 1] |= layout.IS_DEAD;
  }
}
