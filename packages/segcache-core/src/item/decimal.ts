// Whole numbers as values: the signed 64-bit decimal text that INCR reads and writes. Text that is not exactly what
// printing the number gives ("+1", "01", "-0", " 1") is not a number, as in Redis (string2ll in util.c).

const ZERO = 48;
const MINUS = 45;
/** Digits that always fit a safe integer. */
const SAFE_DIGITS = 15;
const INT64_DIGITS = 19;
const INT32_MAX = 2 ** 31 - 1;
const INT64_MIN: bigint = -(2n ** 63n);
const INT64_MAX: bigint = 2n ** 63n - 1n;

/** Longest decimal text of a signed 64-bit integer. */
export const INT64_TEXT_BYTES_MAX = 20;

/** The number in `bytes[start, end)` when it is canonical and has at most 15 digits, else NaN. */
export function readSmallInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = end > start && bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (!isCanonical(bytes, first, end, negative) || end - first > SAFE_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = first; at < end; at++) value = value * 10 + (bytes[at] - ZERO);
  return negative ? -value : value;
}

/** The number in `bytes[start, end)` when it is canonical and fits 64 bits, else undefined. */
export function readInt64(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  const negative = end > start && bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (!isCanonical(bytes, first, end, negative) || end - first > INT64_DIGITS) return undefined;
  let value = 0n;
  for (let at = first; at < end; at++) value = value * 10n + BigInt(bytes[at] - ZERO);
  if (negative) value = -value;
  return fitsInt64(value) ? value : undefined;
}

export function fitsInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** Writes the decimal text of a whole number to `target` from `at` on; returns its length. */
export function writeDecimal(target: Uint8Array, at: number, value: number | bigint): number {
  if (typeof value === "bigint" || !Number.isSafeInteger(value)) {
    const text = String(value);
    for (let index = 0; index < text.length; index++) target[at + index] = text.charCodeAt(index);
    return text.length;
  }
  let rest = Math.abs(value);
  let length = value < 0 ? 2 : 1;
  for (let power = 10; rest >= power; power *= 10) length++;
  let index = at + length - 1;
  for (; rest > INT32_MAX; index--) {
    const tenth = Math.floor(rest / 10);
    target[index] = ZERO + (rest - tenth * 10); // rest may be the largest safe integer
    rest = tenth;
  }
  for (; rest >= 10; index--) {
    const tenth = (rest / 10) | 0; // in machine integers, by far the quicker
    target[index] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  target[value < 0 ? at + 1 : at] = ZERO + rest;
  if (value < 0) target[at] = MINUS;
  return length;
}

/** True for digits without a leading zero; zero itself only without a sign. */
function isCanonical(bytes: Uint8Array, first: number, end: number, negative: boolean): boolean {
  if (first >= end) return false;
  if (bytes[first] === ZERO) return end - first === 1 && !negative;
  for (let at = first; at < end; at++) if (bytes[at] < ZERO || bytes[at] > ZERO + 9) return false;
  return true;
}
