// sum.mjs outcome report...: adds vitest's JSON reports to the sum that `npm test` printed last, prints it and exits accordingly. What
// left no sum or no report counts as one failure. What failed is told once more, right before the sum.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { exitCodeOf, FAILURE_MARK, failures, sum, summaryLine, tally } from "../tools/launcher/tally.mjs";

const [outcome, ...reports] = process.argv.slice(2);

const lines = readFileSync(outcome, "utf8").trimEnd().split("\n");

function countsPrinted() {
  const [, passed, failed, skipped] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lines.at(-1) ?? "") ?? [];
  if (passed === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
}

/** @returns {[task: object, reports: object[]]} a long run of the engine's tests, and the report it left */
function longRun(path) {
  const reports = existsSync(path) ? [JSON.parse(readFileSync(path, "utf8"))] : [];
  const task = {
    id: `segcache-core#test:${basename(path, ".json")}`,
    folder: "",
    exitCode: reports[0]?.success === true ? 0 : 1,
  };
  return [task, reports];
}

const longRuns = new Map(reports.map(longRun));
const reportsOf = (task) => longRuns.get(task);
const total = sum([countsPrinted(), tally([...longRuns.keys()], reportsOf)]);
const failed = [...lines.filter((line) => line.startsWith(FAILURE_MARK)), ...failures([...longRuns.keys()], reportsOf)];
rmSync(outcome, { force: true });
for (const line of [...failed, summaryLine(total)]) process.stdout.write(`${line}\n`);
process.exitCode = exitCodeOf(total);
