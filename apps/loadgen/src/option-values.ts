// From the text of an option to its value. Each parser takes one text and returns a value, or throws an OptionError
// that says what would have been right; the option's name is put in front by the caller.
import type { Ratio } from "./workload/operations.ts";
import type { ValueSizes } from "./workload/values.ts";

/** A mistake on the command line; the message is one line for the person who typed it. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** A warm-up ends after so many requests or after so long; absent means there is none. */
export type Extent = { readonly requests: number } | { readonly durationMs: number };

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** As in Redis's configuration: k is a thousand, kb is 1024. */
const SIZE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
};

/** Redis's own limit of a string value. */
const VALUE_BYTES_MAX = 512 * 1024 ** 2;

const RATIO_PART_MAX = 1_000_000;

export function text(value: string): string {
  if (value === "") throw new OptionError("must not be empty");
  return value;
}

/** Any text on one line; it may be empty. */
export function optionalText(value: string): string {
  if (/[\r\n]/.test(value)) throw new OptionError("must be one line");
  return value;
}

export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) {
      throw new OptionError(`must be a whole number from ${min} to ${max}, got "${value}"`);
    }
    return number;
  };
}

export function positiveNumber(value: string): number {
  const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  if (!(number > 0 && Number.isFinite(number))) throw new OptionError(`must be a number above 0, got "${value}"`);
  return number;
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((known) => known === value);
    if (choice === undefined) throw new OptionError(`must be ${choices.join(" or ")}, got "${value}"`);
    return choice;
  };
}

/** Milliseconds from "30s", "500ms", "10m", "1.5h", "2d", or plain seconds; at least one. */
export function durationMs(value: string): number {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value) ?? [];
  const ms = Math.round(Number(amount) * (DURATION_UNITS[unit || "s"] ?? Number.NaN));
  if (amount === "" || !(ms >= 1 && ms <= Number.MAX_SAFE_INTEGER)) {
    throw new OptionError(`must be a time such as 30s, 500ms, 10m or plain seconds, above 0; got "${value}"`);
  }
  return ms;
}

/** As `durationMs`; "0" means none. */
export function ttlMs(value: string): number {
  return value === "0" ? 0 : durationMs(value);
}

/** A number of requests ("20000") or a time with its unit ("10s"); "0" means none. */
export function extent(value: string): Extent | undefined {
  if (value === "0") return undefined;
  if (/^\d+$/.test(value)) return { requests: wholeNumber(1, Number.MAX_SAFE_INTEGER)(value) };
  try {
    return { durationMs: durationMs(value) };
  } catch {
    throw new OptionError(`must be a number of requests or a time with its unit such as 10s, got "${value}"`);
  }
}

/** "100", "4kb", or a range "64-1kb". */
export function valueSizes(value: string): ValueSizes {
  const [first = "", second, ...rest] = value.split("-");
  const min = byteSize(first);
  const max = second === undefined ? min : byteSize(second);
  if (rest.length > 0 || Number.isNaN(min) || Number.isNaN(max)) {
    throw new OptionError(`must be bytes such as 100 or 4kb, or a range such as 64-1kb; got "${value}"`);
  }
  if (min > max) throw new OptionError(`must be a range from small to large, got "${value}"`);
  if (max > VALUE_BYTES_MAX) throw new OptionError(`must be at most 512mb, got "${value}"`);
  return { min, max };
}

/** "1:10": parts of sets to parts of gets. */
export function ratio(value: string): Ratio {
  const [, sets = "", gets = ""] = /^(\d{1,7}):(\d{1,7})$/.exec(value) ?? [];
  const parts = { sets: Number(sets), gets: Number(gets) };
  if (sets === "" || parts.sets > RATIO_PART_MAX || parts.gets > RATIO_PART_MAX || parts.sets + parts.gets === 0) {
    throw new OptionError(`must be sets:gets such as 1:10, 0:1 (gets only) or 1:0 (sets only); got "${value}"`);
  }
  return parts;
}

function byteSize(value: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,12})([a-z]*)$/.exec(value.toLowerCase()) ?? [];
  return amount === "" ? Number.NaN : Number(amount) * (SIZE_UNITS[unit] ?? Number.NaN);
}
