// Requests out of a byte stream, pulled one at a time: arrays of bulk strings, or inline lines.
// The one idea: an argument is a range of the buffer that arrived. Bytes are copied only when a request is cut by the end
// of a chunk, into memory of the parser's own, where the request then stays until it is complete.
// Invariants: no byte is looked at more than twice for one purpose, however the stream is cut; memory grows with bytes that
// arrived, never with numbers a header claims; the error texts, and what is left unchecked, are those of Redis 7.0
// (networking.c): the byte after a header's CR and the two bytes after a bulk string are skipped, whatever they are.

import { ASTERISK, CR, DOLLAR, LF, MINUS, NINE, NO_BYTES, ZERO } from "./bytes.ts";
import { ProtocolError, printable } from "./errors.ts";
import { hasQuote, splitInline, UNBALANCED } from "./inline-parser.ts";
import { parseInt64, parseInteger } from "./integers.ts";
import type { RequestBatch } from "./request-batch.ts";
import {
  completeLimits,
  type RequestLimits,
  UNAUTHENTICATED_ARGUMENTS_MAX,
  UNAUTHENTICATED_BULK_BYTES_MAX,
} from "./request-limits.ts";
import { capacityFor, FRESH_MEMORY, type RequestMemory } from "./request-memory.ts";

/** What next() returns: a request can be read. */
export const READY: number = 1;
/** What next() returns: nothing more until the next feed(). */
export const NEED_MORE: number = 0;
/** What next() returns: the stream is broken, `error` says how, and nothing more will come. */
export const MALFORMED: number = -1;

// Where in a request the parser stands.
const BETWEEN = 0; // before a request's first byte
const INLINE = 1; // in an inline line
const COUNT = 2; // in the line that starts an array
const LENGTH = 3; // in the line that starts a bulk string
const BULK = 4; // in a bulk string's bytes

// What a header line can say besides a number from 0 up.
const LINE_NEGATIVE = -1;
const LINE_INCOMPLETE = -2;
const LINE_INVALID = -3;
const LINE_TOO_LONG = -4;

const DIGITS_AT_ONCE = 10; // no acceptable number has more, so what has more may take the slow path
const POSITION_MAX = 2 ** 31 - 1; // what starts and ends can hold
const ARGUMENTS_INITIAL = 16;
const ARGUMENTS_KEPT = 1024; // larger range tables are dropped when no request is unfinished
const HELD_IDLE_MAX = 1024; // a larger buffer is given back when no request is unfinished
const HELD_SMALL = 4096; // a larger buffer is replaced by a smaller one when it is nearly empty
const SPARSE = 4; // "nearly empty": less than one part in four in use

/** Incremental parser of one connection's requests.
 * Call feed() with what arrived, then next() until it returns NEED_MORE. The ranges of a request are valid in `buffer` as
 * read after that next(); the table itself is reused by the following one. To work on several requests of one feed
 * together, call gather() and, for what it leaves, advance(), and suspend() when done: until then all bytes stay in place. */
export class RequestParser {
  /** After READY: number of arguments, at least 1. */
  argumentCount: number;
  /** What the ranges refer to: the fed chunk, or the parser's own copy. Not to be written to. */
  buffer: Uint8Array;
  /** After READY: argument i is bytes [starts[i], ends[i]) of `buffer`. */
  starts: Int32Array;
  /** See `starts`. */
  ends: Int32Array;
  /** After MALFORMED: what is wrong. */
  error: ProtocolError | undefined;

  #limits: RequestLimits;
  #state: number;
  readonly #memory: RequestMemory;
  #held: Uint8Array; // own memory; `buffer` is this or a borrowed chunk
  #feedStart: number; // positions in `buffer`, in this order
  #requestStart: number;
  #at: number; // start of the line or bulk string being read
  #scanned: number; // no terminator of that line before here; meaningless when below #at
  #limit: number; // end of the bytes that have arrived
  #argumentsLeft: number;
  #bulkLength: number;
  #fedBytes: number; // all that ever arrived

  /** @param memory for unfinished requests; parsers may share one.   @throws RangeError for a limit out of its range. */
  constructor(limits: Partial<RequestLimits> = {}, memory: RequestMemory = FRESH_MEMORY) {
    this.argumentCount = 0;
    this.buffer = NO_BYTES;
    this.starts = new Int32Array(ARGUMENTS_INITIAL);
    this.ends = new Int32Array(ARGUMENTS_INITIAL);
    this.error = undefined;
    this.#limits = completeLimits(limits);
    this.#state = BETWEEN;
    this.#memory = memory;
    this.#held = NO_BYTES;
    this.#feedStart = 0;
    this.#requestStart = 0;
    this.#at = 0;
    this.#scanned = 0;
    this.#limit = 0;
    this.#argumentsLeft = 0;
    this.#bulkLength = 0;
    this.#fedBytes = 0;
  }

  /** The bounds in force. Setting them (absent ones get their default) affects what next() has not read yet. */
  get limits(): RequestLimits {
    return this.#limits;
  }

  set limits(limits: Partial<RequestLimits>) {
    this.#limits = completeLimits(limits);
  }

  /** Bytes that have arrived and belong to no completed request; after NEED_MORE the parser holds a copy of them. */
  get pendingBytes(): number {
    return this.#limit - this.#requestStart;
  }

  /** Adds bytes [start, end) of `chunk`, which is borrowed, and not written to, until next() has returned NEED_MORE or
   * suspend() was called.
   * Ends the life of all earlier ranges. After MALFORMED it does nothing.
   * @throws RangeError if start and end do not lie in the chunk, or chunk and unfinished request pass 2 ** 31 bytes. */
  feed(chunk: Uint8Array, start: number = 0, end: number = chunk.length): void {
    if (this.error !== undefined) return;
    const pending = this.pendingBytes;
    if (!(start >= 0 && start <= end && end <= chunk.length && end + pending <= POSITION_MAX)) {
      throw new RangeError(`cannot feed bytes ${start} to ${end} of ${chunk.length} after ${pending} pending ones`);
    }
    this.#fedBytes += end - start;
    if (pending === 0) {
      this.buffer = chunk;
      this.#feedStart = start;
      this.#requestStart = start;
      this.#at = start;
      this.#scanned = start;
      this.#limit = end;
      return;
    }
    this.#hold(end - start);
    this.#held.set(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end), this.#limit);
    this.#limit += end - start;
  }

  /** Looks for the next request. Requests without arguments (`*0`, `*-1`, blank lines) are skipped, as Redis does.
   * @returns READY, NEED_MORE or MALFORMED; after the latter two the chunk is no longer borrowed. */
  next(): number {
    const state = this.advance();
    if (state !== READY) this.suspend();
    return state;
  }

  /** The same as next(), but keeps borrowing the chunk until suspend(), so that its requests can be worked on together. */
  advance(): number {
    if (this.error !== undefined) return MALFORMED;
    for (;;) {
      switch (this.#state) {
        case BETWEEN:
          this.argumentCount = 0;
          if (this.#at >= this.#limit) return NEED_MORE;
          this.#state = this.buffer[this.#at] === ASTERISK ? COUNT : INLINE;
          break;
        case INLINE:
          if (!this.#readInline()) return this.#unready();
          if (this.argumentCount > 0) return READY;
          break;
        case COUNT:
          if (!this.#readCount()) return this.#unready();
          break;
        default:
          if (!this.#readArguments()) return this.#unready();
          this.#finish();
          return READY;
      }
    }
  }

  /** Adds the requests that follow to `batch`, which must be of `buffer`, as far as they are complete, plain and of up to
   * BATCH_ARGUMENTS_MAX arguments; what it leaves, advance() reads. Of a peer that has not authenticated it takes none. */
  gather(batch: RequestBatch): void {
    if (this.#state !== BETWEEN || this.error !== undefined || this.#limits.unauthenticated) return;
    this.#at = batch.fill(this.#at, this.#limit, this.#limits);
    this.#requestStart = this.#at;
  }

  /** Takes back the requests from number `index` on that the last call, of gather(), has put into `batch`. */
  putBack(batch: RequestBatch, index: number): void {
    if (index >= batch.size) return;
    this.#at = batch.cut(index);
    this.#requestStart = this.#at;
  }

  /** Ends the borrowing of the chunk and the life of all ranges. Keeps a copy of what advance() has not read yet. */
  suspend(): void {
    if (this.error !== undefined) {
      this.#state = BETWEEN;
      this.argumentCount = 0;
      this.#requestStart = this.#limit;
    }
    const pending = this.pendingBytes;
    if (this.starts.length > ARGUMENTS_KEPT && this.starts.length > this.argumentCount * SPARSE) {
      this.#resizeRanges(Math.max(ARGUMENTS_INITIAL, this.argumentCount * 2));
    }
    const held = this.#held.length;
    if (pending === 0) {
      this.#own(held > HELD_IDLE_MAX ? NO_BYTES : this.#held); // lets go of the chunk
      this.#requestStart = 0;
      this.#at = 0;
      this.#limit = 0;
    } else if (this.buffer !== this.#held) {
      this.#hold(0);
    } else if (held > HELD_SMALL && held > pending * SPARSE) {
      this.#moveTo(this.#memory.take(this.#capacityFor(0, 0)));
    }
  }

  /** What advance() returns when no request could be read. */
  #unready(): number {
    return this.error === undefined ? NEED_MORE : MALFORMED;
  }

  #finish(): void {
    this.#state = BETWEEN;
    this.#requestStart = this.#at;
  }

  /** Reads the line that starts an array. Returns false when it is incomplete or wrong. */
  #readCount(): boolean {
    const lineStart = this.#at;
    const count = this.#readLine();
    if (count === LINE_INCOMPLETE) return false;
    if (count === LINE_TOO_LONG) return this.#fail("too big mbulk count string", lineStart);
    if (count > this.#limits.argumentsMax || count === LINE_INVALID) {
      return this.#fail("invalid multibulk length", lineStart);
    }
    if (count > UNAUTHENTICATED_ARGUMENTS_MAX && this.#limits.unauthenticated) {
      return this.#fail("unauthenticated multibulk length", lineStart);
    }
    if (count <= 0) {
      this.#finish();
      return true;
    }
    this.#argumentsLeft = count;
    this.#state = LENGTH;
    return true;
  }

  /** Reads bulk strings until none is left. Returns false when one is incomplete or wrong. */
  #readArguments(): boolean {
    while (this.#argumentsLeft > 0) {
      if (this.#state === LENGTH && !this.#readLength()) return false;
      const start = this.#at;
      const end = start + this.#bulkLength;
      if (end + 2 > this.#limit) return false;
      const count = this.argumentCount;
      if (count === this.starts.length) this.#resizeRanges(count * 2);
      this.starts[count] = start;
      this.ends[count] = end;
      this.argumentCount = count + 1;
      this.#argumentsLeft--;
      this.#at = end + 2;
      this.#state = LENGTH;
    }
    return true;
  }

  /** Reads the line that starts a bulk string. Returns false when it is incomplete or wrong. */
  #readLength(): boolean {
    const lineStart = this.#at;
    const length = this.#readLine();
    if (length === LINE_INCOMPLETE) return false;
    if (length === LINE_TOO_LONG) return this.#fail("too big bulk count string", lineStart);
    if (this.buffer[lineStart] !== DOLLAR) {
      return this.#fail(`expected '$', got '${printable(this.buffer[lineStart])}'`, lineStart);
    }
    if (length > this.#limits.bulkBytesMax || length < 0) return this.#fail("invalid bulk length", lineStart);
    if (length > UNAUTHENTICATED_BULK_BYTES_MAX && this.#limits.unauthenticated) {
      return this.#fail("unauthenticated bulk length", lineStart);
    }
    if (this.#at - this.#requestStart + length + 2 > this.#limits.requestBytesMax) {
      return this.#fail("too big request", lineStart); // a bound of ours: Redis closes without a word
    }
    this.#bulkLength = length;
    this.#state = BULK;
    return true;
  }

  /** Reads the number after the type byte at #at, and moves #at behind the line.
   * @returns the number if it is 0 or more, or one of the LINE_ values; #at stays where it is if the line is unfinished. */
  #readLine(): number {
    const { buffer } = this;
    const first = this.#at + 1;
    const stop = Math.min(this.#limit - 1, first + DIGITS_AT_ONCE); // the byte after CR must have arrived too
    let value = 0;
    let at = first;
    for (; at < stop; at++) {
      const byte = buffer[at];
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    const isPlain = at > first && at < stop && buffer[at] === CR && (buffer[first] !== ZERO || at === first + 1);
    if (!isPlain || at - first >= this.#limits.inlineBytesMax) return this.#readOddLine();
    this.#at = at + 2;
    return value;
  }

  /** Reads any header line: finds its end first, without looking again at what an earlier call has looked at. */
  #readOddLine(): number {
    const { buffer } = this;
    const start = this.#at;
    const stop = Math.min(this.#limit, start + this.#limits.inlineBytesMax + 1);
    let at = Math.max(start, this.#scanned);
    while (at < stop && buffer[at] !== CR) at++;
    this.#scanned = at;
    if (at === stop) return stop - start > this.#limits.inlineBytesMax ? LINE_TOO_LONG : LINE_INCOMPLETE;
    if (at + 2 > this.#limit) return LINE_INCOMPLETE;
    this.#at = at + 2;
    const value = parseInteger(buffer, start + 1, at);
    if (value >= 0) return value;
    const isNegative = buffer[start + 1] === MINUS && parseInt64(buffer, start + 1, at) !== undefined;
    return isNegative ? LINE_NEGATIVE : LINE_INVALID;
  }

  /** Reads an inline line and splits it. Returns false when it is incomplete or wrong. */
  #readInline(): boolean {
    const start = this.#at;
    const { inlineBytesMax, argumentsMax } = this.#limits;
    const stop = Math.min(this.#limit, start + inlineBytesMax + 1);
    let at = Math.max(start, this.#scanned);
    while (at < stop && this.buffer[at] !== LF) at++;
    this.#scanned = at;
    if (at === stop) return stop - start > inlineBytesMax ? this.#fail("too big inline request", start) : false;
    const end = at > start && this.buffer[at - 1] === CR ? at - 1 : at;
    if (this.buffer !== this.#held && hasQuote(this.buffer, start, end)) this.#holdInPlace();
    const wordsMax = (end - start + 1) >> 1;
    if (wordsMax > this.starts.length) this.#resizeRanges(wordsMax);
    const count = splitInline(this.buffer, start, end, this.starts, this.ends);
    if (count === UNBALANCED) return this.#fail("unbalanced quotes in request", start);
    if (count > argumentsMax) return this.#fail("too big inline request", start);
    this.argumentCount = count;
    this.#at = at + 1;
    this.#finish();
    return true;
  }

  /** Ends the stream at position `at`. Returns false, which is what the failing reader returns. */
  #fail(reason: string, at: number): boolean {
    this.error = new ProtocolError(`Protocol error: ${reason}`, this.#fedBytes - (this.#limit - at));
    return false;
  }

  /** Makes room behind the unfinished request. A byte is moved once for that, plus what doubling adds. */
  #hold(room: number): void {
    const { length } = this.#held;
    const fits = this.pendingBytes + room <= length;
    this.#moveTo(fits ? this.#held : this.#memory.take(this.#capacityFor(room, length * 2)));
  }

  /** Moves the unfinished request to the start of `target`. */
  #moveTo(target: Uint8Array): void {
    const shift = this.#requestStart;
    if (target !== this.buffer) target.set(this.buffer.subarray(shift, this.#limit));
    else if (shift > 0) target.copyWithin(0, shift, this.#limit);
    this.#own(target);
    this.#feedStart = 0;
    this.#requestStart = 0;
    this.#at -= shift;
    this.#scanned -= shift;
    this.#limit -= shift;
    if (shift === 0 || this.#state === BETWEEN) return; // no ranges of an unfinished request to move
    for (let i = 0; i < this.argumentCount; i++) {
      this.starts[i] -= shift;
      this.ends[i] -= shift;
    }
  }

  /** Goes on in `target`, which has all that is needed; gives back what was the parser's own. */
  #own(target: Uint8Array): void {
    if (target !== this.#held && this.#held.length > 0) this.#memory.give(this.#held);
    this.#held = target;
    this.buffer = target;
  }

  /** Copies this feed to the parser's own memory, at unchanged positions, so that its bytes may be written to. */
  #holdInPlace(): void {
    const target = this.#held.length < this.#limit ? this.#memory.take(this.#limit) : this.#held;
    target.set(this.buffer.subarray(this.#feedStart, this.#limit), this.#feedStart);
    this.#own(target);
  }

  /** Returns a size that the unfinished request and `room` bytes fit in. */
  #capacityFor(room: number, bytesMin: number): number {
    const awaited = this.#state === BULK ? this.#at - this.#requestStart + this.#bulkLength + 2 + room : 0;
    return capacityFor(Math.max(this.pendingBytes + room, bytesMin), awaited);
  }

  #resizeRanges(capacity: number): void {
    const resized = (ranges: Int32Array): Int32Array => {
      const table = new Int32Array(capacity);
      table.set(ranges.subarray(0, this.argumentCount));
      return table;
    };
    this.starts = resized(this.starts);
    this.ends = resized(this.ends);
  }
}
