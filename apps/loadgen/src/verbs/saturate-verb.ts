// `saturate`: the highest rate that keeps a latency objective.
import { systemClock, today } from "../clock.ts";
import { driverOf } from "../drivers/drivers.ts";
import { htmlOf } from "../html/page.ts";
import { saturatePage } from "../html/sizing-pages.ts";
import { systemCrew } from "../load/crew.ts";
import { parseSaturateOptions, SATURATE_OPTIONS } from "../options/saturate-options.ts";
import { progressOn } from "../progress.ts";
import { checkWritable, writeHtml, writeJson } from "../report/files.ts";
import { saturateReportOf, saturateTextOf } from "../report/saturate-report.ts";
import { loadPlanOf } from "../run.ts";
import { runSaturate } from "../saturate.ts";
import type { Verb, VerbContext } from "./verb.ts";

const EXAMPLES = `examples:
  how many requests a second a server takes with 99 % of them answered within 5 ms:
    segcache-loadgen saturate --driver raw --prefill
  a stricter objective, two generator threads, longer steps:
    segcache-loadgen saturate --slo 1ms --percentile 99.9 --threads 2 --step 20s --driver raw --prefill
  with the traffic of a production cache, arriving as of many independent users:
    segcache-loadgen saturate --preset twitter-52 --arrivals poisson --prefill --json knee.json

The rate is doubled until the objective fails twice in a row, then the gap is halved, --repeats times over;
the report gives the median of these knees, their spread, and latencies at parts of the median.
`;

export const saturateVerb: Verb = {
  name: "saturate",
  summary: "find the highest rate that keeps a latency objective",
  options: SATURATE_OPTIONS,
  examples: EXAMPLES,

  async run(args: readonly string[], context: VerbContext): Promise<number> {
    const options = parseSaturateOptions(args, context.env);
    if (options.json !== undefined) checkWritable("--json", options.json);
    if (options.html !== undefined) checkWritable("--html", options.html);
    const stop = context.stopOnSignals();
    const startedAt = today();
    const result = await runSaturate(options, {
      crew: systemCrew(loadPlanOf(options.base)),
      progress: progressOn(context.progressOutput, systemClock),
      signal: stop.signal,
    });
    const { name, version } = context;
    const driver = driverOf(options.base.driver).name;
    const report = saturateReportOf(options, result, { startedAt, name, version, node: process.version, driver });
    context.print(saturateTextOf(report));
    if (options.json !== undefined) writeJson(options.json, report);
    if (options.html !== undefined) writeHtml(options.html, htmlOf(saturatePage(report)));
    return stop.exitCode() ?? (result.errors.size > 0 ? 1 : 0);
  },
};
