// The options of `plan`: the objective, the prices, and the reports it builds on.
import { type OptionTable, typedOptions, valuesOf } from "./option-table.ts";
import { byteCount, durationMs, OptionError, positiveNumber, share, text, wholeNumber } from "./option-values.ts";

export interface PlanOptions {
  readonly size: string;
  readonly saturate: string | undefined;
  readonly knee: number | undefined;
  readonly peakRate: number;
  readonly meanRate: number | undefined;
  readonly hits: number | undefined;
  readonly slo: number | undefined;
  readonly items: number | undefined;
  readonly growth: number | undefined;
  readonly policy: string | undefined;
  readonly replicas: number;
  readonly spares: number;
  readonly headroom: number;
  readonly machineMemory: number;
  readonly machineVcpus: number;
  readonly priceMemory: number;
  readonly priceVcpu: number;
  readonly missCost: number;
  readonly json: string | undefined;
  readonly html: string | undefined;
}

type Given = Omit<PlanOptions, "size" | "peakRate"> & {
  readonly size: string | undefined;
  readonly peakRate: number | undefined;
};

const MIB = 2 ** 20;
const MACHINE_BYTES_MAX = 2 ** 44;

export const PLAN_OPTIONS: OptionTable<Given> = {
  size: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "the JSON report of size: hit ratio against memory",
  },
  saturate: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "the JSON report of saturate: what one machine takes",
  },
  knee: {
    placeholder: "N",
    default: undefined,
    parse: positiveNumber,
    doc: "requests a second that one machine takes, in place of --saturate",
  },
  peakRate: { placeholder: "N", default: undefined, parse: positiveNumber, doc: "requests a second at most" },
  meanRate: {
    placeholder: "N",
    default: undefined,
    parse: positiveNumber,
    doc: "requests a second on average, for the cost of misses; as many as at most unless given",
  },
  hits: {
    placeholder: "SHARE",
    default: undefined,
    parse: share,
    doc: "hit ratio to reach; the cheapest by the prices unless given",
  },
  slo: {
    placeholder: "TIME",
    default: undefined,
    parse: durationMs,
    doc: "latency objective; --saturate must have been measured for it or a stricter one",
  },
  items: {
    placeholder: "N",
    default: undefined,
    parse: positiveNumber,
    doc: "items to plan for; as many as were simulated unless given",
  },
  growth: {
    placeholder: "X",
    default: undefined,
    parse: positiveNumber,
    doc: "items to plan for as a multiple of those simulated, in place of --items",
  },
  policy: {
    placeholder: "NAME",
    default: undefined,
    parse: text,
    doc: "which curve of the size report counts; its first one unless given",
  },
  replicas: {
    placeholder: "N",
    default: "0",
    parse: wholeNumber(0, 100),
    doc: "machines that hold a copy of each machine's items",
  },
  spares: {
    placeholder: "N",
    default: "1",
    parse: wholeNumber(0, 1000),
    doc: "machines that may fail while the others carry the peak",
  },
  headroom: {
    placeholder: "SHARE",
    default: "0.3",
    parse: share,
    doc: "share of the knee that stays free at the peak",
  },
  machineMemory: {
    placeholder: "SIZE",
    default: "16gb",
    parse: byteCount(256 * MIB, MACHINE_BYTES_MAX),
    doc: "memory of a machine at most",
  },
  machineVcpus: {
    placeholder: "N",
    default: "2",
    parse: wholeNumber(1, 1024),
    doc: "virtual CPUs of a machine, as of the one that was saturated",
  },
  priceMemory: {
    placeholder: "PRICE",
    default: "0",
    parse: price,
    doc: "price of a GB of memory (10^9 bytes) for an hour, in any currency",
  },
  priceVcpu: { placeholder: "PRICE", default: "0", parse: price, doc: "price of a virtual CPU for an hour" },
  missCost: {
    placeholder: "PRICE",
    default: "0",
    parse: price,
    doc: "what one miss costs behind the cache, such as 2e-7",
  },
  json: { placeholder: "FILE", default: undefined, parse: text, doc: "write the plan to a file as JSON, too" },
  html: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "write the plan with the charts it rests on as one HTML file",
  },
};

/** @param args what stands after the verb.   @throws OptionError */
export function parsePlanOptions(args: readonly string[]): PlanOptions {
  const given = valuesOf(typedOptions(args, PLAN_OPTIONS, "plan"), PLAN_OPTIONS);
  const { size, peakRate, saturate, knee, items, growth, hits } = given;
  if (size === undefined) throw new OptionError("--size is missing: the report that size writes with --json");
  if (peakRate === undefined) throw new OptionError("--peak-rate is missing: requests a second at most");
  if ((saturate === undefined) === (knee === undefined)) {
    throw new OptionError("give one of --saturate and --knee: how many requests one machine takes");
  }
  if (given.slo !== undefined && saturate === undefined) throw new OptionError("--slo needs --saturate");
  if (items !== undefined && growth !== undefined) throw new OptionError("--items and --growth exclude each other");
  const prices = given.priceMemory + given.priceVcpu;
  if (hits === undefined && (prices === 0 || given.missCost === 0)) {
    throw new OptionError(
      "--hits is missing: without it --price-memory (or --price-vcpu) and --miss-cost must tell what is cheapest",
    );
  }
  if ((given.meanRate ?? 0) > peakRate) throw new OptionError("--mean-rate must be at most --peak-rate");
  return { ...given, size, peakRate };
}

function price(value: string): number {
  return value === "0" ? 0 : positiveNumber(value);
}
