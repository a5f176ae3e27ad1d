// `size`: the hit ratio against memory, without any server.
import { systemClock, today } from "../clock.ts";
import { htmlOf } from "../html/page.ts";
import { sizePage } from "../html/sizing-pages.ts";
import { parseSizeOptions, SIZE_OPTIONS, type SizeOptions } from "../options/size-options.ts";
import { progressOn } from "../progress.ts";
import { checkWritable, writeHtml, writeJson, writeTable } from "../report/files.ts";
import { type SizeOutcome, type SizeReport, sizeReportOf, sizeTextOf } from "../report/size-report.ts";
import { errorOf, type SizingParts, simulate } from "../size.ts";
import { prepare } from "../sizing/preparation.ts";
import { FULL } from "../sizing/sampling.ts";
import type { Verb, VerbContext } from "./verb.ts";

const EXAMPLES = `examples:
  how much memory a skewed workload of five million keys needs, misses being filled:
    segcache-loadgen size --keys 5000000 --distribution zipf --look-aside --ratio 0:1
  for recorded traffic, at sizes of your choice, with all policies that come into question:
    segcache-loadgen size --trace cluster52.csv.zst --look-aside --sizes 1gb,2gb,4gb --policies s3fifo,merge
  like a production cache at 50,000 requests a second, and how far the samples are from the truth:
    segcache-loadgen size --preset twitter-52 --keys 300000 --look-aside --rate 50000 --measure-error

The engine itself is simulated, with the trace's clock. Redis and memcached stand beside it as exact LRU with
the bytes they take for an item. Unless --full is given, only some keys are followed, in smaller caches.
`;

export const sizeVerb: Verb = {
  name: "size",
  summary: "find the hit ratio at each memory size by simulation, without a server",
  options: SIZE_OPTIONS,
  examples: EXAMPLES,

  async run(args: readonly string[], context: VerbContext): Promise<number> {
    const options = parseSizeOptions(args);
    if (options.json !== undefined) checkWritable("--json", options.json);
    if (options.csv !== undefined) checkWritable("--csv", options.csv);
    if (options.html !== undefined) checkWritable("--html", options.html);
    const stop = context.stopOnSignals();
    const startedAt = today();
    const progress = progressOn(context.progressOutput, systemClock);
    const outcome = await sizeOf(options, { clock: systemClock, progress, signal: stop.signal });
    const { name, version } = context;
    const report = sizeReportOf(options, outcome, { startedAt, name, version, node: process.version });
    context.print(sizeTextOf(report));
    if (options.json !== undefined) writeJson(options.json, report);
    if (options.csv !== undefined) writeCurves(options.csv, report);
    if (options.html !== undefined) writeHtml(options.html, htmlOf(sizePage(report)));
    return stop.exitCode() ?? 0;
  },
};

async function sizeOf(options: SizeOptions, parts: SizingParts): Promise<SizeOutcome> {
  const { plan, sampling, extent } = await prepare(options, process.availableMemory(), parts);
  const result = await simulate(plan, sampling, parts);
  const measures = options.measureError && sampling.rate < 1 && !result.interrupted;
  const full = measures ? await simulate(plan, FULL, parts) : undefined;
  const isWhole = full !== undefined && !full.interrupted;
  const { warmup, recorded } = plan;
  return {
    extent,
    warmup,
    recorded,
    result,
    full: isWhole ? { result: full, error: errorOf(result, full) } : undefined,
  };
}

/** A line for each size: hit ratio and error of each curve. */
function writeCurves(path: string, { curves }: SizeReport): void {
  const heading = ["bytes", ...curves.flatMap(({ name }) => [name, `${name}_error`])];
  const rows = (curves[0]?.points ?? []).map(({ bytes }, at) => {
    return [bytes, ...curves.flatMap(({ points }) => [points[at]?.hitRatio ?? null, points[at]?.error ?? null])];
  });
  writeTable(path, heading, rows);
}
