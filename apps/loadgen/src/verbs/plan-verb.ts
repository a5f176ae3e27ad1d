// `plan`: machines, memory and cost for an objective.
import { today } from "../clock.ts";
import { htmlOf } from "../html/page.ts";
import { planPage } from "../html/sizing-pages.ts";
import { PLAN_OPTIONS, parsePlanOptions } from "../options/plan-options.ts";
import { plan, readEvidence } from "../plan.ts";
import { checkWritable, writeHtml, writeJson } from "../report/files.ts";
import { planReportOf, planTextOf } from "../report/plan-report.ts";
import type { Verb, VerbContext } from "./verb.ts";

const EXAMPLES = `examples:
  machines for 200,000 requests a second with 95 % hits, from what the other two verbs found out:
    segcache-loadgen plan --size size.json --saturate knee.json --peak-rate 200000 --hits 0.95
  the cheapest hit ratio, where misses cost something:
    segcache-loadgen plan --size size.json --knee 90000 --peak-rate 9000 --price-memory .01 --miss-cost 2e-7

Prices may be in any currency. A knee counts with the least of its searches.
`;

export const planVerb: Verb = {
  name: "plan",
  summary: "find machines, memory and cost for an objective, from the reports of size and saturate",
  options: PLAN_OPTIONS,
  examples: EXAMPLES,

  async run(args: readonly string[], context: VerbContext): Promise<number> {
    const options = parsePlanOptions(args);
    if (options.json !== undefined) checkWritable("--json", options.json);
    if (options.html !== undefined) checkWritable("--html", options.html);
    const evidence = readEvidence(options);
    const { name, version } = context;
    const report = planReportOf(plan(options, evidence), { startedAt: today(), name, version, node: process.version });
    context.print(planTextOf(report));
    if (options.json !== undefined) writeJson(options.json, report);
    if (options.html !== undefined) {
      writeHtml(options.html, htmlOf(planPage(report, evidence.size, evidence.saturate)));
    }
    return 0;
  },
};
