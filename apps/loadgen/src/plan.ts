// The verb `plan`: puts the reports of `size` and `saturate` and an objective together.
import { readFileSync } from "node:fs";
import { OptionError } from "./options/option-values.ts";
import type { PlanOptions } from "./options/plan-options.ts";
import { type Plan, type PlanInput, planFor, roomOf } from "./planning.ts";
import type { SaturateReport } from "./report/saturate-report.ts";
import type { SizeReport } from "./report/size-report.ts";
import { bytesFor, type Curve } from "./sizing/curve.ts";

export interface Evidence {
  readonly size: SizeReport;
  readonly saturate: SaturateReport | undefined;
}

export interface PlanResult {
  readonly plan: Plan;
  readonly input: PlanInput;
  readonly curve: Curve;
  readonly items: number;
  /** Memory for the same hit ratio elsewhere, bytes by name; null where no simulated size reaches it. */
  readonly elsewhere: Readonly<Record<string, number | null>>;
  /** How far the hit ratio may be off: 0.01 is a point. */
  readonly error: number;
  /** What weakens the plan. */
  readonly warnings: readonly string[];
}

/** @throws OptionError for a file that is no such report. */
export function readEvidence(options: PlanOptions): Evidence {
  const size = readReport<SizeReport>("--size", options.size, "size");
  const { saturate } = options;
  return { size, saturate: saturate === undefined ? undefined : readReport("--saturate", saturate, "saturate") };
}

/** @throws OptionError for an objective that the evidence cannot answer. */
export function plan(options: PlanOptions, { size, saturate }: Evidence): PlanResult {
  const curve = curveOf(options, size);
  const growth = options.growth ?? (options.items === undefined ? 1 : options.items / size.extent.keys);
  const input = inputOf(options, size, saturate, curve, growth);
  const made = planFor(input);
  if (made === undefined) {
    const best = curve.points.at(-1)?.hitRatio ?? 0;
    throw new OptionError(
      `--hits ${options.hits} is beyond the sizes of ${options.size}, the largest of which gives ${best.toFixed(4)}`,
    );
  }
  const reached = made.chosen.hitRatio;
  const others = size.curves.filter(({ name }) => name !== curve.name);
  const scaled = (bytes: number | null): number | null => (bytes === null ? null : bytes * growth);
  return {
    plan: made,
    input,
    curve,
    items: size.extent.keys * growth,
    elsewhere: Object.fromEntries(others.map(({ name, points }) => [name, scaled(bytesFor(points, reached))])),
    error: size.error.measured ?? size.error.estimated ?? 0,
    warnings: warningsOf(size, saturate, growth),
  };
}

function inputOf(
  options: PlanOptions,
  size: SizeReport,
  saturate: SaturateReport | undefined,
  { points }: Curve,
  growth: number,
): PlanInput {
  const { peakRate, meanRate = peakRate, replicas, spares, headroom, hits } = options;
  const { requests, warmup, reads } = size.simulation;
  const knee = saturate === undefined ? (options.knee ?? 0) : kneeOf(options, saturate);
  const machine = { memoryBytes: options.machineMemory, vcpus: options.machineVcpus, knee, headroom };
  if (roomOf(machine) <= 0) throw new OptionError("--machine-memory is less than the server itself takes");
  const prices = { memory: options.priceMemory, vcpu: options.priceVcpu, miss: options.missCost };
  const readShare = Math.min(1, reads / Math.max(1, requests - warmup));
  return { load: { peakRate, meanRate, readShare }, machine, prices, points, growth, replicas, spares, hits };
}

/** The least of the searches: a plan that holds only on a good day is none. */
function kneeOf({ slo, saturate: path }: PlanOptions, { knee, objective }: SaturateReport): number {
  if (knee === null || knee.min === 0)
    throw new OptionError(`--saturate ${path} found no rate that keeps its objective`);
  if (slo !== undefined && objective.sloMs > slo) {
    throw new OptionError(
      `--saturate ${path} kept p${objective.percentile} up to ${objective.sloMs} ms, which says nothing about ${slo} ms: run it with --slo ${slo}ms`,
    );
  }
  return knee.min;
}

function curveOf({ policy, size: path }: PlanOptions, { curves }: SizeReport): Curve {
  if (curves.length === 0) throw new OptionError(`--size ${path} has no hit ratios: it was stopped while it warmed up`);
  const curve = policy === undefined ? curves[0] : curves.find(({ name }) => name === policy);
  if (curve !== undefined) return curve;
  throw new OptionError(
    `--policy must be a curve of ${path}: ${curves.map(({ name }) => name).join(", ")}; got "${policy}"`,
  );
}

function warningsOf(size: SizeReport, saturate: SaturateReport | undefined, growth: number): string[] {
  const warnings: string[] = [];
  if (size.interrupted) warnings.push("the simulation was stopped early");
  if (size.simulation.tooLarge > 0) warnings.push("the simulation met values that were too large for its caches");
  if (growth !== 1) warnings.push("a hit ratio is taken to need memory in proportion to the number of items");
  if (saturate === undefined) warnings.push("the knee was given, not measured");
  if (saturate?.isLowerBound === true)
    warnings.push("the knee is a lower bound: the generator was reached before the server");
  if (saturate?.interrupted === true) warnings.push("the search for the knee was stopped early");
  return warnings;
}

function readReport<Report extends { readonly verb: string; readonly schema: number }>(
  flag: string,
  path: string,
  verb: Report["verb"],
): Report {
  let report: Partial<Report> | null;
  try {
    report = JSON.parse(readFileSync(path, "utf8")) as Partial<Report> | null;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "it is no JSON";
    throw new OptionError(`${flag} cannot read ${path}: ${reason}`);
  }
  if (report?.verb !== verb || report.schema !== 2) {
    throw new OptionError(`${flag} ${path} is no report that ${verb} --json wrote`);
  }
  return report as Report;
}
