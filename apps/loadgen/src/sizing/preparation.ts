// From the options of `size` to what is simulated: how much there is to hold, which sizes are worth simulating, and how
// few keys say enough. What would say nothing is refused here, before the long part.
import { OptionError } from "../options/option-values.ts";
import type { SizeOptions } from "../options/size-options.ts";
import { recordedShareOf } from "../replay/trace-file.ts";
import type { SizingParts, SizingPlan } from "../size.ts";
import { GeneratedItem } from "../workload/items.ts";
import { Workload, type WorkloadSpec } from "../workload/workload.ts";
import { FULL, SAMPLES, type Sampling, samplingFor, shortageOf } from "./sampling.ts";
import { traceSource, workloadSource } from "./sources.ts";
import { bytesOf, type Extent, Survey } from "./survey.ts";

export interface Preparation {
  readonly plan: SizingPlan;
  readonly sampling: Sampling;
  readonly extent: Extent;
}

const REQUESTS_PER_KEY = 10;
const REQUESTS_MIN = 1_000_000;
/** Time has to pass somehow, also where nothing expires. */
const RATE_WITHOUT_TTL = 10_000;

/** Shares of what all items take: close together where curves bend. */
const SIZE_SHARES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 1];
const SIZE_BYTES_MIN = 2 ** 20;
const SIZE_STEP_BYTES = 2 ** 16;

/** Of a workload's keys so many are looked at, to know what an item takes. */
const ITEMS_LOOKED_AT = 10_000;

/** @param memoryBytes what the simulated caches may take.   @throws OptionError, TraceError */
export async function prepare(options: SizeOptions, memoryBytes: number, parts: SizingParts): Promise<Preparation> {
  const { plan, extent } =
    options.trace === undefined ? ofWorkload(options) : await ofTrace(options, options.trace, parts);
  const sampling = samplingOf(options, plan, extent);
  checkMemory(plan, sampling.rate, memoryBytes);
  if (options.measureError) checkMemory(plan, 1, memoryBytes);
  return { plan, sampling, extent };
}

function ofWorkload(options: SizeOptions): Omit<Preparation, "sampling"> {
  const { spec } = options.workload;
  const { keys } = spec.popularity;
  if (spec.mix.get + spec.mix.mget === 0) throw new OptionError("--mix has no gets, so there is no hit ratio");
  if (!options.prefill && !spec.lookAside && spec.mix.set === 0) throw new OptionError(NOTHING_STORED);
  const requests = options.requests ?? Math.max(REQUESTS_MIN, REQUESTS_PER_KEY * keys);
  const before = (options.warmup ?? requests) + (options.prefill ? keys : 0);
  const total = requests + (options.warmup ?? requests);
  const rate = options.rate ?? RATE_WITHOUT_TTL;
  const source = workloadSource({ spec, prefill: options.prefill, requests: total, rate });
  const extent = extentOf(spec);
  const common = planOf(options, extent);
  return { plan: { ...common, source, requests: requests + before, warmup: before, recorded: 1 }, extent };
}

async function ofTrace(options: SizeOptions, path: string, parts: SizingParts): Promise<Omit<Preparation, "sampling">> {
  const { spec } = options.workload;
  const recorded = await recordedShareOf(path);
  const warmup = options.warmup ?? 0;
  const requests = (options.requests ?? Number.POSITIVE_INFINITY) + warmup;
  const source = traceSource({ path, spec, requests, speed: options.speed });
  const survey = new Survey();
  parts.progress.start({ label: "survey", total: Number.POSITIVE_INFINITY, unit: "requests" });
  for await (const _ of source(survey)) if (parts.signal.aborted) break;
  parts.progress.stop();
  if (survey.reads === 0) throw new OptionError(`--trace ${path} has no gets, so there is no hit ratio`);
  if (survey.writes === 0 && !spec.lookAside) throw new OptionError(NOTHING_STORED);
  if (survey.requests <= warmup && !parts.signal.aborted) {
    throw new OptionError(`--warmup ${warmup} leaves none of the ${survey.requests} requests of ${path} to count`);
  }
  const extent = survey.extent(recorded);
  return { plan: { ...planOf(options, extent), source, requests: survey.requests, warmup, recorded }, extent };
}

const NOTHING_STORED = "nothing would ever be stored: give --look-aside, which sets what a get missed";

function planOf(
  options: SizeOptions,
  { footprintBytes }: Extent,
): Omit<SizingPlan, "source" | "requests" | "warmup" | "recorded"> {
  const { policies, workload } = options;
  const { lookAside, seed } = workload.spec;
  return { sizesBytes: options.sizes ?? sizesFor(footprintBytes), policies, lookAside, seed };
}

/** What the keys of a workload take; that some of them may never be asked for is not considered. */
function extentOf(spec: WorkloadSpec): Extent {
  const { keys } = spec.popularity;
  const workload = new Workload(spec, 1);
  const step = Math.max(1, Math.floor(keys / ITEMS_LOOKED_AT));
  let [count, payloadBytes, footprintBytes] = [0, 0, 0];
  for (let index = 0; index < keys; index += step) {
    const { name, valueBytes, ttlMs } = new GeneratedItem(workload, "get", index);
    count++;
    payloadBytes += name.length + valueBytes;
    footprintBytes += bytesOf(name.length + valueBytes, ttlMs > 0);
  }
  return { keys, payloadBytes: (payloadBytes / count) * keys, footprintBytes: (footprintBytes / count) * keys };
}

function sizesFor(footprintBytes: number): readonly number[] {
  const sizes = SIZE_SHARES.map((part) => Math.ceil((footprintBytes * part) / SIZE_STEP_BYTES) * SIZE_STEP_BYTES);
  return [...new Set(sizes.map((bytes) => Math.max(SIZE_BYTES_MIN, bytes)))];
}

function samplingOf(options: SizeOptions, { sizesBytes, recorded }: SizingPlan, { keys }: Extent): Sampling {
  const [smallest = SIZE_BYTES_MIN] = sizesBytes;
  const given = options.full ? FULL : sampled(options.sample);
  const sampling = given ?? samplingFor(keys, smallest, recorded);
  const shortage = shortageOf(sampling, keys, smallest, recorded);
  if (shortage === undefined) return sampling;
  const source = options.full || given === undefined ? "the trace's own sample" : `--sample ${options.sample}`;
  throw new OptionError(`${source} ${shortage}`);
}

function sampled(rate: number | undefined): Sampling | undefined {
  return rate === undefined ? undefined : { rate, samples: SAMPLES };
}

/** Swapping would be slower than any other way. */
function checkMemory({ sizesBytes, policies, recorded }: SizingPlan, rate: number, memoryBytes: number): void {
  const wanted = sizesBytes.reduce((sum, bytes) => sum + bytes, 0) * policies.length * rate * recorded;
  if (wanted <= memoryBytes) return;
  const [gibibytes, free] = [wanted, memoryBytes].map((bytes) => (bytes / 2 ** 30).toFixed(1));
  throw new OptionError(
    `the simulated caches would take ${gibibytes} GiB of memory, and ${free} GiB are free: take a lower --sample`,
  );
}
