// Decimal integers, read from and written to bytes without strings.
// What counts as an integer is what Redis's string2ll accepts: digits with an optional leading minus, no plus, no spaces,
// no leading zero, no "-0". Anything else is refused, never repaired, so a text has one spelling.

import { MINUS, NINE, ZERO } from "./bytes.ts";

const SAFE_DIGITS_MAX = 16; // Number.MAX_SAFE_INTEGER has 16 digits
const INT64_DIGITS_MAX = 19;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const BILLION = 1_000_000_000; // nine digits, the largest power of ten below 2 ** 31
const BILLION_DIGITS = 9;

/** True if bytes [start, end) are digits in their only spelling: at least one, and no zero in front of another. */
function isPlainDecimal(buffer: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return false;
  if (buffer[start] === ZERO) return end - start === 1;
  for (let i = start; i < end; i++) {
    if (buffer[i] < ZERO || buffer[i] > NINE) return false;
  }
  return true;
}

/** Reads at most 16 digits; exact below 2 ** 53, and not below 2 ** 53 when the exact value is not. */
function readDigits(buffer: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (buffer[i] - ZERO);
  return value;
}

/** Reads the decimal integer in bytes [start, end).
 * @returns the integer, or NaN when the bytes are not an integer or it is outside -(2 ** 53 - 1) .. 2 ** 53 - 1. */
export function parseInteger(buffer: Uint8Array, start: number, end: number): number {
  const negative = start < end && buffer[start] === MINUS;
  const digits = negative ? start + 1 : start;
  if (end - digits > SAFE_DIGITS_MAX || !isPlainDecimal(buffer, digits, end)) return Number.NaN;
  const value = readDigits(buffer, digits, end);
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  if (!negative) return value;
  return value === 0 ? Number.NaN : -value; // "-0" is not an integer
}

/** Reads the decimal integer in bytes [start, end) over the whole signed 64-bit range.
 * @returns the integer, or undefined when the bytes are not one or it needs more than 64 bits. */
export function parseInt64(buffer: Uint8Array, start: number, end: number): bigint | undefined {
  const negative = start < end && buffer[start] === MINUS;
  const digits = negative ? start + 1 : start;
  if (end - digits > INT64_DIGITS_MAX || !isPlainDecimal(buffer, digits, end)) return undefined;
  const split = Math.max(digits, end - BILLION_DIGITS); // both halves are exact as numbers: at most 10 and 9 digits
  const high = readDigits(buffer, digits, split);
  const low = readDigits(buffer, split, end);
  const magnitude = high === 0 ? BigInt(low) : BigInt(high) * BigInt(BILLION) + BigInt(low);
  if (!negative) return magnitude > INT64_MAX ? undefined : magnitude;
  if (magnitude === 0n || -magnitude < INT64_MIN) return undefined;
  return -magnitude;
}

/** Writes `value`, 0 .. 2 ** 31 - 1, in exactly `digits` places, zeros in front. */
function writePadded(target: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const quotient = (rest / 10) | 0;
    target[i] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  return at + digits;
}

function digitCountOf(value: number): number {
  let digits = 1;
  for (let bound = 10; digits < 10 && value >= bound; bound *= 10) digits++;
  return digits;
}

/** Writes the ASCII digits of the safe integer `n` at `at`; at most 17 bytes.
 * @returns the position after them. */
export function writeInteger(target: Uint8Array, at: number, n: number): number {
  let next = at;
  let value = n;
  if (n < 0) {
    target[next++] = MINUS;
    value = -n;
  }
  if (value < BILLION) return writePadded(target, next, value, digitCountOf(value));
  const high = Math.floor(value / BILLION); // at most 9,007,199
  next = writePadded(target, next, high, digitCountOf(high));
  return writePadded(target, next, value - high * BILLION, BILLION_DIGITS);
}
