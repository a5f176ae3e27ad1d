// One item in a segment, as 32-bit words. Items start at multiples of 4 bytes and are stepped over by their own size.
//   word 0  | deadline high 31..16 | key bytes 15..0 |
//   word 1  | flags 31..28 | namespace 27..24 | value bytes 23..0 |
//   word 2  | deadline low 31..0 |                          only where HAS_DEADLINE is set
//   then, only where HAS_CHUNKS is set: | value bytes in all |, | number of chunks |, | chunk segment | ...
//   then the key's bytes, then the value's bytes, then padding to a multiple of 4
// A value that does not fit one segment fills segments of its own, its chunks; what is left over, less than a segment, stands
// in the item, and "value bytes" in word 1 counts that part only.
// A deadline is absolute, in Unix milliseconds, 48 bits wide (until the year 10889); without one it costs nothing.

const KEY_BITS = 16;
const VALUE_BITS = 24;
const NAMESPACE_BITS = 4;
const KEY_MASK = 2 ** KEY_BITS - 1;
const VALUE_MASK = 2 ** VALUE_BITS - 1;
const NAMESPACE_MASK = 2 ** NAMESPACE_BITS - 1;
const LOW_RANGE = 2 ** 32;

const DEADLINE_BIT = 28;

/** Set where word 2 holds the low half of a deadline. */
export const HAS_DEADLINE: number = 1 << DEADLINE_BIT;
/** Set when the item was replaced, deleted, expired or flushed and only its bytes are left. */
export const IS_DEAD: number = 1 << 29;
/** Set where the value begins in chunks and only its end, if anything, is in the item. */
export const HAS_CHUNKS: number = 1 << 30;

/** Longest key, bytes. */
export const KEY_BYTES_MAX: number = KEY_MASK;
/** Longest value the length field can tell, bytes. */
export const VALUE_FIELD_MAX: number = VALUE_MASK;
/** Number of namespaces (Redis databases). */
export const NAMESPACES: number = 2 ** NAMESPACE_BITS;
/** Words of the header without and with a deadline. */
export const HEADER_WORDS = 2;
export const DEADLINE_WORDS = 1;
/** The largest deadline the field can tell means "never": what an item shows whose deadline was taken away in place. */
export const DEADLINE_FIELD_NEVER: number = 2 ** 48 - 1;
/** No deadline. */
export const NEVER: number = Infinity;

export function packLengths(keyBytes: number, deadline: number): number {
  const high = deadline === NEVER ? 0 : Math.floor(deadline / LOW_RANGE);
  return (high << KEY_BITS) | keyBytes;
}
export function packValue(valueBytes: number, namespace: number, flags: number): number {
  return flags | (namespace << VALUE_BITS) | valueBytes;
}
export function keyBytesOf(word0: number): number {
  return word0 & KEY_MASK;
}
export function valueBytesOf(word1: number): number {
  return word1 & VALUE_MASK;
}
export function namespaceOf(word1: number): number {
  return (word1 >>> VALUE_BITS) & NAMESPACE_MASK;
}
export function hasDeadline(word1: number): boolean {
  return (word1 & HAS_DEADLINE) !== 0;
}
export function isDead(word1: number): boolean {
  return (word1 & IS_DEAD) !== 0;
}
/** The low word of a deadline, as a signed 32-bit integer. */
export function deadlineLow(deadline: number): number {
  return (deadline % LOW_RANGE) | 0;
}
/** The deadline told by words 0 and 2, Unix milliseconds. */
export function deadlineOf(word0: number, word2: number): number {
  const deadline = (word0 >>> KEY_BITS) * LOW_RANGE + (word2 >>> 0);
  return deadline === DEADLINE_FIELD_NEVER ? NEVER : deadline;
}
/**
 * True when the deadline told by words 0 and 2 is no later than `times[place]`; "never" always is. Takes the time from
 * where it stands, since numbers that large are boxed, at some cost, when they go from one function to another.
 */
export function hasPassed(word0: number, word2: number, times: Float64Array, place: number): boolean {
  return (word0 >>> KEY_BITS) * LOW_RANGE + (word2 >>> 0) <= times[place];
}
/** True when the deadline field in words 0 and 2 stands for "never". */
export function tellsNever(word0: number, word2: number): boolean {
  return (word0 >>> KEY_BITS) * LOW_RANGE + (word2 >>> 0) === DEADLINE_FIELD_NEVER;
}
/** A deadline as the field can tell it: later than that is as good as never. */
export function reachable(deadline: number): number {
  return deadline >= DEADLINE_FIELD_NEVER ? NEVER : deadline;
}
/** What the field stores for `deadline`. */
export function deadlineField(deadline: number): number {
  return Math.min(deadline, DEADLINE_FIELD_NEVER);
}
/** Word index after the header, deadline included, of the item at `item`. */
export function afterHeader(item: number, word1: number): number {
  return item + HEADER_WORDS + ((word1 >>> DEADLINE_BIT) & 1);
}
export function hasChunks(word1: number): boolean {
  return (word1 & HAS_CHUNKS) !== 0;
}
/** Words that tell of a value's chunks. */
export function chunkWords(chunks: number): number {
  return chunks === 0 ? 0 : 2 + chunks;
}
/** Bytes an item takes in its segment, header and padding included; `valueBytes` is the part that stands there. */
export function itemBytes(keyBytes: number, valueBytes: number, withDeadline: boolean, chunks: number = 0): number {
  const words = HEADER_WORDS + (withDeadline ? DEADLINE_WORDS : 0) + chunkWords(chunks);
  return (words * 4 + keyBytes + valueBytes + 3) & ~3;
}
