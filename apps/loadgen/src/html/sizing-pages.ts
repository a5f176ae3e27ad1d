// The pages of `size`, `saturate` and `plan`: hit ratio against memory, latency up to the knee and beyond, and the table of
// ways to do it.
import { PLAN_COLUMNS, type PlanReport, planCells, planTextOf } from "../report/plan-report.ts";
import { type SaturateReport, saturateTextOf } from "../report/saturate-report.ts";
import { type SizeReport, sizeTextOf } from "../report/size-report.ts";
import type { Chart, Page } from "./page.ts";

export function sizePage(report: SizeReport): Page {
  const { trace, workload } = report;
  return {
    title: `size: ${trace ?? `${workload.mix}, ${workload.distribution}`}`,
    text: sizeTextOf(report),
    charts: [hitRatioChart(report, 1, [])],
    tables: [],
  };
}

export function saturatePage(report: SaturateReport): Page {
  const { objective, target } = report;
  return {
    title: `saturate: ${target.address}, p${objective.percentile} up to ${objective.sloMs} ms`,
    text: saturateTextOf(report),
    charts: [kneeChart(report)],
    tables: [],
  };
}

/** @param saturate undefined where the knee was given. */
export function planPage(report: PlanReport, size: SizeReport, saturate: SaturateReport | undefined): Page {
  const { chosen, options, objective, steps } = report;
  return {
    title: `plan: ${chosen.machines} machines for ${Math.round(objective.load.peakRate).toLocaleString("en-US")} requests/s`,
    text: planTextOf(report),
    charts: [
      hitRatioChart(size, objective.growth, [{ at: chosen.cacheBytes, label: "the plan" }]),
      ...(saturate === undefined ? [] : [kneeChart(saturate)]),
    ],
    tables: [
      {
        title: "Ways to do it",
        columns: PLAN_COLUMNS,
        rows: options.map(planCells),
        sentences: false,
        chosen: options.findIndex(({ cacheBytes }) => cacheBytes === chosen.cacheBytes),
      },
      {
        title: "Arithmetic",
        columns: ["figure", "how"],
        rows: steps.map(({ what, formula }) => [what, formula]),
        sentences: true,
        chosen: -1,
      },
    ],
  };
}

/** @param growth items that the memory is for, over those simulated. */
function hitRatioChart({ curves }: SizeReport, growth: number, marks: Chart["marks"]): Chart {
  return {
    title: "Hit ratio against memory",
    x: {
      label: "memory",
      format: "bytes",
      log: true,
      values: (curves[0]?.points ?? []).map(({ bytes }) => bytes * growth),
    },
    y: { label: "hits", format: "percent", log: false },
    series: curves.map(({ name, points }) => ({ label: name, values: points.map(({ hitRatio }) => hitRatio) })),
    marks,
  };
}

/** All steps by their rate; of those at one rate the last. */
function kneeChart({ steps, headroom, knee, objective }: SaturateReport): Chart {
  const byRate = new Map([...steps, ...headroom].map((step) => [step.rate, step]));
  const sorted = [...byRate.values()].toSorted((a, b) => a.rate - b.rate);
  return {
    title: "Latency against rate",
    x: { label: "offered requests/s", format: "plain", log: false, values: sorted.map(({ rate }) => rate) },
    y: { label: "latency", format: "ms", log: true },
    series: [
      { label: `p${objective.percentile}`, values: sorted.map(({ latencyMs }) => latencyMs) },
      { label: "p50", values: sorted.map(({ p50Ms }) => p50Ms) },
      { label: "objective", values: sorted.map(() => objective.sloMs) },
    ],
    marks: knee === null || knee.median === 0 ? [] : [{ at: knee.median, label: "knee" }],
  };
}
