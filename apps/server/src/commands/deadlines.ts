// From the numbers clients send (seconds or milliseconds, from now or since 1970) to absolute deadlines in Unix
// milliseconds. Redis computes in signed 64 bits and refuses what overflows there; so do we. A deadline beyond the
// integers a double holds is cut to the last of them, long after the last one the engine tells from "never".

import type { Context } from "../context.ts";
import { invalidExpire, NOT_AN_INTEGER } from "../errors.ts";
import { wordOf } from "../words.ts";

const INT64_MAX = 2n ** 63n - 1n;
const DEADLINE_MAX_MS = Number.MAX_SAFE_INTEGER;

/** How a number is to be read: its unit in milliseconds, and whether it counts from now. */
export interface TimeForm {
  readonly unitMs: 1 | 1000;
  readonly isRelative: boolean;
}
export const EX: TimeForm = { unitMs: 1000, isRelative: true };
export const PX: TimeForm = { unitMs: 1, isRelative: true };
export const EXAT: TimeForm = { unitMs: 1000, isRelative: false };
export const PXAT: TimeForm = { unitMs: 1, isRelative: false };

/** The option words that say how the number after them is to be read. */
export const TIME_OPTIONS: readonly { readonly word: Uint8Array; readonly form: TimeForm }[] = [
  { word: wordOf("EX"), form: EX },
  { word: wordOf("PX"), form: PX },
  { word: wordOf("EXAT"), form: EXAT },
  { word: wordOf("PXAT"), form: PXAT },
];

/** A deadline could not be read: the argument is no integer, or lies outside what Redis accepts. */
export const UNREADABLE: number = Number.NaN;
export const OUT_OF_RANGE: number = Number.NEGATIVE_INFINITY;

/** Reads argument `index` as a deadline; the past is allowed. Returns UNREADABLE or OUT_OF_RANGE when it is none. */
export function readDeadline(context: Context, index: number, form: TimeForm): number {
  const baseMs = form.isRelative ? context.nowMs : 0;
  const count = context.integer(index);
  // 53 bits times 1000 plus the present stay below 2^63, so only longer numbers need exact arithmetic.
  if (!Number.isNaN(count)) return clampDeadline(count * form.unitMs + baseMs);
  const exact = context.int64(index);
  if (exact === undefined) return UNREADABLE;
  const exactMs = exact * BigInt(form.unitMs);
  if (exactMs + BigInt(baseMs) > INT64_MAX || exactMs < -INT64_MAX - 1n) return OUT_OF_RANGE;
  return clampDeadline(Number(exactMs) + baseMs);
}

/** The same for commands that want a time to live above zero (SET, SETEX, PSETEX). */
export function readPositiveDeadline(context: Context, index: number, form: TimeForm): number {
  const deadlineMs = readDeadline(context, index, form);
  const baseMs = form.isRelative ? context.nowMs : 0;
  return deadlineMs <= baseMs ? OUT_OF_RANGE : deadlineMs;
}

/** The error for what readDeadline could not read, or undefined for a deadline. */
export function deadlineProblem(context: Context, deadlineMs: number): string | undefined {
  if (Number.isNaN(deadlineMs)) return NOT_AN_INTEGER;
  return deadlineMs === OUT_OF_RANGE ? invalidExpire(context.command.fullName) : undefined;
}

function clampDeadline(deadlineMs: number): number {
  return Math.max(-DEADLINE_MAX_MS, Math.min(DEADLINE_MAX_MS, deadlineMs));
}
