// The page of `run`: throughput and latency over time, the hit ratio where there are reads, and the latency distribution.
import type { Latencies } from "../load/latencies.ts";
import type { Report, SecondReport } from "../report/report-shape.ts";
import { textOf } from "../report/text.ts";
import { distributionChart } from "./distribution-chart.ts";
import type { AxisFormat, Chart, ChartSeries, Page } from "./page.ts";

/** @param responses of all operations. */
export function runPage(report: Report, responses: Latencies): Page {
  const { series } = report;
  const load = report.load.trace ?? String(report.workload.mix);
  const charts = [
    overTime("Throughput over time", "requests/s", "plain", series, { answered: ({ operations }) => operations }),
    overTime("Latency over time", "latency", "ms", series, {
      p50: (row) => row.p50,
      p99: (row) => row.p99,
      max: (row) => row.max,
    }),
    overTime("Hit ratio over time", "hits", "percent", series, { "hit ratio": ({ hitRatio }) => hitRatio }),
    distributionChart({ "all operations": responses }),
  ];
  const hasValues = ({ series: lines }: Chart): boolean =>
    lines.some(({ values }) => values.some((value) => value !== null));
  return {
    title: `run: ${load} against ${report.target.address}`,
    text: textOf(report),
    charts: charts.filter(hasValues),
    tables: [],
  };
}

function overTime(
  title: string,
  label: string,
  format: AxisFormat,
  rows: readonly SecondReport[],
  figures: Readonly<Record<string, (row: SecondReport) => number | null>>,
): Chart {
  const x = { label: "time", format: "seconds" as const, log: false, values: rows.map(({ second }) => second) };
  const series: ChartSeries[] = Object.entries(figures).map(([name, of]) => ({ label: name, values: rows.map(of) }));
  return { title, x, y: { label, format, log: false }, series, marks: [] };
}
