// The README against the code: its options table, its commands, its example report and its JSON table.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { usageOf } from "../src/help.ts";
import { parseCompareOptions } from "../src/options/compare-options.ts";
import type { OptionSpec } from "../src/options/option-table.ts";
import { parsePlanOptions } from "../src/options/plan-options.ts";
import { parseRunOptions, RUN_OPTIONS } from "../src/options/run-options.ts";
import { parseSaturateOptions } from "../src/options/saturate-options.ts";
import { parseSizeOptions } from "../src/options/size-options.ts";
import { WORKLOAD_OPTIONS } from "../src/options/workload-options.ts";
import { plan } from "../src/plan.ts";
import { type PlanReport, planReportOf } from "../src/report/plan-report.ts";
import { textOf } from "../src/report/text.ts";
import { compareVerb } from "../src/verbs/compare-verb.ts";
import { planVerb } from "../src/verbs/plan-verb.ts";
import { saturateVerb } from "../src/verbs/saturate-verb.ts";
import { sizeVerb } from "../src/verbs/size-verb.ts";
import type { Verb } from "../src/verbs/verb.ts";
import { OPERATION_KINDS } from "../src/workload/operations.ts";
import { sampleComparison } from "./fakes/comparison.ts";
import { sampleSaturate, sampleSize } from "./fakes/planning.ts";
import { crewResult, sampleReport } from "./fakes/reports.ts";

const CONTEXT = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** Table rows without the padding that the formatter adds. */
function rowsOf(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => line.replaceAll(/ +/g, " "));
}

/** A command line of the program: the verb, and what it gives after it. */
const COMMAND = /^(?:npm run loadgen --|segcache-loadgen) ([a-z]+)(?: (.*))?$/;

const PARSERS: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  run: parseRunOptions,
  saturate: parseSaturateOptions,
  compare: parseCompareOptions,
  size: parseSizeOptions,
  plan: parsePlanOptions,
};

/** The options that a verb does not share with `run`, or with others. */
function ownOptions({ options }: Verb, others: object = RUN_OPTIONS): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !(name in others)));
}

function blocksOf(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, block = ""]) => block);
}

/** The dotted paths of all leaves; an array counts as one. */
function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => pathsOf(child, path === "" ? key : `${path}.${key}`));
}

describe("README", () => {
  test.each([
    ["run", RUN_OPTIONS],
    ["saturate", ownOptions(saturateVerb)],
    ["compare", ownOptions(compareVerb)],
    ["size", ownOptions(sizeVerb, WORKLOAD_OPTIONS)],
    ["plan", planVerb.options],
  ])("has exactly the options of %s", (verb, options) => {
    const section = README.slice(README.indexOf(`## Options of \`${verb}\``)).split("\n## ")[0] ?? "";
    const specs = Object.entries(options) as [string, OptionSpec<unknown>][];
    const rows = specs.map(([name, spec]) => {
      const typed = spec.default === undefined ? "" : `\`${spec.default}\` `;
      return `| \`${usageOf(name, spec)}\` | ${typed}| ${spec.doc} |`;
    });
    expect(rowsOf(section).filter((row) => row.startsWith("| `--"))).toEqual(rows);
  });

  test("has commands that the parser takes", () => {
    const commands = blocksOf("sh")
      .flatMap((block) => block.split("\n"))
      .filter((line) => COMMAND.test(line));
    expect(commands.length).toBeGreaterThanOrEqual(4);
    // --help is the entry's business, not the parser's.
    for (const command of commands.filter((line) => !line.endsWith("--help"))) {
      const [, verb = "", typed = ""] = COMMAND.exec(command) ?? [];
      expect(PARSERS).toHaveProperty(verb);
      expect(() => PARSERS[verb]?.(typed.split(" ").filter((word) => word !== ""))).not.toThrow();
    }
  });

  test("shows a report of today's shape", () => {
    const labels = (text: string): string[] =>
      text.split("\n").map((line) => /^ *[a-z ]+(?= {2})/.exec(line)?.[0].trim() ?? "");
    const phases = { prefill: crewResult(), warmup: crewResult() };
    expect(labels(blocksOf("text")[0] ?? "")).toEqual(labels(textOf(sampleReport(phases))));
  });

  test.each([
    ["run", sampleReport({ prefill: crewResult(), warmup: crewResult() }, "--rate 10")],
    ["saturate", sampleSaturate()],
    ["compare", sampleComparison().report],
    ["size", sampleSize()],
    ["plan", samplePlan()],
  ])("documents every field of the JSON of %s", (verb, report: object) => {
    const section = README.slice(README.indexOf(`### JSON of \`${verb}\``)).split(/\n###? /)[0] ?? "";
    const documented = rowsOf(section).flatMap((row) => /^\| `([a-zA-Z0-9.]+)` \|/.exec(row)?.[1] ?? []);
    // Settings are documented under workload files.
    const shown = "workload" in report ? { ...report, workload: "settings" } : report;
    const paths = pathsOf(shown).map(generalized);
    expect(documented.toSorted()).toEqual([...new Set(paths)].filter((path) => !path.endsWith("Ms.KIND")).toSorted());
  });
});

/** One row of the table stands for every kind of operation, one for every curve. */
function generalized(path: string): string {
  const parts = path.split(".");
  const general = parts.map((part) => (OPERATION_KINDS.some((kind) => kind === part) ? "KIND" : part)).join(".");
  return general.replace(/^elsewhere\..*/, "elsewhere.NAME").replace(/^figures\.\w+/, "figures.NAME");
}

function samplePlan(): PlanReport {
  const options = parsePlanOptions("--size s --saturate k --peak-rate 100000 --hits 0.9".split(" "));
  return planReportOf(plan(options, { size: sampleSize(), saturate: sampleSaturate() }), CONTEXT);
}
