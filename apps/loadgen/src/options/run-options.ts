// The options of `run`: target, load, workload and output, and what they must be together.
import type { Target } from "../drivers/driver.ts";
import { DEFAULT_REQUESTS, LOAD_OPTIONS, type LoadOptions } from "./load-options.ts";
import { flagOf, type OptionTable, optionalSwitch, type TypedOptions, typedOptions, valuesOf } from "./option-table.ts";
import { OptionError, text } from "./option-values.ts";
import { TARGET_OPTIONS, type TargetOptions, targetOf } from "./target-options.ts";
import { type ResolvedWorkload, resolveWorkload, WORKLOAD_OPTIONS, type WorkloadOptions } from "./workload-options.ts";

export interface OutputOptions {
  readonly json: string | undefined;
  readonly csv: string | undefined;
  readonly hgrm: string | undefined;
  readonly html: string | undefined;
}

interface FileOptions {
  readonly workload: string | undefined;
  readonly printWorkload: boolean;
}

/** What a run was asked to do, every option resolved. */
export interface RunOptions extends LoadOptions, OutputOptions {
  readonly target: Target;
  readonly workload: ResolvedWorkload;
  readonly printWorkload: boolean;
}

const OUTPUT_OPTIONS: OptionTable<OutputOptions> = {
  json: { placeholder: "FILE", default: undefined, parse: text, doc: "write the report to a file as JSON, too" },
  csv: { placeholder: "FILE", default: undefined, parse: text, doc: "write a line for each second of the measurement" },
  hgrm: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "write the latency distribution of all operations for HdrHistogram's plotters",
  },
  html: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "write the report with its charts as one HTML file",
  },
};

export const WORKLOAD_FILE_OPTIONS: OptionTable<FileOptions> = {
  workload: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "take the workload from a .toml or .json file of these settings; flags go over it",
  },
  printWorkload: optionalSwitch("print the workload as such a file, and send nothing"),
};

export const RUN_OPTIONS: OptionTable<TargetOptions & LoadOptions & FileOptions & WorkloadOptions & OutputOptions> = {
  ...TARGET_OPTIONS,
  ...LOAD_OPTIONS,
  ...WORKLOAD_FILE_OPTIONS,
  ...WORKLOAD_OPTIONS,
  ...OUTPUT_OPTIONS,
};

/** @param args what stands after the verb.   @param env may hold the password.   @throws OptionError */
export function parseRunOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunOptions {
  return runOptionsOf(typedOptions(args, RUN_OPTIONS, "run"), env);
}

/** Whether requests have a time at which they should start. */
export function isOpenLoop({ rate, trace, speed }: RunOptions): boolean {
  return rate !== undefined || (trace !== undefined && speed !== undefined);
}

/** Options of a run from what was typed, whatever the verb.   @throws OptionError */
export function runOptionsOf(typed: TypedOptions, env: NodeJS.ProcessEnv): RunOptions {
  const load = valuesOf(typed, LOAD_OPTIONS);
  const target = valuesOf(typed, TARGET_OPTIONS);
  const { printWorkload, workload: file } = valuesOf(typed, WORKLOAD_FILE_OPTIONS);
  const workload = resolveWorkload(typed, file);
  checkLoad(typed, load, target, workload);
  const hasEnd = load.requests !== undefined || load.duration !== undefined || load.trace !== undefined;
  return {
    ...load,
    requests: hasEnd ? load.requests : DEFAULT_REQUESTS,
    ...valuesOf(typed, OUTPUT_OPTIONS),
    target: targetOf(target, load.timeout, env),
    workload,
    printWorkload,
  };
}

function checkLoad(typed: TypedOptions, load: LoadOptions, target: TargetOptions, workload: ResolvedWorkload): void {
  if (load.requests !== undefined && load.duration !== undefined) {
    throw new OptionError("--requests and --duration exclude each other: give one of them");
  }
  if (load.rate !== undefined && typed.has("pipeline")) {
    throw new OptionError("--rate and --pipeline exclude each other: an open loop does not wait for replies");
  }
  checkReplay(typed, load);
  if (load.rate === undefined && typed.has("arrivals")) throw new OptionError("--arrivals needs --rate");
  if (load.rate === undefined && load.trace === undefined && typed.has("inFlightMax")) {
    throw new OptionError("--in-flight-max needs --rate or --trace");
  }
  if (load.threads > load.clients) {
    throw new OptionError(`--threads must be at most --clients, got ${load.threads} for ${load.clients}`);
  }
  if (target.cluster && load.driver !== "ioredis") throw new OptionError("--cluster needs --driver ioredis");
  if (target.cluster && workload.spec.mix.mget > 0) {
    throw new OptionError("mget in --mix needs a single server: the nodes of a cluster share the keys");
  }
}

/** What a trace brings along itself. */
const REPLACED_BY_TRACE: readonly (keyof WorkloadOptions)[] = [
  ...(["keys", "keyPrefix", "keySize", "ratio", "mix", "mgetKeys"] as const),
  ...(["distribution", "theta", "hotspot", "scan", "workingSet", "drift"] as const),
];

function checkReplay(typed: TypedOptions, load: LoadOptions): void {
  if (load.trace === undefined) {
    if (typed.has("speed") || load.keepTtl)
      throw new OptionError(`--${load.keepTtl ? "keep-ttl" : "speed"} needs --trace`);
    return;
  }
  const replaced = REPLACED_BY_TRACE.find((name) => typed.has(name));
  if (replaced !== undefined)
    throw new OptionError(`${flagOf(replaced)} has no effect on a replay: the trace has its own`);
  if (load.rate !== undefined) throw new OptionError("--trace and --rate exclude each other: see --speed");
  if (load.prefill || load.warmup !== undefined) {
    throw new OptionError(`--trace and --${load.prefill ? "prefill" : "warmup"} exclude each other`);
  }
  if (load.speed === undefined && typed.has("inFlightMax")) {
    throw new OptionError("--speed max has --pipeline requests in flight, and drops none");
  }
  if (load.speed !== undefined && typed.has("pipeline"))
    throw new OptionError("--pipeline of a replay needs --speed max");
}
