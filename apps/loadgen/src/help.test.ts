import { describe, expect, test } from "vitest";
import { GENERAL_HELP, runHelp } from "./help.ts";
import { flagOf } from "./options/option-table.ts";
import { parseRunOptions, RUN_OPTIONS } from "./options/run-options.ts";

/** The command lines of a help text, without the program and the verb. */
function examplesIn(help: string): string[][] {
  const lines = help.split("\n").filter((line) => /^ +segcache-loadgen run /.test(line));
  return lines.map((line) => line.trim().split(" ").slice(2));
}

describe("help", () => {
  test("of run shows every option with its default", () => {
    const lines = runHelp()
      .replaceAll(/\n {4,}/g, " ")
      .split("\n");
    for (const [name, spec] of Object.entries(RUN_OPTIONS)) {
      const line = lines.find((candidate) => candidate.startsWith(`  ${flagOf(name)} `));
      expect(line).toContain(spec.doc);
      if (spec.default !== undefined) expect(line).toContain(`[${spec.default}]`);
    }
  });

  test("shows examples that the parser takes", () => {
    const examples = [...examplesIn(GENERAL_HELP), ...examplesIn(runHelp())];
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const example of examples) expect(() => parseRunOptions(example)).not.toThrow();
  });

  test("fits a terminal of 110 columns", () => {
    for (const line of `${GENERAL_HELP}${runHelp()}`.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  });
});
