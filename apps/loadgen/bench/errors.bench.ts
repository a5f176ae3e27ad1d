// What sampling costs on real traces: each is simulated by the smallest sample that `size` takes, and in full.
import { type Cell, type Column, cellTexts, type Report, reportOf } from "segcache-bench-report";
import { parseSizeOptions } from "../src/options/size-options.ts";
import type { SizeReport } from "../src/report/size-report.ts";
import { SAMPLED_KEYS_MIN, SAMPLES, SEGMENTS_MIN } from "../src/sizing/sampling.ts";
import { traceSource } from "../src/sizing/sources.ts";
import { type Extent, Survey } from "../src/sizing/survey.ts";
import { nameOf, reportBy, tracePaths } from "./programs.ts";

const SIZE_SHARES = [1 / 4, 1 / 2, 3 / 4];
const SIZE_BYTES_MIN = 2 ** 20;
const SEGMENT_BYTES_MIN = 4096;
const VALUES = "lognormal:159:1";
const REQUESTS_MAX = Number(process.env.BENCH_REQUESTS ?? 1_000_000);
const COLUMNS: readonly Column[] = [
  { title: "trace" },
  { title: "sample, %", digits: 1 },
  { title: "keys", digits: 0 },
  { title: "largest error, points", digits: 2 },
  { title: "estimated, points", digits: 2 },
  { title: "values too large", digits: 0 },
];
/** A little above the least, which is refused where an estimate was too high. */
const MARGIN = 1.1;

export async function runErrors(): Promise<Report | undefined> {
  const paths = tracePaths("errors");
  if (paths.length === 0) return undefined;
  const rows: Cell[][] = [];
  const full: string[] = [];
  for (const path of paths) {
    const { keys, footprintBytes } = await extentOf(path);
    const sizes = SIZE_SHARES.map((part) => Math.round(Math.max(SIZE_BYTES_MIN, footprintBytes * part)));
    const least = Math.max(SAMPLED_KEYS_MIN / keys, (SEGMENTS_MIN * SAMPLES * SEGMENT_BYTES_MIN) / (sizes[0] ?? 1));
    const rate = least * MARGIN;
    if (rate >= 1) {
      full.push(nameOf(path));
      continue;
    }
    const args = ["--trace", path, "--look-aside", "--value-size", VALUES, "--requests", `${REQUESTS_MAX}`];
    const sampled = ["--sample", rate.toFixed(4), "--sizes", sizes.join(","), "--measure-error"];
    const { error, simulation } = await reportBy<SizeReport>("size", [...args, ...sampled]);
    const [measured, estimated] = [error.measured ?? Number.NaN, error.estimated ?? Number.NaN];
    const { followedKeys, tooLarge } = simulation;
    const row = [nameOf(path), rate * 100, followedKeys, measured * 100, estimated * 100, tooLarge];
    rows.push(row);
    console.error(`errors: ${cellTexts(COLUMNS, row).join(", ")}`);
  }
  const options = { values: VALUES, requestsMax: REQUESTS_MAX, sizeShares: SIZE_SHARES };
  return reportOf("errors", { options }, [
    {
      title: "The smallest legal sample of real traces against full simulation",
      columns: COLUMNS,
      rows,
      notes: [`Too few keys or bytes to be sampled at all: ${full.length === 0 ? "none" : full.join(", ")}.`],
    },
  ]);
}

async function extentOf(path: string): Promise<Extent> {
  const { spec } = parseSizeOptions(["--look-aside", "--value-size", VALUES]).workload;
  const survey = new Survey();
  for await (const _ of traceSource({ path, spec, requests: REQUESTS_MAX, speed: 1 })(survey));
  return survey.extent(1);
}
