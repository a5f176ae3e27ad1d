// `compare`: the same workload against two servers in alternation, with ratios.
import { systemClock, today } from "../clock.ts";
import { compare } from "../compare.ts";
import { driverOf } from "../drivers/drivers.ts";
import { comparePage } from "../html/compare-page.ts";
import { htmlOf } from "../html/page.ts";
import { systemCrew } from "../load/crew.ts";
import { COMPARE_OPTIONS, parseCompareOptions } from "../options/compare-options.ts";
import { progressOn } from "../progress.ts";
import { compareReportOf, compareTextOf } from "../report/compare-report.ts";
import { checkWritable, writeHtml, writeJson } from "../report/files.ts";
import { loadPlanOf } from "../run.ts";
import type { Verb, VerbContext } from "./verb.ts";

const EXAMPLES = `examples:
  two servers on this machine, five rounds each:
    segcache-loadgen compare --port 6379 --against 127.0.0.1:6380 --rounds 5 --prefill --driver raw
  how they feel at the same rate:
    segcache-loadgen compare --against cache.example:6379 --rate 20000 --duration 30s --preset twitter-52
  with charts, to pass on:
    segcache-loadgen compare --against 127.0.0.1:6380 --prefill --driver raw --html compare.html
`;

export const compareVerb: Verb = {
  name: "compare",
  summary: "run the same workload against two servers in alternation, with ratios",
  options: COMPARE_OPTIONS,
  examples: EXAMPLES,

  async run(args: readonly string[], context: VerbContext): Promise<number> {
    const options = parseCompareOptions(args, context.env);
    if (options.json !== undefined) checkWritable("--json", options.json);
    if (options.html !== undefined) checkWritable("--html", options.html);
    const { signal, exitCode } = context.stopOnSignals();
    const startedAt = today();
    const progress = progressOn(context.progressOutput, systemClock);
    const result = await compare(options, (side) => ({ crew: systemCrew(loadPlanOf(side)), progress, signal }), signal);
    const { name, version } = context;
    const driver = driverOf(options.a.driver).name;
    const report = compareReportOf(options, result, { startedAt, name, version, node: process.version, driver });
    context.print(compareTextOf(report));
    if (options.json !== undefined) writeJson(options.json, report);
    if (options.html !== undefined) writeHtml(options.html, htmlOf(comparePage(report, result.latencies)));
    return exitCode() ?? (result.errors > 0 ? 1 : 0);
  },
};
