// The report of `saturate`, as data and as text.
import { targetText } from "../drivers/driver.ts";
import type { SaturateOptions } from "../options/saturate-options.ts";
import type { SaturateResult } from "../saturate.ts";
import { medianOf, type Step } from "../saturation.ts";
import { count, line, popularityOf } from "./figures.ts";
import type { ReportContext } from "./report.ts";

export interface SaturateReport {
  readonly schema: 2;
  readonly verb: "saturate";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: Omit<ReportContext, "startedAt"> & { readonly threads: number };
  readonly target: { readonly address: string; readonly tls: boolean; readonly cluster: boolean };
  readonly objective: { readonly percentile: number; readonly sloMs: number; readonly errorsMax: number };
  readonly workload: Readonly<Record<string, string | number | boolean>>;
  /** Requests a second; null when no search came to its end. */
  readonly knee: { readonly median: number; readonly min: number; readonly max: number } | null;
  readonly knees: readonly number[];
  /** The knee is higher: the generator or --rate-max was reached first. */
  readonly isLowerBound: boolean;
  readonly headroom: readonly Step[];
  readonly steps: readonly Step[];
  readonly errors: readonly { readonly message: string; readonly count: number }[];
  readonly interrupted: boolean;
}

export function saturateReportOf(
  options: SaturateOptions,
  result: SaturateResult,
  context: ReportContext,
): SaturateReport {
  const { target, threads, workload } = options.base;
  const { startedAt, ...generator } = context;
  const { knees, isLowerBound, headroom, steps, interrupted } = result;
  return {
    schema: 2,
    verb: "saturate",
    startedAt: startedAt.toISOString(),
    generator: { ...generator, threads },
    target: { address: targetText(target), tls: target.tls !== undefined, cluster: target.cluster },
    objective: { percentile: options.percentile, sloMs: options.slo, errorsMax: options.errorsMax },
    workload: workload.settings,
    knee: knees.length === 0 ? null : { median: medianOf(knees), min: Math.min(...knees), max: Math.max(...knees) },
    knees,
    isLowerBound,
    headroom,
    steps,
    errors: [...result.errors].map(([message, count]) => ({ message, count })),
    interrupted,
  };
}

export function saturateTextOf(report: SaturateReport): string {
  const { generator, target, objective, steps } = report;
  const lines = [
    `${generator.name} ${generator.version}: saturate, ${generator.driver}, threads ${generator.threads}, Node ${generator.node}`,
    "",
    line("target", target.address),
    line(
      "objective",
      `p${objective.percentile} up to ${objective.sloMs} ms, failed up to ${percent(objective.errorsMax)}`,
    ),
    line("workload", `${report.workload.mix}, ${popularityOf(report.workload)}, seed ${report.workload.seed}`),
    "",
    ...kneeLines(report),
    "",
    ...curveLines(report),
    "",
    line("steps", `${steps.length} in ${report.knees.length} searches${report.interrupted ? ", stopped early" : ""}`),
    ...errorLines(report),
  ];
  return `${lines.join("\n")}\n`;
}

function kneeLines({ knee, knees, isLowerBound, steps }: SaturateReport): string[] {
  if (knee === null) return [line("knee", "unknown: stopped before a search came to its end")];
  if (knee.median === 0) {
    const [first] = steps;
    const shown = first === undefined ? "" : ` (${latency(first.latencyMs)} at ${count(first.rate)}/s)`;
    return [line("knee", `none: the objective does not hold at the lowest rate${shown}`)];
  }
  const spread =
    knees.length === 1 ? "one search" : `${count(knee.min)} to ${count(knee.max)} in ${knees.length} searches`;
  const bound = "lower bound: the generator or --rate-max was reached before the server, which may be faster";
  return [line("knee", `${count(knee.median)} requests/s (${spread})`), ...(isLowerBound ? [bound] : [])];
}

const COLUMNS = ["of the knee", "offered/s", "answered/s", "p50 ms", "p99 ms", "failed", "hit ratio"] as const;

function curveLines({ headroom, knee }: SaturateReport): string[] {
  if (headroom.length === 0 || knee === null) return [];
  const rows = headroom.map((step) => [
    percent(step.rate / knee.median),
    count(step.rate),
    count(step.achieved),
    step.p50Ms.toFixed(3),
    step.p99Ms.toFixed(3),
    percent(step.failedShare),
    step.hitRatio === null ? "-" : percent(step.hitRatio),
  ]);
  const marks = ["", ...headroom.map(({ holds, generatorBound }) => markOf(holds, generatorBound))];
  return [COLUMNS, ...rows].map((cells, at) => cells.map((cell) => cell.padStart(12)).join("") + (marks[at] ?? ""));
}

function markOf(holds: boolean, generatorBound: boolean): string {
  return `${holds ? "" : "  over"}${generatorBound ? "  generator-bound" : ""}`;
}

function errorLines({ errors }: SaturateReport): string[] {
  if (errors.length === 0) return [line("errors", "none")];
  const total = errors.reduce((sum, { count: times }) => sum + times, 0);
  return [line("errors", count(total)), ...errors.map(({ message, count: times }) => `  ${count(times)} x ${message}`)];
}

function latency(ms: number): string {
  return `${ms.toFixed(3)} ms`;
}

function percent(share: number): string {
  const digits = share === 0 || share >= 0.1 ? 0 : 1;
  return `${(share * 100).toFixed(digits)} %`;
}
