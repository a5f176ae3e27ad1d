// `run`: one workload or trace, one report.
import { systemClock, today } from "../clock.ts";
import { driverOf } from "../drivers/drivers.ts";
import { htmlOf } from "../html/page.ts";
import { runPage } from "../html/run-page.ts";
import { systemCrew } from "../load/crew.ts";
import { Latencies } from "../load/latencies.ts";
import { type OutputOptions, parseRunOptions, RUN_OPTIONS } from "../options/run-options.ts";
import { workloadFileOf } from "../options/workload-file.ts";
import { progressOn } from "../progress.ts";
import { checkWritable, writeCsv, writeHgrm, writeHtml, writeJson } from "../report/files.ts";
import { hasErrors, reportOf } from "../report/report.ts";
import { textOf } from "../report/text.ts";
import { loadPlanOf, run } from "../run.ts";
import type { Verb, VerbContext } from "./verb.ts";

const EXAMPLES = `examples:
  100,000 requests on 20 connections, one get in flight on each:
    segcache-loadgen run --ratio 0:1 --prefill
  a cache in front of a database: skewed keys, misses are filled, entries live ten minutes:
    segcache-loadgen run --duration 1m --keys 1000000 --distribution zipf --look-aside --ttl 10m
  as many requests as possible, to see where throughput ends:
    segcache-loadgen run --duration 10s --clients 50 --pipeline 16 --warmup 2s --driver raw
  how 20,000 requests a second feel, whatever the server does:
    segcache-loadgen run --duration 1m --rate 20000 --arrivals poisson --preset twitter-52
  recorded traffic, twice as fast:
    segcache-loadgen run --trace monitor.log --speed 2
`;

export const runVerb: Verb = {
  name: "run",
  summary: "send one workload or trace to a server, print one report",
  options: RUN_OPTIONS,
  examples: EXAMPLES,

  async run(args: readonly string[], context: VerbContext): Promise<number> {
    const options = parseRunOptions(args, context.env);
    if (options.printWorkload) {
      context.print(workloadFileOf(options.workload.settings));
      return 0;
    }
    checkOutputs(options);
    const stop = context.stopOnSignals();
    const startedAt = today();
    const result = await run(options, {
      crew: systemCrew(loadPlanOf(options)),
      progress: progressOn(context.progressOutput, systemClock),
      signal: stop.signal,
    });
    const { name, version } = context;
    const driver = driverOf(options.driver).name;
    const report = reportOf(options, result, { startedAt, name, version, node: process.version, driver });
    context.print(textOf(report));
    if (options.json !== undefined) writeJson(options.json, report);
    if (options.csv !== undefined) writeCsv(options.csv, report.series);
    const responses = result.measured?.measurements.allResponses() ?? new Latencies();
    if (options.hgrm !== undefined) writeHgrm(options.hgrm, responses);
    if (options.html !== undefined) writeHtml(options.html, htmlOf(runPage(report, responses)));
    return stop.exitCode() ?? (hasErrors(report) ? 1 : 0);
  },
};

function checkOutputs({ json, csv, hgrm, html }: OutputOptions): void {
  if (json !== undefined) checkWritable("--json", json);
  if (csv !== undefined) checkWritable("--csv", csv);
  if (hgrm !== undefined) checkWritable("--hgrm", hgrm);
  if (html !== undefined) checkWritable("--html", html);
}
