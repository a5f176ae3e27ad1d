// The options that make a workload. They come in layers, each over the one before: defaults, a preset, a file, flags;
// all of them are texts as one would type them, so a file holds exactly what the flags take.

import type { Mix } from "../workload/operations.ts";
import {
  DISTRIBUTIONS,
  type Distribution,
  type Drift,
  type Hotspot,
  type Popularity,
  type Scan,
} from "../workload/popularity.ts";
import { PRESET_RANGE, presetOptions } from "../workload/presets.ts";
import type { Quantity } from "../workload/quantities.ts";
import type { WorkloadSpec } from "../workload/workload.ts";
import { flagOf, isGiven, OFF, type OptionTable, optionalSwitch, type TypedOptions, valuesOf } from "./option-table.ts";
import {
  hotspot,
  mix,
  OptionError,
  oneOf,
  optionalText,
  positiveNumber,
  ratioAsMix,
  scan,
  sizes,
  text,
  ttls,
  wholeNumber,
} from "./option-values.ts";
import { readWorkloadFile } from "./workload-file.ts";

const KEY_BYTES_MAX = 65_535;
const KEYS_MAX = 2 ** 32 - 1;

export interface WorkloadOptions {
  readonly preset: string | undefined;
  readonly keys: number;
  readonly keyPrefix: string;
  readonly keySize: Quantity | undefined;
  readonly valueSize: Quantity;
  readonly ratio: string | undefined;
  readonly mix: Mix;
  readonly mgetKeys: number;
  readonly ttl: Quantity;
  readonly distribution: Distribution;
  readonly theta: number;
  readonly hotspot: Hotspot;
  readonly scan: Scan | undefined;
  readonly workingSet: number | undefined;
  readonly drift: number | undefined;
  readonly lookAside: boolean;
  readonly seed: number;
}

export const WORKLOAD_OPTIONS: OptionTable<WorkloadOptions> = {
  preset: {
    placeholder: "NAME",
    default: undefined,
    parse: text,
    doc: `start from the statistics of a production cache: ${PRESET_RANGE}`,
  },
  keys: { placeholder: "N", default: "10000", parse: wholeNumber(1, KEYS_MAX), doc: "distinct keys" },
  keyPrefix: {
    placeholder: "TEXT",
    default: "key:",
    parse: optionalText,
    doc: "what the key names begin with; 12 digits follow",
  },
  keySize: {
    placeholder: "BYTES",
    default: undefined,
    parse: sizes(KEY_BYTES_MAX),
    doc: "size of a whole key name, in the forms of --value-size; digits and letters then follow the prefix",
  },
  valueSize: {
    placeholder: "BYTES",
    default: "100",
    parse: sizes(),
    doc: "size of a value: 100 or 4kb; each key its own from a range 64-1kb, weighted 100:0.7,1kb-4kb:0.3, lognormal:MEDIAN:SIGMA[:MAX], or a histogram @FILE of lines upper,weight",
  },
  ratio: {
    placeholder: "SETS:GETS",
    default: undefined,
    parse: ratioAsMix,
    doc: "short for a --mix of these two; 0:1 only reads, 1:0 only writes",
  },
  mix: {
    placeholder: "PARTS",
    default: "get:10,set:1",
    parse: mix,
    doc: "parts of get, set, del, incr, expire and mget",
  },
  mgetKeys: { placeholder: "N", default: "10", parse: wholeNumber(1, 10_000), doc: "keys of an mget" },
  ttl: {
    placeholder: "TIME",
    default: "0",
    parse: ttls,
    doc: "time to live given with every set: seconds, or 500ms, 10m, 1h; each key its own from 1m-1h or 1h:0.7,1d:0.3; 0 is none",
  },
  distribution: {
    placeholder: "NAME",
    default: "uniform",
    parse: oneOf(DISTRIBUTIONS),
    doc: "popularity of the keys: uniform, zipf, sequential, hotspot or latest (sets make new keys, the newest are read most)",
  },
  theta: {
    placeholder: "X",
    default: "0.99",
    parse: positiveNumber,
    doc: "skew of zipf and latest, any number above 0",
  },
  hotspot: {
    placeholder: "KEYS:REQUESTS",
    default: "0.2:0.8",
    parse: hotspot,
    doc: "share of the keys that gets this share of the requests",
  },
  scan: {
    placeholder: "SHARE:LENGTH",
    default: "0",
    parse: scan,
    doc: "mix in scans: this share of the requests walks through so many neighbouring keys; 0 is none",
  },
  workingSet: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(1, KEYS_MAX),
    doc: "keys in use at a time; needs --drift",
  },
  drift: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    doc: "after every N requests one key leaves the working set and another one enters",
  },
  lookAside: optionalSwitch("after a miss, set the key"),
  seed: {
    placeholder: "N",
    default: "1",
    parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    doc: "same seed and options, same operations",
  },
};

/** What was typed for the workload, layers merged, and what it means. */
export interface ResolvedWorkload {
  readonly spec: WorkloadSpec;
  /** What --print-workload shows; a file of it gives the same workload. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** @param flags the flags as typed, others among them.   @param file path of a workload file.   @throws OptionError */
export function resolveWorkload(flags: TypedOptions, file: string | undefined): ResolvedWorkload {
  const own = new Map([...flags].filter(([name]) => name in WORKLOAD_OPTIONS));
  const fromFile = file === undefined ? new Map<string, string>() : readWorkloadFile(file, WORKLOAD_OPTIONS);
  const presetName = own.get("preset") ?? fromFile.get("preset");
  const preset = presetName === undefined ? new Map<string, string>() : presetOptions(presetName);
  if (preset === undefined) throw new OptionError(`--preset must be ${PRESET_RANGE}, got "${presetName}"`);
  const merged = new Map([preset, fromFile, own].flatMap((layer) => [...withoutRatio(layer)]));
  merged.delete("preset");
  const options = valuesOf(merged, WORKLOAD_OPTIONS);
  checkFlags(own, options);
  return { spec: specOf(options), settings: settingsOf(merged, options) };
}

/** A layer whose ratio, if it has one, is written as a mix. */
function withoutRatio(layer: TypedOptions): TypedOptions {
  const ratio = layer.get("ratio");
  if (ratio === undefined) return layer;
  if (layer.has("mix")) throw new OptionError("--ratio and --mix exclude each other: give one of them");
  const { mix: asMix } = { mix: valuesOf(new Map([["ratio", ratio]]), { ratio: WORKLOAD_OPTIONS.ratio }).ratio };
  const rest = new Map(layer);
  rest.delete("ratio");
  return rest.set("mix", asMix ?? "");
}

/** What contradicts itself on the command line; what a flag overrides in a preset or file is no mistake. */
function checkFlags(flags: TypedOptions, options: WorkloadOptions): void {
  const { distribution, mix: parts } = options;
  if (flags.has("theta") && !usesTheta(distribution))
    throw new OptionError("--theta needs --distribution zipf or latest");
  if (flags.has("hotspot") && distribution !== "hotspot") {
    throw new OptionError("--hotspot needs --distribution hotspot");
  }
  if ((options.workingSet === undefined) !== (options.drift === undefined)) {
    throw new OptionError("--working-set and --drift need each other");
  }
  if (options.workingSet !== undefined && options.workingSet > options.keys) {
    throw new OptionError(`--working-set must be at most --keys, got ${options.workingSet} of ${options.keys}`);
  }
  if (flags.has("lookAside") && parts.get + parts.mget === 0) {
    throw new OptionError("--look-aside needs gets, and the mix has none");
  }
  if (parts.expire > 0 && options.ttl.kind === "parts" && options.ttl.parts.some(({ min }) => min === 0)) {
    throw new OptionError("expire in --mix needs a --ttl above 0 for every key");
  }
}

function specOf(options: WorkloadOptions): WorkloadSpec {
  const { keys, distribution, theta, hotspot: hot, scan: scanning, workingSet, drift, seed } = options;
  const drifting: Drift | undefined =
    workingSet === undefined || drift === undefined ? undefined : { workingSet, every: drift };
  const popularity: Popularity = { keys, distribution, theta, hotspot: hot, scan: scanning, drift: drifting, seed };
  const { keyPrefix, keySize, valueSize, mix: parts, mgetKeys, ttl, lookAside } = options;
  return { popularity, keyPrefix, keySize, valueSize, mix: parts, mgetKeys, ttl, lookAside, seed };
}

/** Options that count, under their names in a file; what plays no part is left out. */
function settingsOf(merged: TypedOptions, options: WorkloadOptions): Record<string, string | number | boolean> {
  const unused = new Set<string>(["preset", "ratio"]);
  if (!usesTheta(options.distribution)) unused.add("theta");
  if (options.distribution !== "hotspot") unused.add("hotspot");
  if (options.mix.mget === 0) unused.add("mgetKeys");
  const settings: Record<string, string | number | boolean> = {};
  for (const [name, spec] of Object.entries(WORKLOAD_OPTIONS)) {
    const typed = merged.get(name) ?? spec.default;
    const key = flagOf(name).slice(2);
    if (unused.has(name)) continue;
    if (spec.placeholder === undefined) settings[key] = isGiven(merged.get(name) ?? OFF);
    else if (typed !== undefined) settings[key] = asNumber(typed) ?? typed;
  }
  return settings;
}

/** A text that a number stands for as well, both ways. */
function asNumber(typed: string): number | undefined {
  const number = Number(typed);
  return typed !== "" && String(number) === typed && Number.isFinite(number) ? number : undefined;
}

function usesTheta(distribution: Distribution): boolean {
  return distribution === "zipf" || distribution === "latest";
}
