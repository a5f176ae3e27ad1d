// How the text of a setting becomes a value and back. A type reads the words that follow the option's name, as the
// command line, the config file and CONFIG SET have them; problems are worded as Redis words them. Invariant: what a
// type prints, it reads back as the same value.

import { parseSize, plainSizeOf } from "./sizes.ts";

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

export interface OptionType<T> {
  /** What stands for the value in --help: "integer", "size". */
  readonly usage: string;
  /** What the value may be, in words, for the documentation; empty when the name and the default say it. */
  readonly accepts: string;
  /** Whether the value is several words; then CONFIG SET, which gets one text, splits it at blanks. */
  readonly isList: boolean;
  /** @param current the value in force, which a list may change in part. */
  parse(words: readonly string[], current: T | undefined): Parsed<T>;
  /** As CONFIG GET shows it. */
  format(value: T): string;
  /** The words that CONFIG REWRITE puts after the name, one list per line; none removes the option's lines. */
  write(value: T): readonly (readonly string[])[];
}

const OCTAL_MAX = 0o777;
/** Without anything that could be left out. */
const PLAIN_INTEGER = /^(0|-?[1-9]\d*)$/;

/** A type whose value is one word. */
function single<T>(
  usage: string,
  accepts: string,
  parse: (word: string) => Parsed<T>,
  format: (value: T) => string = String,
  written: (value: T) => string = format,
): OptionType<T> {
  return {
    usage,
    accepts,
    isList: false,
    parse: ([word, ...more]) => {
      if (word === undefined || more.length > 0) return { problem: "wrong number of arguments" };
      return parse(word);
    },
    format,
    write: (value) => [[written(value)]],
  };
}

export function integer(min: number, max: number): OptionType<number> {
  const accepts = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  return single("integer", accepts, (word) => {
    if (!PLAIN_INTEGER.test(word) || BigInt.asIntN(64, BigInt(word)) !== BigInt(word)) {
      return { problem: "argument couldn't be parsed into an integer" };
    }
    return inRange(Number(word), min, max);
  });
}

/** A size in bytes, with Redis's units. */
export function memory(min: number, max: number): OptionType<number> {
  const parse = (word: string): Parsed<number> => {
    const bytes = parseSize(word);
    return bytes === undefined ? { problem: "argument must be a memory value" } : inRange(bytes, min, max);
  };
  return single("size", "", parse, String, plainSizeOf);
}

function inRange(value: number, min: number, max: number): Parsed<number> {
  if (value >= min && value <= max) return { value };
  return { problem: `argument must be between ${min} and ${max} inclusive` };
}

export function yesNo(): OptionType<boolean> {
  const parse = (word: string): Parsed<boolean> => {
    const answer = word.toLowerCase();
    if (answer !== "yes" && answer !== "no") return { problem: "argument must be 'yes' or 'no'" };
    return { value: answer === "yes" };
  };
  return single("yes|no", "", parse, (value) => (value ? "yes" : "no"));
}

/** One of some words, in any case. `aliases` are other names for them, `explained` words refused with a reason. */
export function choice<T extends string>(
  choices: readonly T[],
  aliases: ReadonlyMap<string, T> = new Map(),
  explained: ReadonlyMap<string, string> = new Map(),
): OptionType<T> {
  const parse = (word: string): Parsed<T> => {
    const name = word.toLowerCase();
    const value = choices.find((known) => known === name) ?? aliases.get(name);
    if (value !== undefined) return { value };
    return { problem: explained.get(name) ?? `argument(s) must be one of the following: ${choices.join(", ")}` };
  };
  return single("choice", choices.join(", "), parse);
}

/** Any text, the empty one included. */
export function text(usage: string): OptionType<string> {
  const type = single<string>(usage, "", (value) => ({ value }));
  return { ...type, write: (value) => (value === "" ? [] : [[value]]) };
}

/** File permissions, written in octal. */
export function permissions(): OptionType<number> {
  const parse = (word: string): Parsed<number> => {
    if (!/^[0-7]+$/.test(word)) return { problem: "argument couldn't be parsed as an octal number" };
    const value = Number.parseInt(word, 8);
    if (value <= OCTAL_MAX) return { value };
    return { problem: `argument must be between 0 and ${OCTAL_MAX.toString(8)} inclusive` };
  };
  return single("octal", "", parse, (value) => value.toString(8));
}

/** At least one word. */
export function words(usage: string): OptionType<readonly string[]> {
  return {
    usage,
    accepts: "one or several",
    isList: true,
    parse: (given) => {
      const value = given.filter((word) => word !== "");
      return value.length === 0 ? { problem: "argument must not be empty" } : { value };
    },
    format: (value) => value.join(" "),
    write: (value) => [value],
  };
}
