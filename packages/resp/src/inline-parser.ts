// Inline requests: one line of words, as a person types them into telnet.
// The words are unquoted in place: a decoded word is never longer than its quoted form, so the write position never passes
// the read position, and a word is a range of the same buffer like any other argument.
// Rules and their odd corners are those of Redis's sdssplitargs, except that a NUL byte is an ordinary byte here.

import { BACKSLASH, CR, DOUBLE_QUOTE, LF, NINE, SINGLE_QUOTE, SPACE, TAB, ZERO } from "./bytes.ts";

/** What splitInline returns when a quote is not closed, or is closed in the middle of a word. */
export const UNBALANCED = -1;

const LOWER_X = 0x78;
const ESCAPES: Uint8Array = escapeTable();

/** Maps the byte after a backslash to the byte meant; most mean themselves. */
function escapeTable(): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  table[0x6e] = LF; // \n
  table[0x72] = CR; // \r
  table[0x74] = TAB; // \t
  table[0x62] = 0x08; // \b
  table[0x61] = 0x07; // \a
  return table;
}

/** True for the bytes C's isspace knows. Vertical tab and form feed separate words only in front of one: see endsWord. */
function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CR);
}

/** True for the bytes that end a bare word; narrower than isSpace, as in Redis. */
function endsWord(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}

/** Returns the value of a hexadecimal digit, or -1. */
function hexValueOf(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** True if a line has a quote, so that splitting it may rewrite its bytes. */
export function hasQuote(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (buffer[i] === DOUBLE_QUOTE || buffer[i] === SINGLE_QUOTE) return true;
  }
  return false;
}

/** Splits the line [start, end), without its terminator, into words and unquotes them in place.
 * @param starts, ends receive the ranges; each needs room for (end - start + 1) >> 1 words, the most a line can hold.
 * @returns the number of words, or UNBALANCED. A line without quotes is not written to. */
export function splitInline(
  buffer: Uint8Array,
  start: number,
  end: number,
  starts: Int32Array,
  ends: Int32Array,
): number {
  let count = 0;
  let read = start;
  for (;;) {
    while (read < end && isSpace(buffer[read])) read++;
    if (read >= end) return count;
    starts[count] = read;
    let write = read;
    // One word: bare bytes, until a quote opens; the closing quote ends the word whatever came before it.
    while (read < end && !endsWord(buffer[read])) {
      const byte = buffer[read++];
      if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) {
        const close = findClosingQuote(buffer, read, end, byte);
        if (close < 0) return UNBALANCED;
        write = unquote(buffer, read, close, byte, write);
        read = close + 1;
        break;
      }
      if (write !== read - 1) buffer[write] = byte;
      write++;
    }
    ends[count++] = write;
  }
}

/** Returns where the quote that is open at `from` closes, or UNBALANCED: it must close, before a space or the end. */
function findClosingQuote(buffer: Uint8Array, from: number, end: number, quote: number): number {
  for (let i = from; i < end; i++) {
    const byte = buffer[i];
    if (byte === BACKSLASH && i + 1 < end && (quote === DOUBLE_QUOTE || buffer[i + 1] === SINGLE_QUOTE)) i++;
    else if (byte === quote) return i + 1 === end || isSpace(buffer[i + 1]) ? i : UNBALANCED;
  }
  return UNBALANCED;
}

/** Decodes the quoted bytes [from, close) to `target` in the same buffer; returns the position after the last one. */
function unquote(buffer: Uint8Array, from: number, close: number, quote: number, target: number): number {
  let write = target;
  for (let read = from; read < close; read++) {
    let byte = buffer[read];
    // A backslash is never the last quoted byte: it would have escaped the quote at `close`.
    if (byte === BACKSLASH && quote === SINGLE_QUOTE) {
      if (buffer[read + 1] === SINGLE_QUOTE) byte = buffer[++read];
    } else if (byte === BACKSLASH) {
      byte = buffer[++read];
      const high = byte === LOWER_X && read + 2 < close ? hexValueOf(buffer[read + 1]) : -1;
      const low = high < 0 ? -1 : hexValueOf(buffer[read + 2]);
      if (low >= 0) {
        byte = high * 16 + low;
        read += 2;
      } else {
        byte = ESCAPES[byte];
      }
    }
    buffer[write++] = byte;
  }
  return write;
}
