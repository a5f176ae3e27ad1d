// The page of `compare`: the table of ratios, throughput round by round, and the latency distributions of both servers.
import type { BySide } from "../compare.ts";
import type { Latencies } from "../load/latencies.ts";
import { COMPARE_COLUMNS, type CompareReport, compareRows, compareTextOf } from "../report/compare-report.ts";
import { distributionChart } from "./distribution-chart.ts";
import type { Chart, Page } from "./page.ts";

/** @param latencies of all operations in the rounds of the report. */
export function comparePage(report: CompareReport, latencies: BySide<Latencies>): Page {
  const { targets, rounds } = report;
  const [a, b] = [`A: ${targets.a}`, `B: ${targets.b}`];
  const isEmpty = rounds.length === 0;
  const ratios = { title: "Ratios", columns: COMPARE_COLUMNS, rows: compareRows(report), sentences: false, chosen: -1 };
  return {
    title: `compare: ${targets.a} and ${targets.b}`,
    text: compareTextOf(report),
    tables: isEmpty ? [] : [ratios],
    charts: isEmpty ? [] : [throughput(report, a, b), distributionChart({ [a]: latencies.a, [b]: latencies.b })],
  };
}

function throughput({ rounds }: CompareReport, a: string, b: string): Chart {
  return {
    title: "Throughput by round",
    x: { label: "round", format: "counts", log: false, values: rounds.map((_, at) => at + 1) },
    y: { label: "requests/s", format: "plain", log: false },
    series: [
      { label: a, values: rounds.map((round) => round.a.operationsPerSecond) },
      { label: b, values: rounds.map((round) => round.b.operationsPerSecond) },
    ],
    marks: [],
  };
}
