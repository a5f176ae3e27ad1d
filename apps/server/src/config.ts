// Every setting of the server, described once. The table feeds the command line, --help, CONFIG GET and CONFIG SET,
// and the README (a test compares them). Names and meanings are Redis's wherever Redis has the thing
// (https://redis.io/docs/latest/operate/oss_and_stack/management/config/). Invariant: a Config holds only values that
// their option accepts.

import { parseSize } from "./sizes.ts";

export const LOG_LEVELS = ["debug", "verbose", "notice", "warning"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const POLICIES = ["fifo", "none"] as const;
export type Policy = (typeof POLICIES)[number];

export interface Config {
  port: number;
  bind: string;
  maxmemory: number;
  "maxmemory-policy": Policy;
  "segment-size": number;
  databases: number;
  maxclients: number;
  timeout: number;
  "tcp-keepalive": number;
  "proto-max-bulk-len": number;
  loglevel: LogLevel;
  "slowlog-log-slower-than": number;
  "slowlog-max-len": number;
  "latency-monitor-threshold": number;
}

export type OptionValue = string | number;

interface OptionBase {
  readonly name: keyof Config;
  /** The default, as it would be written on the command line. */
  readonly default: string;
  /** Whether CONFIG SET may change it while the server runs. */
  readonly mutable: boolean;
  readonly doc: string;
}
interface NumberOption extends OptionBase {
  /** "memory" is a size in bytes with Redis's units. */
  readonly type: "integer" | "memory";
  readonly min: number;
  readonly max: number;
}
interface ChoiceOption extends OptionBase {
  readonly type: "choice";
  readonly choices: readonly string[];
}
interface TextOption extends OptionBase {
  readonly type: "text";
}
export type Option = NumberOption | ChoiceOption | TextOption;

const INT_MAX = 2 ** 31 - 1;
const SIZE_MAX = Number.MAX_SAFE_INTEGER;

export const OPTIONS: readonly Option[] = [
  { name: "port", type: "integer", min: 1, max: 65_535, default: "6379", mutable: false, doc: "TCP port to listen on" },
  {
    name: "bind",
    type: "text",
    default: "127.0.0.1",
    mutable: false,
    doc: "address to listen on; 0.0.0.0 or :: for every interface",
  },
  {
    name: "maxmemory",
    type: "memory",
    min: 1,
    max: SIZE_MAX,
    default: "256mb",
    mutable: false,
    doc: "memory for keys, values and their index",
  },
  {
    name: "maxmemory-policy",
    type: "choice",
    choices: POLICIES,
    default: "fifo",
    mutable: false,
    doc: "when memory is full: fifo drops the oldest data, none refuses writes",
  },
  {
    name: "segment-size",
    type: "memory",
    min: 0,
    max: SIZE_MAX,
    default: "0",
    mutable: false,
    doc: "bytes of one segment, a power of two, which bounds a value; 0 follows maxmemory",
  },
  {
    name: "databases",
    type: "integer",
    min: 1,
    max: 16,
    default: "16",
    mutable: false,
    doc: "number of databases that SELECT accepts",
  },
  {
    name: "maxclients",
    type: "integer",
    min: 1,
    max: INT_MAX,
    default: "10000",
    mutable: true,
    doc: "connections served at once; more are refused",
  },
  {
    name: "timeout",
    type: "integer",
    min: 0,
    max: INT_MAX,
    default: "0",
    mutable: true,
    doc: "seconds after which an idle connection is closed; 0 keeps it",
  },
  {
    name: "tcp-keepalive",
    type: "integer",
    min: 0,
    max: INT_MAX,
    default: "300",
    mutable: true,
    doc: "seconds between TCP keep-alive probes on new connections; 0 sends none",
  },
  {
    name: "proto-max-bulk-len",
    type: "memory",
    min: 1024 ** 2,
    max: 2 ** 30,
    default: "512mb",
    mutable: true,
    doc: "largest argument a new connection may send",
  },
  {
    name: "loglevel",
    type: "choice",
    choices: LOG_LEVELS,
    default: "notice",
    mutable: true,
    doc: "least important messages to log",
  },
  {
    name: "slowlog-log-slower-than",
    type: "integer",
    min: -1,
    max: SIZE_MAX,
    default: "10000",
    mutable: true,
    doc: "microseconds from which SLOWLOG keeps a command; 0 keeps all, -1 none",
  },
  {
    name: "slowlog-max-len",
    type: "integer",
    min: 0,
    max: SIZE_MAX,
    default: "128",
    mutable: true,
    doc: "commands that SLOWLOG keeps",
  },
  {
    name: "latency-monitor-threshold",
    type: "integer",
    min: 0,
    max: SIZE_MAX,
    default: "0",
    mutable: true,
    doc: "milliseconds from which LATENCY keeps an event; 0 keeps none",
  },
];

/** What CONFIG GET answers for settings of Redis that this server has no choice about; clients and tools ask for them. */
export const FIXED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["appendonly", "no"],
  ["save", ""],
  ["cluster-enabled", "no"],
  ["maxmemory-samples", "5"],
  ["notify-keyspace-events", ""],
  ["replica-read-only", "yes"],
  ["slave-read-only", "yes"],
  ["requirepass", ""],
]);

export type ParsedOption = { readonly value: OptionValue } | { readonly problem: string };

/** Reads one option's text. A problem is worded as Redis's CONFIG SET words it. */
export function parseOption(option: Option, text: string): ParsedOption {
  switch (option.type) {
    case "integer":
      if (!/^-?\d+$/.test(text)) return { problem: "argument couldn't be parsed into an integer" };
      return inRange(option, Number(text));
    case "memory": {
      const bytes = parseSize(text);
      return bytes === undefined ? { problem: "argument must be a memory value" } : inRange(option, bytes);
    }
    case "choice": {
      const choice = option.choices.find((known) => known === text.toLowerCase());
      const problem = `argument(s) must be one of the following: ${option.choices.join(", ")}`;
      return choice === undefined ? { problem } : { value: choice };
    }
    case "text":
      return text === "" ? { problem: "argument must not be empty" } : { value: text };
  }
}

function inRange(option: NumberOption, value: number): ParsedOption {
  if (value >= option.min && value <= option.max) return { value };
  return { problem: `argument must be between ${option.min} and ${option.max} inclusive` };
}

/** A value as CONFIG GET shows it. */
export function formatOption(config: Config, name: keyof Config): string {
  return String(config[name]);
}

/** Stores a value that parseOption returned for this option. */
export function assignOption(config: Config, option: Option, value: OptionValue): void {
  // One cast here instead of a setter per option: parseOption returned the value by this option's own type.
  (config as unknown as Record<string, OptionValue>)[option.name] = value;
}

/** A configuration of defaults. */
export function defaultConfig(): Config {
  const config = {} as Config;
  for (const option of OPTIONS) {
    const parsed = parseOption(option, option.default);
    if ("problem" in parsed) throw new Error(`default of ${option.name}: ${parsed.problem}`);
    assignOption(config, option, parsed.value);
  }
  return config;
}

export function findOption(name: string): Option | undefined {
  return OPTIONS.find((option) => option.name === name);
}
