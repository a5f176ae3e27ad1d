// Whole numbers of 64 bits as a program gives and gets them: bigints and safe numbers, and the decimal text they are kept as.
import { SegcacheError } from "./errors.ts";

export const UINT64_MAX: bigint = 2n ** 64n - 1n;
/** Longest decimal text of a 64-bit integer, with its sign. */
export const INTEGER_TEXT_MAX = 20;

/** The number that is this text exactly, if it fits 64 bits without a sign. */
export function uint64Of(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d*)$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= UINT64_MAX ? value : undefined;
}

/** @throws TypeError for what is no whole number, RangeError for a number that is not safe or a bigint beyond 64 bits. */
export function checkDelta(delta: number | bigint): void {
  if (typeof delta === "bigint") {
    if (BigInt.asIntN(64, delta) === delta || BigInt.asUintN(64, delta) === delta) return;
    throw new RangeError(`delta must fit 64 bits, got ${delta}`);
  }
  if (typeof delta !== "number") throw new TypeError(`delta must be a number or bigint, got ${typeof delta}`);
  if (!Number.isSafeInteger(delta)) throw new RangeError(`delta must be a safe integer or a bigint, got ${delta}`);
}

export function notInteger(kind: "signed" | "unsigned"): SegcacheError {
  return new SegcacheError(
    "NOT_INTEGER",
    `the value is not the decimal text of ${kind === "signed" ? "a signed" : "an unsigned"} 64-bit integer`,
  );
}

export function overflow(kind: string): SegcacheError {
  return new SegcacheError("OVERFLOW", `the result would not be ${kind}; the value is unchanged`);
}
