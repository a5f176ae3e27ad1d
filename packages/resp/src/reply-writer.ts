// Replies as bytes, in RESP2 or RESP3, appended to one growing buffer.
// The one idea: a writer is shared by all connections of a thread. When its bytes have been sent at once, clear() has the
// same memory serve the following replies. What is given away by take() is never written to again; the rest
// of that allocation serves on, so that a small reply costs no allocation either way.
// Invariant: every method leaves a whole protocol element behind, so `length` is always a good place to rewind to.
// Forms: redis.io/docs/reference/protocol-spec and the fallbacks of Redis 7.0 (networking.c) for RESP2.

import { ASTERISK, CR, DOLLAR, LF, NO_BYTES, SPACE, utf8Length, writeUtf8 } from "./bytes.ts";
import { formatDouble } from "./doubles.ts";
import { writeInteger } from "./integers.ts";

/** Which form of the protocol a connection has chosen (HELLO). */
export type ProtocolVersion = 2 | 3;

/** Settings of a ReplyWriter. */
export interface ReplyWriterOptions {
  /** Size of the buffer replies are written to while they are small; default 16,384. */
  readonly initialBytes?: number;
}

const INITIAL_BYTES = 16_384;
const LINE_BYTES_MAX = 1 + 17 + 2; // type, safe integer, CRLF
const KEPT_BYTES_MAX = 256 * 1024; // a larger buffer, grown for long replies, is dropped when they are gone
const SPARE_FRACTION = 4; // what is left after take() is used on if it is at least this part of the initial size

const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const HASH = 0x23;
const OPEN_PARENTHESIS = 0x28;
const PERCENT = 0x25;
const TILDE = 0x7e;

const OK = Uint8Array.of(PLUS, 0x4f, 0x4b, CR, LF); // +OK
const NULL_BULK = Uint8Array.of(DOLLAR, 0x2d, 0x31, CR, LF); // $-1
const NULL_ARRAY = Uint8Array.of(ASTERISK, 0x2d, 0x31, CR, LF); // *-1
const NULL = Uint8Array.of(0x5f, CR, LF); // _
const TRUE = Uint8Array.of(HASH, 0x74, CR, LF); // #t
const FALSE = Uint8Array.of(HASH, 0x66, CR, LF); // #f

/** Appends replies to `buffer`; a caller takes the bytes away when it wants to send them. */
export class ReplyWriter {
  /** How nulls, maps, sets, pushes, doubles, booleans, big numbers and verbatim texts are written from here on. */
  protocol: ProtocolVersion;
  /** Bytes [0, length) are what has been written since the last take(). Replaced when it grows. */
  buffer: Uint8Array;
  /** Bytes written since the last take(). */
  length: number;

  #initialBytes: number;

  /** @throws RangeError for an initial size below 64. */
  constructor(options: ReplyWriterOptions = {}) {
    const initialBytes = options.initialBytes ?? INITIAL_BYTES;
    if (!Number.isInteger(initialBytes) || initialBytes < 64) {
      throw new RangeError(`initialBytes must be a whole number of at least 64, got ${initialBytes}`);
    }
    this.protocol = 2;
    this.buffer = new Uint8Array(initialBytes);
    this.length = 0;
    this.#initialBytes = initialBytes;
  }

  /** Writes the status OK. */
  ok(): void {
    this.raw(OK);
  }

  /** Writes any other status. Line breaks become spaces. */
  simple(text: string): void {
    this.#textLine(PLUS, text);
  }

  /** Writes an error; `text` starts with its code: "ERR ...". Line breaks become spaces. */
  error(text: string): void {
    this.#textLine(DASH, text);
  }

  /** @throws RangeError for a number that is not a safe integer. */
  integer(n: number | bigint): void {
    if (typeof n === "bigint") this.#textLine(COLON, n.toString());
    else if (Number.isSafeInteger(n)) this.#header(COLON, n);
    else throw new RangeError(`an integer reply must be a safe integer, got ${n}`);
  }

  /** Writes an integer whose ASCII text is bytes [start, end). */
  integerText(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + 3);
    this.buffer[this.length++] = COLON;
    this.#copy(bytes, start, end);
    this.#endLine();
  }

  /** Writes bytes [start, end) as a bulk string. */
  bulk(bytes: Uint8Array, start: number = 0, end: number = bytes.length): void {
    const at = this.beginBulk(end - start);
    copyBytes(this.buffer, at, bytes, start, end);
  }

  /** Writes `text` in UTF-8 as a bulk string. */
  bulkString(text: string): void {
    const at = this.beginBulk(utf8Length(text));
    writeUtf8(this.buffer, at, text);
  }

  /** Writes a bulk string of `length` bytes except for the bytes themselves.
   * @returns where in `buffer` the caller must write them, all of them, before it does anything else with the writer. */
  beginBulk(length: number): number {
    this.#reserve(length + LINE_BYTES_MAX + 2);
    this.#header(DOLLAR, length);
    const at = this.length;
    this.length = at + length;
    this.#endLine();
    return at;
  }

  /** Writes the null of a value: `$-1` or `_`. */
  null(): void {
    this.raw(this.protocol === 2 ? NULL_BULK : NULL);
  }

  /** Writes the null of an array: `*-1` or `_`. */
  nullArray(): void {
    this.raw(this.protocol === 2 ? NULL_ARRAY : NULL);
  }

  /** Starts an array; `n` elements follow. */
  array(n: number): void {
    this.#header(ASTERISK, n);
  }

  /** Starts a map; `n` pairs, key then value, follow. RESP2: an array of 2n. */
  map(n: number): void {
    if (this.protocol === 2) this.#header(ASTERISK, n * 2);
    else this.#header(PERCENT, n);
  }

  /** Starts a set; `n` elements follow. RESP2: an array. */
  set(n: number): void {
    this.#header(this.protocol === 2 ? ASTERISK : TILDE, n);
  }

  /** Starts an out-of-band message; `n` elements follow. RESP2: an array. */
  push(n: number): void {
    this.#header(this.protocol === 2 ? ASTERISK : GREATER, n);
  }

  /** Writes a double with 17 significant digits. RESP2: a bulk string of the same text. */
  double(x: number): void {
    this.#typedText(COMMA, formatDouble(x));
  }

  /** RESP2: the integer 1 or 0. */
  boolean(b: boolean): void {
    if (this.protocol === 2) this.#header(COLON, b ? 1 : 0);
    else this.raw(b ? TRUE : FALSE);
  }

  /** RESP2: a bulk string of the same digits. */
  bigNumber(b: bigint): void {
    this.#typedText(OPEN_PARENTHESIS, b.toString());
  }

  /** Writes text for people. RESP2: a bulk string without the format.
   * @param format three ASCII characters, "txt" or "mkd".   @throws RangeError for another length. */
  verbatim(format: string, text: string): void {
    if (format.length !== 3 || utf8Length(format) !== 3) {
      throw new RangeError(`a verbatim format is three ASCII characters, got ${JSON.stringify(format)}`);
    }
    if (this.protocol === 2) {
      this.bulkString(text);
      return;
    }
    const bytes = 4 + utf8Length(text);
    this.#reserve(bytes + LINE_BYTES_MAX + 2);
    this.#header(EQUALS, bytes);
    this.length = writeUtf8(this.buffer, this.length, format);
    this.buffer[this.length++] = COLON;
    this.length = writeUtf8(this.buffer, this.length, text);
    this.#endLine();
  }

  /** Appends bytes that are protocol already. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#copy(bytes, 0, bytes.length);
  }

  /** Hands over what has been written and empties the writer, which never touches these bytes again.
   * @returns a view; small ones share an allocation, so keeping one for long keeps up to `initialBytes`. */
  take(): Uint8Array {
    if (this.length === 0) return NO_BYTES;
    const taken = this.buffer.subarray(0, this.length);
    const isShared = this.buffer.buffer.byteLength === this.#initialBytes;
    const spare = this.buffer.length - this.length;
    this.buffer =
      isShared && spare * SPARE_FRACTION >= this.#initialBytes
        ? this.buffer.subarray(this.length)
        : new Uint8Array(this.#initialBytes);
    this.length = 0;
    return taken;
  }

  /** Empties the writer; nobody needs the bytes any more, so the same memory is written to again. */
  clear(): void {
    this.length = 0;
    if (this.buffer.length > KEPT_BYTES_MAX) this.buffer = new Uint8Array(this.#initialBytes);
  }

  /** Leaves the buffer to somebody who still reads it and goes on in other memory, where the bytes from `start` on stand in the
   * same places and those before it mean nothing. */
  leave(start: number): void {
    const { buffer, length } = this;
    this.buffer = new Uint8Array(Math.max(length, this.#initialBytes));
    copyBytes(this.buffer, start, buffer, start, length);
  }

  /** Drops everything written after `length`, a value the field of that name has had since the last take().
   * @throws RangeError for a value that cannot be one. */
  rewind(length: number): void {
    if (!(length >= 0 && length <= this.length)) {
      throw new RangeError(`cannot rewind to ${length}: ${this.length} bytes are written`);
    }
    this.length = length;
  }

  #header(type: number, n: number): void {
    this.#reserve(LINE_BYTES_MAX);
    const { buffer } = this;
    let at = this.length;
    buffer[at++] = type;
    if (n >= 0 && n < 10) buffer[at++] = 0x30 + n;
    else at = writeInteger(buffer, at, n);
    buffer[at++] = CR;
    buffer[at++] = LF;
    this.length = at;
  }

  #textLine(type: number, text: string): void {
    this.#reserve(utf8Length(text) + 3);
    const { buffer } = this;
    const start = this.length + 1;
    buffer[start - 1] = type;
    this.length = writeUtf8(buffer, start, text);
    for (let i = start; i < this.length; i++) {
      if (buffer[i] === CR || buffer[i] === LF) buffer[i] = SPACE;
    }
    this.#endLine();
  }

  /** A text that RESP3 types and RESP2 sends as a bulk string. */
  #typedText(type: number, text: string): void {
    if (this.protocol === 2) this.bulkString(text);
    else this.#textLine(type, text);
  }

  /** The caller has reserved the two bytes. */
  #endLine(): void {
    this.buffer[this.length++] = CR;
    this.buffer[this.length++] = LF;
  }

  /** The caller has reserved the bytes. */
  #copy(bytes: Uint8Array, start: number, end: number): void {
    copyBytes(this.buffer, this.length, bytes, start, end);
    this.length += end - start;
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2, this.#initialBytes));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}

const SHORT = 32; // up to here a loop beats the call and the view that set() needs

function copyBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): void {
  if (end - start > SHORT) {
    target.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
    return;
  }
  for (let from = start, to = at; from < end; ) target[to++] = source[from++];
}
