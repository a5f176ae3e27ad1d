// The README against the code: its options table, its commands, its example report and its JSON table.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { usageOf } from "../src/help.ts";
import { parseRunOptions, RUN_OPTIONS } from "../src/options.ts";
import { textOf } from "../src/report/text.ts";
import { measuredPhase, sampleReport } from "./fakes/reports.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** Table rows without the padding that the formatter adds. */
const ROWS = README.split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.replaceAll(/ +/g, " "));

/** A command line of the program; what it gives after the verb. */
const COMMAND = /^(?:npm run loadgen --|segcache-loadgen) run(?: (.*))?$/;

function blocksOf(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, block = ""]) => block);
}

/** The dotted paths of all leaves; an array counts as one. */
function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => pathsOf(child, path === "" ? key : `${path}.${key}`));
}

describe("README", () => {
  test("has exactly the options of the table", () => {
    const rows = Object.entries(RUN_OPTIONS).map(([name, spec]) => {
      const typed = spec.default === undefined ? "" : `\`${spec.default}\` `;
      return `| \`${usageOf(name, spec)}\` | ${typed}| ${spec.doc} |`;
    });
    expect(ROWS.filter((row) => row.startsWith("| `--"))).toEqual(rows);
  });

  test("has commands that the parser takes", () => {
    const commands = blocksOf("sh")
      .flatMap((block) => block.split("\n"))
      .filter((line) => COMMAND.test(line));
    expect(commands.length).toBeGreaterThanOrEqual(4);
    // --help is the entry's business, not the parser's.
    for (const command of commands.filter((line) => !line.endsWith("--help"))) {
      const [, typed = ""] = COMMAND.exec(command) ?? [];
      expect(() => parseRunOptions(typed.split(" ").filter((word) => word !== ""))).not.toThrow();
    }
  });

  test("shows a report of today's shape", () => {
    const labels = (text: string): string[] =>
      text.split("\n").map((line) => /^ *[a-z ]+(?= {2})/.exec(line)?.[0].trim() ?? "");
    const phases = { prefill: measuredPhase(), warmup: measuredPhase() };
    expect(labels(blocksOf("text")[0] ?? "")).toEqual(labels(textOf(sampleReport(phases))));
  });

  test("documents every field of the JSON report", () => {
    const documented = ROWS.flatMap((row) => /^\| `([a-zA-Z0-9.]+)` \|/.exec(row)?.[1] ?? []);
    const phases = { prefill: measuredPhase(), warmup: measuredPhase() };
    expect(documented.toSorted()).toEqual(pathsOf(sampleReport(phases)).toSorted());
  });
});
