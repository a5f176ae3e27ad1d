// Requests of one feed that are worked on together, as ranges of its bytes; one table serves all connections of a thread.
// Only requests of the plainest form get in, arrays of few bulk strings, so one short loop reads them: what it refuses, for
// whatever reason, the parser reads as if nobody had looked, so all that is odd or wrong is judged in one place.

import { ASTERISK, CR, DOLLAR, NINE, NO_BYTES, ZERO } from "./bytes.ts";
import type { RequestLimits } from "./request-limits.ts";

/** Most requests of a batch. */
export const BATCH_REQUESTS_MAX = 64;
/** Most arguments of a request in a batch. */
export const BATCH_ARGUMENTS_MAX = 16;

/** The shortest request is "*1\r\n$0\r\n\r\n". */
const REQUEST_BYTES_MIN = 10;
/** The shortest line that starts a bulk string, "$0\r\n". */
const LENGTH_LINE_BYTES_MIN = 4;
const DIGITS_MAX = 9;
/** The longest line read here; the limit for lines is the parser's to look after. */
const LINE_BYTES_MAX = 1 + DIGITS_MAX;

/** What RequestParser.gather() fills. Ranges hold in `buffer` until the parser is suspended. */
export class RequestBatch {
  /** Number of requests. */
  size: number;
  /** What the ranges refer to. Not to be written to. */
  buffer: Uint8Array;
  /** Number of arguments of each request. */
  readonly argumentCounts: Int32Array;
  /** Argument k of request i is bytes [starts[j], ends[j]) of `buffer`, where j = i * BATCH_ARGUMENTS_MAX + k. */
  readonly starts: Int32Array;
  /** See `starts`. */
  readonly ends: Int32Array;
  /** Where in `buffer` each request begins. */
  readonly #offsets: Int32Array;

  constructor() {
    this.size = 0;
    this.buffer = NO_BYTES;
    this.argumentCounts = new Int32Array(BATCH_REQUESTS_MAX);
    this.starts = new Int32Array(BATCH_REQUESTS_MAX * BATCH_ARGUMENTS_MAX);
    this.ends = new Int32Array(BATCH_REQUESTS_MAX * BATCH_ARGUMENTS_MAX);
    this.#offsets = new Int32Array(BATCH_REQUESTS_MAX);
  }

  /** Empties the batch; the requests to come are ranges of `buffer`. */
  clear(buffer: Uint8Array): void {
    this.size = 0;
    this.buffer = buffer;
  }

  /** Adds the requests that stand in `buffer` from `start` on, up to the first that it does not take.
   * @param limit end of the bytes that have arrived.   @returns where the last request added ends. */
  fill(start: number, limit: number, limits: RequestLimits): number {
    if (limits.inlineBytesMax < LINE_BYTES_MAX) return start;
    const { argumentsMax, bulkBytesMax, requestBytesMax } = limits; // one load each; the loops see locals
    const { buffer, starts, ends, argumentCounts } = this;
    const offsets = this.#offsets;
    let { size } = this;
    let offset = start;
    requests: for (; size < BATCH_REQUESTS_MAX; size++) {
      if (offset + REQUEST_BYTES_MIN > limit || buffer[offset] !== ASTERISK) break;
      const count = countAt(buffer, offset + 1);
      if (count > argumentsMax || count === 0) break;
      const first = size * BATCH_ARGUMENTS_MAX;
      let at = offset + (count < 10 ? 4 : 5);
      for (let index = first; index < first + count; index++) {
        if (at + LENGTH_LINE_BYTES_MIN > limit || buffer[at] !== DOLLAR) break requests;
        const digitsEnd = at + 1 + DIGITS_MAX;
        let length = buffer[at + 1] - ZERO;
        if (!(length >= 0 && length <= 9)) break requests;
        for (at += 2; buffer[at] !== CR; at++) {
          const byte = buffer[at];
          if (!(byte >= ZERO && byte <= NINE) || length === 0 || at === digitsEnd) break requests;
          length = length * 10 + (byte - ZERO);
        }
        at += 2;
        if (length > bulkBytesMax || at + length + 2 > limit) break requests;
        starts[index] = at;
        at += length;
        ends[index] = at;
        at += 2;
      }
      if (at - offset > requestBytesMax) break;
      offsets[size] = offset;
      argumentCounts[size] = count;
      offset = at;
    }
    this.size = size;
    return offset;
  }

  /** Removes the requests from number `index` on. @returns where the first of them begins. */
  cut(index: number): number {
    this.size = index;
    return this.#offsets[index];
  }
}

/** The number from 1 to BATCH_ARGUMENTS_MAX whose digits, and a CR, stand at `at`; 0 for anything else. */
function countAt(buffer: Uint8Array, at: number): number {
  const first = buffer[at] - ZERO;
  if (!(first > 0 && first <= 9)) return 0;
  if (buffer[at + 1] === CR) return first;
  const second = buffer[at + 1] - ZERO;
  const count = first * 10 + second;
  return second >= 0 && second <= 9 && count <= BATCH_ARGUMENTS_MAX && buffer[at + 2] === CR ? count : 0;
}
