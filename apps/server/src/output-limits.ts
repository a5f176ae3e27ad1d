// The setting client-output-buffer-limit: how much output may wait for a client that does not take it before the client
// is closed, per class of clients. Written as Redis writes it: `class hard soft seconds`, several in a row, and classes
// that are not named keep their limits. Beside it the bound at which a client is no longer served until it takes its replies.

import type { OptionType, Parsed } from "./option-types.ts";
import { parseSize, plainSizeOf } from "./sizes.ts";

/** Replies gathered or waiting for a slow client; above this it is not served until it has taken them. Not below the stream's mark,
 * above which it tells when they are taken. */
export const OUTPUT_BYTES_MAX: number = 128 * 1024;

/** Limits of one class of clients; 0 is no limit. */
export interface OutputLimit {
  /** Above this a client is closed at once. */
  readonly hardBytes: number;
  /** Above this for `softSeconds` a client is closed. */
  readonly softBytes: number;
  readonly softSeconds: number;
}

export const OUTPUT_CLASSES = ["normal", "slave", "pubsub"] as const;
export type OutputClass = (typeof OUTPUT_CLASSES)[number];
export type OutputLimits = Readonly<Record<OutputClass, OutputLimit>>;

const NO_LIMIT: OutputLimit = { hardBytes: 0, softBytes: 0, softSeconds: 0 };
const NO_LIMITS: OutputLimits = { normal: NO_LIMIT, slave: NO_LIMIT, pubsub: NO_LIMIT };
const WORDS_PER_CLASS = 4;

export function outputLimits(): OptionType<OutputLimits> {
  return {
    usage: "class hard soft seconds",
    accepts: "for the classes normal, replica and pubsub",
    isList: true,
    parse: parseLimits,
    format: (limits) => {
      return OUTPUT_CLASSES.map((name) => `${name} ${numbersOf(limits[name]).join(" ")}`).join(" ");
    },
    write: (limits) => OUTPUT_CLASSES.map((name) => lineOf(name, limits[name])),
  };
}

function parseLimits(words: readonly string[], current: OutputLimits | undefined): Parsed<OutputLimits> {
  if (words.length === 1 && words[0] === "" && current !== undefined) return { value: current }; // names no class
  if (words.length === 0 || words.length % WORDS_PER_CLASS !== 0) {
    return { problem: "Wrong number of arguments in buffer limit configuration." };
  }
  const limits = { ...(current ?? NO_LIMITS) };
  for (let i = 0; i < words.length; i += WORDS_PER_CLASS) {
    const name = classOf(words[i]!);
    if (name === undefined) return { problem: "Invalid client class specified in buffer limit configuration." };
    const hardBytes = parseSize(words[i + 1]!);
    const softBytes = parseSize(words[i + 2]!);
    const seconds = words[i + 3]!;
    if (hardBytes === undefined || softBytes === undefined || !/^\d{1,9}$/.test(seconds)) {
      return { problem: "Error in hard, soft or soft_seconds setting in buffer limit configuration." };
    }
    limits[name] = { hardBytes, softBytes, softSeconds: Number(seconds) };
  }
  return { value: limits };
}

/** Redis calls the class of replicas by either word. */
function classOf(word: string): OutputClass | undefined {
  const name = word.toLowerCase();
  return name === "replica" ? "slave" : OUTPUT_CLASSES.find((known) => known === name);
}

function numbersOf(limit: OutputLimit): readonly number[] {
  return [limit.hardBytes, limit.softBytes, limit.softSeconds];
}

function lineOf(name: OutputClass, limit: OutputLimit): readonly string[] {
  const { hardBytes, softBytes, softSeconds } = limit;
  return [name === "slave" ? "replica" : name, plainSizeOf(hardBytes), plainSizeOf(softBytes), String(softSeconds)];
}
