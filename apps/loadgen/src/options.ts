// The options of `run` as one table: it feeds parsing, --help, and (by a test) the README. A default is written as one
// would type it and goes through the same parser, so it cannot be a value that no user could give.
import { parseArgs } from "node:util";
import {
  durationMs,
  type Extent,
  extent,
  OptionError,
  oneOf,
  optionalText,
  positiveNumber,
  ratio,
  text,
  ttlMs,
  valueSizes,
  wholeNumber,
} from "./option-values.ts";
import type { Distribution } from "./workload/keys.ts";
import type { Ratio } from "./workload/operations.ts";
import type { ValueSizes } from "./workload/values.ts";

/** What a run was asked to do, every option resolved. */
export interface RunOptions {
  readonly host: string;
  readonly port: number;
  readonly clients: number;
  readonly pipeline: number;
  readonly requests: number | undefined;
  readonly duration: number | undefined;
  readonly keys: number;
  readonly keyPrefix: string;
  readonly valueSize: ValueSizes;
  readonly ratio: Ratio;
  readonly ttl: number;
  readonly distribution: Distribution;
  readonly theta: number;
  readonly seed: number;
  readonly warmup: Extent | undefined;
  readonly prefill: boolean;
  readonly lookAside: boolean;
  readonly timeout: number;
  readonly json: string | undefined;
}

/** One option that takes a value, or a switch (`placeholder` undefined) that takes none. */
export interface OptionSpec<Value> {
  readonly placeholder: string | undefined;
  /** As one would type it; undefined where leaving the option out is a choice of its own. */
  readonly default: string | undefined;
  readonly parse: (typed: string) => Value;
  readonly doc: string;
}

const DEFAULT_REQUESTS = 100_000;

export const RUN_OPTIONS: { readonly [Name in keyof RunOptions]-?: OptionSpec<RunOptions[Name]> } = {
  host: { placeholder: "NAME", default: "127.0.0.1", parse: text, doc: "server to load" },
  port: { placeholder: "N", default: "6379", parse: wholeNumber(1, 65_535), doc: "its port" },
  clients: { placeholder: "N", default: "20", parse: wholeNumber(1, 10_000), doc: "connections" },
  pipeline: {
    placeholder: "N",
    default: "1",
    parse: wholeNumber(1, 10_000),
    doc: "requests in flight on each connection",
  },
  requests: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    doc: `measured requests, all clients together (${DEFAULT_REQUESTS} unless --duration is given); look-aside sets come on top`,
  },
  duration: {
    placeholder: "TIME",
    default: undefined,
    parse: durationMs,
    doc: "measure for this long instead: 30s, 500ms, 10m, or plain seconds",
  },
  keys: { placeholder: "N", default: "10000", parse: wholeNumber(1, 2 ** 32 - 1), doc: "distinct keys" },
  keyPrefix: {
    placeholder: "TEXT",
    default: "key:",
    parse: optionalText,
    doc: "what the key names begin with; 12 digits follow",
  },
  valueSize: {
    placeholder: "BYTES",
    default: "100",
    parse: valueSizes,
    doc: "size of a value, such as 100 or 4kb, or a range such as 64-1kb in which each key has its own size",
  },
  ratio: { placeholder: "SETS:GETS", default: "1:10", parse: ratio, doc: "mix; 0:1 only reads, 1:0 only writes" },
  ttl: {
    placeholder: "TIME",
    default: "0",
    parse: ttlMs,
    doc: "time to live given with every set: seconds, or 500ms, 10m, 1h; 0 is none",
  },
  distribution: {
    placeholder: "NAME",
    default: "uniform",
    parse: oneOf(["uniform", "zipf"]),
    doc: "popularity of the keys: uniform or zipf",
  },
  theta: { placeholder: "X", default: "0.99", parse: positiveNumber, doc: "skew of zipf, any number above 0" },
  seed: {
    placeholder: "N",
    default: "1",
    parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    doc: "same seed and options, same operations",
  },
  warmup: {
    placeholder: "EXTENT",
    default: "0",
    parse: extent,
    doc: "run the mix unmeasured before: a number of requests, or a time with its unit such as 10s; 0 is none",
  },
  prefill: { placeholder: undefined, default: undefined, parse: isGiven, doc: "set every key once before, unmeasured" },
  lookAside: { placeholder: undefined, default: undefined, parse: isGiven, doc: "after a miss, set the key" },
  timeout: {
    placeholder: "TIME",
    default: "10s",
    parse: durationMs,
    doc: "give a connection up when it owes a reply for this long",
  },
  json: { placeholder: "FILE", default: undefined, parse: text, doc: "write the report to a file as JSON, too" },
};

/** The command-line form of an option's name: `valueSize` is `--value-size`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @param args what stands after the verb.   @throws OptionError */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const typed = typedOptions(args);
  const options = valuesOf(typed);
  if (options.requests !== undefined && options.duration !== undefined) {
    throw new OptionError("--requests and --duration exclude each other: give one of them");
  }
  if (typed.has("theta") && options.distribution !== "zipf") {
    throw new OptionError("--theta needs --distribution zipf");
  }
  if (options.lookAside && options.ratio.gets === 0) {
    throw new OptionError("--look-aside needs gets, and --ratio has none");
  }
  if (options.requests === undefined && options.duration === undefined) {
    return { ...options, requests: DEFAULT_REQUESTS };
  }
  return options;
}

type OptionName = keyof RunOptions;

const OPTION_NAMES = Object.keys(RUN_OPTIONS) as OptionName[];

function isGiven(): boolean {
  return true;
}

function typedOptions(args: readonly string[]): Map<OptionName, string> {
  const known = OPTION_NAMES.map((name) => {
    const type = RUN_OPTIONS[name].placeholder === undefined ? ("boolean" as const) : ("string" as const);
    return [flagOf(name).slice(2), { type }] as const;
  });
  // Not strict: parseArgs' own complaints are several sentences long, so the tokens are checked here.
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const typed = new Map<OptionName, string>();
  for (const token of tokens) {
    if (token.kind !== "option") {
      const what = token.kind === "positional" ? `argument "${token.value}"` : `"--"`;
      throw new OptionError(`unexpected ${what}: options are given as --name value`);
    }
    const name = OPTION_NAMES.find((option) => flagOf(option) === token.rawName);
    if (name === undefined) throw new OptionError(unknownOption(token.rawName));
    typed.set(name, typedValue(name, token.value));
  }
  return typed;
}

function typedValue(name: OptionName, value: string | undefined): string {
  const { placeholder } = RUN_OPTIONS[name];
  if (placeholder === undefined) {
    if (value !== undefined) throw new OptionError(`${flagOf(name)} takes no value, got "${value}"`);
    return "";
  }
  if (value === undefined || value.startsWith("--")) {
    throw new OptionError(`${flagOf(name)} needs a value: ${flagOf(name)} ${placeholder}`);
  }
  return value;
}

function valuesOf(typed: ReadonlyMap<OptionName, string>): RunOptions {
  const values: [OptionName, unknown][] = OPTION_NAMES.map((name) => {
    const spec = RUN_OPTIONS[name];
    const given = typed.get(name) ?? spec.default;
    // Left out and without a default: a switch is off, anything else is undefined.
    if (given === undefined) return [name, spec.placeholder === undefined ? false : undefined];
    try {
      return [name, spec.parse(given)];
    } catch (error) {
      if (error instanceof OptionError) throw new OptionError(`${flagOf(name)} ${error.message}`);
      throw error;
    }
  });
  // The table's type ties each parser to the type of its option, which fromEntries cannot express.
  return Object.fromEntries(values) as unknown as RunOptions;
}

function unknownOption(flag: string): string {
  const near = OPTION_NAMES.map(flagOf).filter((known) => isNear(known, flag));
  const hint = near[0] === undefined ? "see segcache-loadgen run --help" : `did you mean ${near[0]}?`;
  return `unknown option ${flag}: ${hint}`;
}

/** Whether one is the other's beginning, or they differ in a single place. */
function isNear(known: string, typed: string): boolean {
  if (typed.length > 3 && (known.startsWith(typed) || typed.startsWith(known))) return true;
  if (Math.abs(known.length - typed.length) > 1) return false;
  let start = 0;
  while (start < known.length && known[start] === typed[start]) start++;
  const [longer, shorter] = known.length >= typed.length ? [known, typed] : [typed, known];
  const restOfShorter = known.length === typed.length ? shorter.slice(start + 1) : shorter.slice(start);
  return longer.slice(start + 1) === restOfShorter;
}
