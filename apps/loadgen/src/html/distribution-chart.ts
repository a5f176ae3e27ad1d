// Latency against percentile, each further nine as wide as the one before.
import type { Latencies } from "../load/latencies.ts";
import type { Chart } from "./page.ts";

/** So many places of the distribution for each further nine. */
const STEPS_PER_NINE = 20;

/** @param lines by their labels; each goes as far as it has latencies to tell. */
export function distributionChart(lines: Readonly<Record<string, Latencies>>): Chart {
  const placesOf = ({ count }: Latencies): number =>
    count === 0 ? 0 : Math.floor(Math.log10(count) * STEPS_PER_NINE) + 1;
  const length = Math.max(1, ...Object.values(lines).map(placesOf));
  const places = Array.from({ length }, (_, at) => at / STEPS_PER_NINE);
  const valuesOf = (latencies: Latencies): (number | null)[] =>
    places.map((place, at) => (at < placesOf(latencies) ? latencyMsAt(latencies, place) : null));
  return {
    title: "Latency distribution",
    x: { label: "percentile", format: "nines", log: false, values: places },
    y: { label: "latency", format: "ms", log: true },
    series: Object.entries(lines).map(([label, latencies]) => ({ label, values: valuesOf(latencies) })),
    marks: [],
  };
}

/** A logarithmic axis has no zero: below a microsecond nothing is measured. */
function latencyMsAt(latencies: Latencies, nines: number): number {
  return Math.max(1, latencies.percentileUs(100 - 100 / 10 ** nines)) / 1000;
}
