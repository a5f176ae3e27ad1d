// The report of `plan`, as data and as text.
import type { PlanResult } from "../plan.ts";
import { money, type Option, type PlanInput, type Step } from "../planning.ts";
import { bytesFor } from "../sizing/curve.ts";
import { bytesText, count, line, percent } from "./figures.ts";
import type { ReportContext } from "./report.ts";

export interface PlanReport {
  readonly schema: 2;
  readonly verb: "plan";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: Omit<ReportContext, "startedAt" | "driver">;
  readonly objective: Omit<PlanInput, "points" | "hits"> & { readonly hits: number | null };
  readonly policy: string;
  readonly items: number;
  readonly chosen: Option;
  /** Cache bytes for the chosen hit ratio if the curve errs by as much as it says, either way; null beyond its end. */
  readonly cacheRange: readonly [low: number, high: number | null];
  readonly error: number;
  /** Bytes for the same hit ratio by the name of the other curves. */
  readonly elsewhere: Readonly<Record<string, number | null>>;
  readonly options: readonly Option[];
  readonly steps: readonly Step[];
  readonly warnings: readonly string[];
}

export function planReportOf(result: PlanResult, context: Omit<ReportContext, "driver">): PlanReport {
  const { startedAt, ...generator } = context;
  const { plan, input, curve, items, elsewhere, error, warnings } = result;
  const { points, hits, ...objective } = input;
  const { hitRatio } = plan.chosen;
  const scaled = (ratio: number): number | null => {
    const bytes = bytesFor(points, ratio);
    return bytes === null ? null : bytes * input.growth;
  };
  return {
    schema: 2,
    verb: "plan",
    startedAt: startedAt.toISOString(),
    generator,
    objective: { ...objective, hits: hits ?? null },
    policy: curve.name,
    items,
    chosen: plan.chosen,
    cacheRange: [scaled(hitRatio - error) ?? plan.chosen.cacheBytes, scaled(hitRatio + error)],
    error,
    elsewhere,
    options: plan.options,
    steps: plan.steps,
    warnings,
  };
}

export function planTextOf(report: PlanReport): string {
  const { generator, chosen, warnings } = report;
  const steps = report.steps.map(({ what, formula }) => what.padEnd(26) + formula);
  const lines = [
    `${generator.name} ${generator.version}: plan, Node ${generator.node}`,
    "",
    ...objectiveLines(report),
    "",
    line("plan", headlineOf(chosen)),
    line("hit ratio", hitText(report)),
    line("memory", memoryText(report)),
    ...cheaperLine(report),
    "",
    ...steps,
    "",
    ...tableLines(report),
    ...(warnings.length === 0 ? [] : ["", ...warnings.map((warning) => line("note", warning))]),
  ];
  return `${lines.join("\n")}\n`;
}

function objectiveLines({ objective, items, policy }: PlanReport): string[] {
  const { load, machine, hits } = objective;
  const goal = hits === null ? "the cheapest hit ratio" : `${percent(hits)} hits`;
  return [
    line(
      "objective",
      `${count(load.peakRate)} requests/s at most, ${count(load.meanRate)} on average; ${goal}; ${count(items)} items; ${policy}`,
    ),
    line(
      "machine",
      `${bytesText(machine.memoryBytes)}, ${machine.vcpus} vCPUs, takes ${count(machine.knee)} requests/s`,
    ),
  ];
}

function headlineOf(chosen: Option): string {
  const machines = `${chosen.machines} machine${chosen.machines === 1 ? "" : "s"}`;
  return `${machines} with ${bytesText(chosen.memoryBytesEach)} each (maxmemory ${bytesText(chosen.cacheBytesEach)}), ${money(chosen.cost)} an hour`;
}

function hitText({ chosen, error }: PlanReport): string {
  return `${percent(chosen.hitRatio)}${error === 0 ? "" : `, give or take ${(error * 100).toFixed(2)} points`}`;
}

function memoryText({ chosen, cacheRange, elsewhere }: PlanReport): string {
  const [low, high] = cacheRange;
  const end = high === null ? "more than was simulated" : bytesText(high);
  const range = low === high ? "" : ` (${bytesText(low)} to ${end} by that error)`;
  const others = Object.entries(elsewhere).map(
    ([name, bytes]) => `${bytes === null ? "more than was simulated" : bytesText(bytes)} with ${name}`,
  );
  return `${bytesText(chosen.cacheBytes)} in all${range}; the same hits need ${others.join(", ")}`;
}

/** By the given prices; without any there is none. */
function cheaperLine({ options, chosen }: PlanReport): string[] {
  const cheapest = options.reduce((best, option) => (option.cost < best.cost ? option : best), chosen);
  if (cheapest.cost >= chosen.cost) return [];
  const { cacheBytes, hitRatio, cost } = cheapest;
  return [line("cheaper", `${bytesText(cacheBytes)} with ${percent(hitRatio)} hits, ${money(cost)} an hour`)];
}

export const PLAN_COLUMNS: readonly string[] = [
  "cache",
  "hit ratio",
  "machines",
  "memory each",
  "misses/s",
  "machines/h",
  "misses/h",
  "cost/h",
];

/** The cells of an option, in the order of the columns. */
export function planCells(option: Option): readonly string[] {
  const { cacheBytes, hitRatio, machines, memoryBytesEach, missesPerSecond, machineCost, missCost, cost } = option;
  return [
    bytesText(cacheBytes),
    percent(hitRatio),
    String(machines),
    bytesText(memoryBytesEach),
    count(missesPerSecond),
    money(machineCost),
    money(missCost),
    money(cost),
  ];
}

function tableLines({ options, chosen }: PlanReport): string[] {
  const rows = [PLAN_COLUMNS, ...options.map(planCells)];
  const marks = ["", ...options.map(({ cacheBytes }) => (cacheBytes === chosen.cacheBytes ? "  <- the plan" : ""))];
  return rows.map((cells, at) => cells.map((cell) => cell.padStart(12)).join("") + (marks[at] ?? ""));
}
