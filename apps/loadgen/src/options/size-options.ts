// The options of `size`: a workload or a trace, the caches to simulate, and how.
import { POLICY_NAMES, type PolicyName } from "segcache-core";
import { flagOf, type OptionTable, optionalSwitch, typedOptions, valuesOf } from "./option-table.ts";
import { byteCount, list, OptionError, oneOf, positiveNumber, share, text, wholeNumber } from "./option-values.ts";
import { WORKLOAD_FILE_OPTIONS } from "./run-options.ts";
import { type ResolvedWorkload, resolveWorkload, WORKLOAD_OPTIONS, type WorkloadOptions } from "./workload-options.ts";

/** Below this the engine's own books count for more than the items. */
const SIZE_BYTES_MIN = 2 ** 20;
/** The engine's limit. */
const SIZE_BYTES_MAX = 2 ** 40;

interface SizeOnlyOptions {
  readonly trace: string | undefined;
  readonly speed: number;
  readonly requests: number | undefined;
  readonly warmup: number | undefined;
  readonly prefill: boolean;
  readonly rate: number | undefined;
  readonly sizes: readonly number[] | undefined;
  readonly policies: readonly PolicyName[];
  readonly hits: readonly number[];
  readonly sample: number | undefined;
  readonly full: boolean;
  readonly measureError: boolean;
  readonly workload: string | undefined;
  readonly json: string | undefined;
  readonly csv: string | undefined;
  readonly html: string | undefined;
}

export interface SizeOptions extends Omit<SizeOnlyOptions, "workload"> {
  readonly workload: ResolvedWorkload;
}

const SIZE_ONLY_OPTIONS: OptionTable<SizeOnlyOptions> = {
  trace: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "a trace in place of the workload: Twitter's cache-trace CSV, segcache-server's command log or the output of MONITOR, plain, .gz or .zst",
  },
  speed: {
    placeholder: "X",
    default: "1",
    parse: positiveNumber,
    doc: "simulate the trace as a replay so many times faster than recorded would be: times and TTLs shrink",
  },
  requests: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    doc: "simulated requests that count: 10 times --keys and at least 1000000 of a workload, all of a trace",
  },
  warmup: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    doc: "requests before, simulated and not counted: as many as --requests of a workload, none of a trace",
  },
  prefill: optionalSwitch("set every key of the workload once before"),
  rate: {
    placeholder: "N",
    default: undefined,
    parse: positiveNumber,
    doc: "requests a second of a workload: how fast time passes, which decides what expires",
  },
  sizes: {
    placeholder: "LIST",
    default: undefined,
    parse: sizeList,
    doc: "memory sizes to simulate, such as 64mb,256mb,1gb; from a 64th of what all items take upwards unless given",
  },
  policies: {
    placeholder: "LIST",
    default: "s3fifo",
    parse: list(oneOf(POLICY_NAMES)),
    doc: `policies to simulate: ${POLICY_NAMES.join(", ")}`,
  },
  hits: {
    placeholder: "LIST",
    default: "0.8,0.9,0.95,0.99",
    parse: list(share),
    doc: "hit ratios to tell the memory for",
  },
  sample: {
    placeholder: "SHARE",
    default: undefined,
    parse: share,
    doc: "share of the keys to follow, in four disjoint samples; as few as say enough unless given",
  },
  full: optionalSwitch("follow every key"),
  measureError: optionalSwitch("simulate in full as well, and tell how far the samples are from it"),
  workload: WORKLOAD_FILE_OPTIONS.workload,
  json: { placeholder: "FILE", default: undefined, parse: text, doc: "write the report to a file as JSON, too" },
  csv: { placeholder: "FILE", default: undefined, parse: text, doc: "write a line for each size" },
  html: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "write the report with its charts as one HTML file",
  },
};

export const SIZE_OPTIONS: OptionTable<SizeOnlyOptions & WorkloadOptions> = {
  ...SIZE_ONLY_OPTIONS,
  ...WORKLOAD_OPTIONS,
};

/** @param args what stands after the verb.   @throws OptionError */
export function parseSizeOptions(args: readonly string[]): SizeOptions {
  const typed = typedOptions(args, SIZE_OPTIONS, "size");
  const { workload: file, ...own } = valuesOf(typed, SIZE_ONLY_OPTIONS);
  const workload = resolveWorkload(typed, file);
  if (own.full && own.sample !== undefined) throw new OptionError("--full and --sample exclude each other");
  if (own.full && own.measureError) throw new OptionError("--measure-error needs a sample: --full has no error");
  if (own.trace === undefined && typed.has("speed")) throw new OptionError("--speed needs --trace");
  if (own.trace === undefined) checkTime(own, workload);
  else checkTrace([...typed.keys()]);
  return { ...own, workload };
}

function checkTime({ rate }: { readonly rate: number | undefined }, { spec }: ResolvedWorkload): void {
  const { ttl } = spec;
  const expires = ttl.kind === "lognormal" || ttl.parts.some(({ max }) => max > 0);
  if (expires && rate === undefined) {
    throw new OptionError(
      "--rate is missing: items have a TTL, and how many requests come in that time decides the rest",
    );
  }
}

/** What a trace brings along itself. */
const REPLACED_BY_TRACE: readonly string[] = [
  ...["prefill", "rate", "keys", "keyPrefix", "keySize", "ratio", "mix", "mgetKeys"],
  ...["distribution", "theta", "hotspot", "scan", "workingSet", "drift"],
];

function checkTrace(typed: readonly string[]): void {
  const replaced = REPLACED_BY_TRACE.find((name) => typed.includes(name));
  if (replaced !== undefined) throw new OptionError(`${flagOf(replaced)} has no effect on a trace, which has its own`);
}

function sizeList(value: string): readonly number[] {
  const sizes = list(byteCount(SIZE_BYTES_MIN, SIZE_BYTES_MAX))(value);
  return [...new Set(sizes)].toSorted((a, b) => a - b);
}
