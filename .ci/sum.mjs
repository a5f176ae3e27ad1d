// sum.mjs outcome report...: adds vitest's JSON reports to the sum that `npm test` printed last, prints it and exits accordingly. What
// left no sum or no report counts as one failure.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { exitCodeOf, sum, summaryLine, tally } from "../tools/launcher/tally.mjs";

const [outcome, ...reports] = process.argv.slice(2);

function countsPrinted() {
  const lines = readFileSync(outcome, "utf8").trimEnd().split("\n");
  const [, passed, failed, skipped] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lines.at(-1) ?? "") ?? [];
  if (passed === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
}

function countsReported(path) {
  const found = existsSync(path) ? [JSON.parse(readFileSync(path, "utf8"))] : [];
  const exitCode = found[0]?.success === true ? 0 : 1;
  return tally([{ id: "segcache-core#test:long", folder: "", exitCode }], () => found);
}

const total = sum([countsPrinted(), ...reports.map(countsReported)]);
rmSync(outcome, { force: true });
process.stdout.write(`${summaryLine(total)}\n`);
process.exitCode = exitCodeOf(total);
