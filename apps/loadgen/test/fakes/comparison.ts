// Two servers compared, with figures that are easy to recognise: B takes twice as long as A.
import type { BySide, Comparison, RoundFigures } from "../../src/compare.ts";
import { Latencies } from "../../src/load/latencies.ts";
import { parseCompareOptions } from "../../src/options/compare-options.ts";
import { type CompareReport, compareReportOf } from "../../src/report/compare-report.ts";

const CONTEXT = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };

/** @param rounds how many came to their end. */
export function sampleComparison(rounds: number = 2): { report: CompareReport; latencies: BySide<Latencies> } {
  const latencies = { a: latenciesOf(1000, 1), b: latenciesOf(100, 2) };
  const result: Comparison = {
    rounds: Array.from({ length: rounds }, (_, at) => ({ a: figures(1, at), b: figures(2, at) })),
    latencies,
    interrupted: false,
    errors: 0,
  };
  const options = parseCompareOptions(["--against", "127.0.0.1:6380"]);
  return { report: compareReportOf(options, result, { ...CONTEXT, driver: "fake 1.0" }), latencies };
}

/** A round is a thousand requests a second faster than the one before. */
function figures(slowness: number, round: number): RoundFigures {
  const [p50Ms, p99Ms, p999Ms] = [slowness, slowness * 10, slowness * 20];
  const counts = { hitRatio: 1 / slowness, errors: 0, dropped: 0, generatorBound: false };
  return { operationsPerSecond: (10_000 + 1000 * round) / slowness, p50Ms, p99Ms, p999Ms, ...counts };
}

function latenciesOf(count: number, slowness: number): Latencies {
  const latencies = new Latencies();
  for (let us = 1; us <= count; us++) latencies.record(us * slowness);
  return latencies;
}
