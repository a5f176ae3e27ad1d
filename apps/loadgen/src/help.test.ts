import { describe, expect, test } from "vitest";
import { generalHelp, usageOf, verbHelp } from "./help.ts";
import { parseCompareOptions } from "./options/compare-options.ts";
import type { OptionSpec } from "./options/option-table.ts";
import { parsePlanOptions } from "./options/plan-options.ts";
import { parseRunOptions } from "./options/run-options.ts";
import { parseSaturateOptions } from "./options/saturate-options.ts";
import { parseSizeOptions } from "./options/size-options.ts";
import { VERBS } from "./verbs/verbs.ts";

const PARSERS: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  run: parseRunOptions,
  saturate: parseSaturateOptions,
  compare: parseCompareOptions,
  size: parseSizeOptions,
  plan: parsePlanOptions,
};

/** The command lines of a help text, without the program. */
function examplesIn(help: string): string[][] {
  const lines = help.split("\n").filter((line) => /^ +segcache-loadgen [a-z]+ /.test(line));
  return lines.map((line) => line.trim().split(" ").slice(1)).filter(([verb]) => verb !== "VERB");
}

describe("help", () => {
  test.each(VERBS.map((verb) => [verb.name, verb] as const))("of %s shows every option with its default", (_, verb) => {
    const lines = verbHelp(verb)
      .replaceAll(/\n {4,}/g, " ")
      .split("\n");
    for (const [name, spec] of Object.entries(verb.options) as [string, OptionSpec<unknown>][]) {
      const line = lines.find((candidate) => candidate.startsWith(`  ${usageOf(name, spec)} `));
      expect(line).toContain(spec.doc);
      if (spec.default !== undefined) expect(line).toContain(`[${spec.default}]`);
    }
  });

  test("shows examples that the parsers take, at least two for each verb", () => {
    const examples = [generalHelp(VERBS), ...VERBS.map(verbHelp)].flatMap(examplesIn);
    for (const { name } of VERBS) expect(examples.filter(([verb]) => verb === name).length).toBeGreaterThanOrEqual(2);
    for (const [verb = "", ...args] of examples) expect(() => PARSERS[verb]?.(args)).not.toThrow();
  });

  test("lists every verb", () => {
    for (const { name, summary } of VERBS)
      expect(generalHelp(VERBS)).toMatch(new RegExp(`\\n {2}${name} +${summary}\\n`));
  });

  test("fits a terminal of 110 columns", () => {
    for (const line of [generalHelp(VERBS), ...VERBS.map(verbHelp)].join("\n").split("\n")) {
      expect(line.length).toBeLessThanOrEqual(110);
    }
  });
});
