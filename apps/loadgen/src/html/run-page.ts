// The page of `run`: throughput and latency over time, the hit ratio where there are reads, and the latency distribution.
import type { Latencies } from "../load/latencies.ts";
import type { Report, SecondReport } from "../report/report-shape.ts";
import { textOf } from "../report/text.ts";
import type { AxisFormat, Chart, ChartSeries, Page } from "./page.ts";

/** So many places of the distribution for each further nine. */
const STEPS_PER_NINE = 20;

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
    distribution(responses),
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

/** Latency against percentile, each further nine as wide as the one before. */
function distribution(responses: Latencies): Chart {
  const { count } = responses;
  const nines = count === 0 ? 0 : Math.log10(count);
  const places = Array.from({ length: Math.floor(nines * STEPS_PER_NINE) + 1 }, (_, at) => at / STEPS_PER_NINE);
  const values = places.map((place) => {
    // A logarithmic axis has no zero: below a microsecond nothing is measured.
    return count === 0 ? null : Math.max(1, responses.percentileUs(100 - 100 / 10 ** place)) / 1000;
  });
  return {
    title: "Latency distribution",
    x: { label: "percentile", format: "nines", log: false, values: places },
    y: { label: "latency", format: "ms", log: true },
    series: [{ label: "all operations", values }],
    marks: [],
  };
}
