// The options of `saturate`: those of a run that make sense at a rate that the search chooses, and the search's own.
import type { SearchPlan } from "../saturation.ts";
import { LOAD_OPTIONS, type LoadOptions } from "./load-options.ts";
import { type OptionSpec, type OptionTable, typedOptions, valuesOf } from "./option-table.ts";
import { durationMs, OptionError, positiveNumber, share, text, wholeNumber } from "./option-values.ts";
import { type RunOptions, runOptionsOf, WORKLOAD_FILE_OPTIONS } from "./run-options.ts";
import { TARGET_OPTIONS, type TargetOptions } from "./target-options.ts";
import { WORKLOAD_OPTIONS, type WorkloadOptions } from "./workload-options.ts";

interface ObjectiveOptions {
  readonly slo: number;
  readonly percentile: number;
  readonly errorsMax: number;
  readonly rateMin: number;
  readonly rateMax: number;
  readonly step: number;
  readonly repeats: number;
  readonly precision: number;
}

export interface SaturateOptions extends ObjectiveOptions {
  /** A step of the search; its rate is that of the search's start. */
  readonly base: RunOptions;
  readonly search: SearchPlan;
  readonly json: string | undefined;
  readonly html: string | undefined;
}

const OBJECTIVE_OPTIONS: OptionTable<ObjectiveOptions> = {
  slo: { placeholder: "TIME", default: "5ms", parse: durationMs, doc: "latency that must not be exceeded" },
  percentile: { placeholder: "P", default: "99", parse: percentile, doc: "percentile of the latency that counts" },
  errorsMax: {
    placeholder: "SHARE",
    default: "0.001",
    parse: share,
    doc: "share of the requests that may fail or be dropped",
  },
  rateMin: { placeholder: "N", default: "1000", parse: positiveNumber, doc: "requests a second to begin with" },
  rateMax: { placeholder: "N", default: "10000000", parse: positiveNumber, doc: "requests a second to end with" },
  step: { placeholder: "TIME", default: "5s", parse: durationMs, doc: "measure each rate for this long" },
  repeats: { placeholder: "N", default: "3", parse: wholeNumber(1, 100), doc: "searches, whose spread is reported" },
  precision: {
    placeholder: "SHARE",
    default: "0.05",
    parse: share,
    doc: "stop a search when the least rate that fails is this close above the best that holds",
  },
};

type StepOptions = Omit<LoadOptions, "pipeline" | "requests" | "duration" | "rate" | "trace" | "speed" | "keepTtl">;

const { pipeline: _1, requests: _2, duration: _3, rate: _4, trace: _5, speed: _6, keepTtl: _7, ...STEP } = LOAD_OPTIONS;
const STEP_OPTIONS: OptionTable<StepOptions> = STEP;

const JSON_OPTION: OptionSpec<string | undefined> = {
  placeholder: "FILE",
  default: undefined,
  parse: text,
  doc: "write the report to a file as JSON, too",
};

const HTML_OPTION: OptionSpec<string | undefined> = {
  ...JSON_OPTION,
  doc: "write the report with its charts as one HTML file",
};

type FileOptions = Pick<RunOptions, "json" | "html"> & { readonly workload: string | undefined };

export const SATURATE_OPTIONS: OptionTable<
  TargetOptions & ObjectiveOptions & StepOptions & WorkloadOptions & FileOptions
> = {
  ...TARGET_OPTIONS,
  ...OBJECTIVE_OPTIONS,
  ...STEP_OPTIONS,
  workload: WORKLOAD_FILE_OPTIONS.workload,
  ...WORKLOAD_OPTIONS,
  json: JSON_OPTION,
  html: HTML_OPTION,
};

/** @param args what stands after the verb.   @param env may hold the password.   @throws OptionError */
export function parseSaturateOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): SaturateOptions {
  const typed = typedOptions(args, SATURATE_OPTIONS, "saturate");
  const objective = valuesOf(typed, OBJECTIVE_OPTIONS);
  const { rateMin, rateMax, precision, repeats, step } = objective;
  if (rateMin > rateMax) throw new OptionError(`--rate-min must be at most --rate-max, got ${rateMin} and ${rateMax}`);
  const asRun = new Map(typed).set("rate", String(rateMin)).set("duration", `${step}ms`);
  const base = runOptionsOf(asRun, env);
  return { ...objective, base, search: { rateMin, rateMax, precision, repeats }, json: base.json, html: base.html };
}

function percentile(value: string): number {
  const number = positiveNumber(value);
  if (number >= 100) throw new OptionError(`must be a number between 0 and 100, got "${value}"`);
  return number;
}
