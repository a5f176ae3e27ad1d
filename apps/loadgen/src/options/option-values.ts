// From the text of an option to its value. Each parser takes one text and returns a value, or throws an OptionError
// that says what would have been right; the option's name is put in front by the caller.
import { type Mix, OPERATION_KINDS } from "../workload/operations.ts";
import type { Hotspot, Scan } from "../workload/popularity.ts";
import type { Part, Quantity } from "../workload/quantities.ts";
import { readSizeFile, SizeFileError } from "../workload/size-file.ts";

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
  g: 1000 ** 3,
  gb: 1024 ** 3,
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

/** A number between 0 and 1, neither of them. */
export function share(value: string): number {
  const number = positiveNumber(value);
  if (number >= 1) throw new OptionError(`must be a share between 0 and 1, got "${value}"`);
  return number;
}

/** Times faster than recorded; undefined for "max". */
export function speed(value: string): number | undefined {
  if (value === "max") return undefined;
  try {
    return positiveNumber(value);
  } catch {
    throw new OptionError(`must be a number above 0, or max; got "${value}"`);
  }
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((known) => known === value);
    if (choice === undefined) throw new OptionError(`must be ${choices.join(" or ")}, got "${value}"`);
    return choice;
  };
}

/** Texts separated by commas, at least one, no two alike. */
export function list<Value>(parse: (one: string) => Value): (value: string) => readonly Value[] {
  return (value) => [...new Set(value.split(",").map(parse))];
}

/** A number of bytes: "100", "64mb", "1.5gb". */
export function byteCount(min: number, max: number): (value: string) => number {
  return (value) => {
    const [, amount = "", unit = ""] = /^(\d{1,15}(?:\.\d+)?)([a-z]*)$/.exec(value.toLowerCase()) ?? [];
    const bytes = amount === "" ? Number.NaN : Math.round(Number(amount) * (SIZE_UNITS[unit] ?? Number.NaN));
    if (!(bytes >= min && bytes <= max)) {
      throw new OptionError(`must be bytes such as 64mb or 1gb, from ${min} to ${max}; got "${value}"`);
    }
    return bytes;
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

/** Where nothing else bounds a log-normal size, this does. */
const LOGNORMAL_BYTES_MAX = 1024 ** 2;

/** Bytes: "100", "64-1kb", "100:0.7,1kb-4kb:0.3", "lognormal:MEDIAN:SIGMA", "lognormal:MEDIAN:SIGMA:MAX", "@FILE". */
export function sizes(bytesMax: number = VALUE_BYTES_MAX): (value: string) => Quantity {
  return (value) => {
    const result = value.startsWith("@")
      ? fileQuantity(value)
      : quantity(value, byteSize, Math.min(bytesMax, LOGNORMAL_BYTES_MAX));
    if (result === undefined) {
      throw new OptionError(
        `must be bytes such as 100 or 4kb, a range 64-1kb, weighted 100:0.7,4kb:0.3, lognormal:200:1.2 or @FILE; got "${value}"`,
      );
    }
    checkRanges(result, value);
    if (largestOf(result) > bytesMax) throw new OptionError(`must be at most ${bytesMax} bytes, got "${value}"`);
    return result;
  };
}

/** Milliseconds: as `sizes`, with times; "0" is none. */
export function ttls(value: string): Quantity {
  const result = quantity(value, ttlOrNaN, Number.MAX_SAFE_INTEGER);
  if (result === undefined || result.kind === "lognormal") {
    throw new OptionError(
      `must be a time such as 10m, 0 for none, a range 1m-1h, or weighted 1h:0.7,1d:0.3; got "${value}"`,
    );
  }
  checkRanges(result, value);
  return result;
}

function quantity(text: string, parseOne: (one: string) => number, max: number): Quantity | undefined {
  if (text.startsWith("lognormal:")) return logNormal(text, parseOne, max);
  const parts: Part[] = [];
  for (const typed of text.split(",")) {
    const [extent = "", weightText, ...rest] = typed.split(":");
    const [first = "", second, ...more] = extent.split("-");
    const min = parseOne(first);
    const part = { min, max: second === undefined ? min : parseOne(second), weight: weight(weightText) };
    if (rest.length + more.length > 0 || Object.values(part).some(Number.isNaN)) return undefined;
    parts.push(part);
  }
  if (parts.length > 1 && !parts.some((part) => part.weight > 0)) return undefined;
  return { kind: "parts", parts, text };
}

function logNormal(text: string, parseOne: (one: string) => number, defaultMax: number): Quantity | undefined {
  const [, medianText = "", sigmaText = "", maxText, ...rest] = text.split(":");
  const [median, sigma] = [parseOne(medianText), Number(sigmaText || Number.NaN)];
  const max = maxText === undefined ? defaultMax : parseOne(maxText);
  const isLegal = median >= 1 && sigma > 0 && sigma <= 10 && max >= median && rest.length === 0;
  return isLegal ? { kind: "lognormal", median, sigma, max, text } : undefined;
}

function fileQuantity(text: string): Quantity {
  try {
    return { kind: "parts", parts: readSizeFile(text.slice(1)), text };
  } catch (error) {
    if (error instanceof SizeFileError) throw new OptionError(error.message);
    throw error;
  }
}

function checkRanges(result: Quantity, value: string): void {
  const isWrong = result.kind === "parts" && result.parts.some(({ min, max }) => min > max);
  if (isWrong) throw new OptionError(`must be a range from small to large, got "${value}"`);
}

function largestOf(result: Quantity): number {
  return result.kind === "lognormal" ? result.max : result.parts.reduce((max, part) => Math.max(max, part.max), 0);
}

function weight(value: string | undefined): number {
  if (value === undefined) return 1;
  return /^(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : Number.NaN;
}

function ttlOrNaN(value: string): number {
  try {
    return ttlMs(value);
  } catch {
    return Number.NaN;
  }
}

/** "get:90,set:9,del:1": parts of each kind of operation. */
export function mix(value: string): Mix {
  const parts: Record<string, number> = Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, 0]));
  for (const typed of value.split(",")) {
    const [, kind = "", amount = ""] = /^([a-z]+):(\d{1,7})$/.exec(typed) ?? [];
    if (parts[kind] !== 0 || Number(amount) > RATIO_PART_MAX) throw new OptionError(mixMistake(value));
    parts[kind] = Number(amount);
  }
  if (Object.values(parts).every((part) => part === 0)) throw new OptionError(mixMistake(value));
  return parts as Record<(typeof OPERATION_KINDS)[number], number>;
}

function mixMistake(value: string): string {
  return `must be parts of ${OPERATION_KINDS.join(", ")} such as get:90,set:9,del:1; got "${value}"`;
}

/** "1:10", parts of sets to parts of gets, in the words of `mix`. */
export function ratioAsMix(value: string): string {
  const [, sets = "", gets = ""] = /^(\d{1,7}):(\d{1,7})$/.exec(value) ?? [];
  const parts = [Number(sets), Number(gets)];
  if (sets === "" || parts.some((part) => part > RATIO_PART_MAX) || Number(sets) + Number(gets) === 0) {
    throw new OptionError(`must be sets:gets such as 1:10, 0:1 (gets only) or 1:0 (sets only); got "${value}"`);
  }
  return `get:${Number(gets)},set:${Number(sets)}`;
}

/** "0.2:0.8": share of the keys that gets this share of the requests. */
export function hotspot(value: string): Hotspot {
  const [keys = Number.NaN, requests = Number.NaN, ...rest] = value.split(":").map(weight);
  if (!isShare(keys) || !isShare(requests) || rest.length > 0) {
    throw new OptionError(`must be a share of keys and one of requests, such as 0.2:0.8; got "${value}"`);
  }
  return { keys, requests };
}

/** "0.1:1000": share of the requests, and length of a scan; "0" is none. */
export function scan(value: string): Scan | undefined {
  if (value === "0") return undefined;
  const [requests = Number.NaN, length = Number.NaN, ...rest] = value.split(":").map(weight);
  if (!isShare(requests) || !Number.isInteger(length) || length < 1 || length >= 2 ** 32 || rest.length > 0) {
    throw new OptionError(`must be a share of requests and a length in keys, such as 0.1:1000; got "${value}"`);
  }
  return { requests, length };
}

function isShare(value: number): boolean {
  return value > 0 && value < 1;
}

function byteSize(value: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,12})([a-z]*)$/.exec(value.toLowerCase()) ?? [];
  return amount === "" ? Number.NaN : Number(amount) * (SIZE_UNITS[unit] ?? Number.NaN);
}
