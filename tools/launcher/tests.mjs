// Runs every check and test and prints their sum as the last line. Two phases: first what is cached and may share the
// processor, then, three at a time, the end-to-end tests, which start processes and mostly wait for them.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { ROOT, toolEnvironment, toolPath } from "./project.mjs";
import { SetUpFailed, say, setUp } from "./set-up.mjs";
import { workspaceMembers } from "./stamps.mjs";
import { throwIfStopped } from "./stop.mjs";
import { exitCodeOf, failures, isTestTask, sum, summaryLine, tally } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Counts} Counts */
/** @typedef {import("./tally.mjs").Task} Task */
/** @typedef {import("./tally.mjs").Report} Report */
/** @typedef {{ counts: Counts, failed: readonly string[] }} Outcome `failed` has a line for each failure */
/** @typedef {{ tasks: readonly string[], options: readonly string[] }} Phase */

const ONE_FAILED = { passed: 0, failed: 1, skipped: 0 };
/** @type {Outcome} */
const SET_UP_FAILED = { counts: ONE_FAILED, failed: [] };
/** Where turbo puts the record of a run, and where each vitest run puts its report. */
const RUN_RECORDS = ".turbo/runs";
const REPORTS = "test-results";
const ROOT_TESTS = "tools";

/** @type {Phase} */
const CHECKS_AND_UNIT_TESTS = {
  tasks: ["lint", "typecheck", "typecheck:tools", "test:unit", "test:tools"],
  options: [`--concurrency=${Math.max(2, Math.floor(availableParallelism() / 2))}`],
};
/** The set-up has just built what these need; `--only` keeps turbo from writing it again under a running server. */
/** @type {Phase} */
const END_TO_END_TESTS = { tasks: ["test:e2e", "test:launcher"], options: ["--concurrency=3", "--only"] };

/** @returns {Promise<number>} the exit code */
export async function runTests() {
  const outcomes = await runAll();
  const counts = sum(outcomes.map((outcome) => outcome.counts));
  for (const line of outcomes.flatMap(({ failed }) => failed)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${summaryLine(counts)}\n`);
  return exitCodeOf(counts);
}

/** @returns {Promise<Outcome[]>} */
async function runAll() {
  try {
    await setUp();
  } catch (error) {
    if (!(error instanceof SetUpFailed)) throw error;
    say(error.message);
    // Without a build the unit tests run all the same: they read the sources.
    return error.step === "build" ? [SET_UP_FAILED, await runPhase(CHECKS_AND_UNIT_TESTS)] : [SET_UP_FAILED];
  }
  return [await runPhase(CHECKS_AND_UNIT_TESTS), await runPhase(END_TO_END_TESTS)];
}

/** @param {Phase} phase @returns {Promise<Outcome>} */
async function runPhase({ tasks, options }) {
  clearRecords();
  const args = ["run", ...tasks, "--continue=dependencies-successful", "--summarize", "--output-logs=new-only"];
  const env = toolEnvironment(ROOT);
  const { exitCode } = await runTool(toolPath(ROOT, "turbo"), [...args, ...options], {
    cwd: ROOT,
    env,
    capture: false,
  });
  throwIfStopped();
  const run = readTasks();
  const reports = new Map(run.filter(({ id }) => isTestTask(id)).map((task) => [task, readReports(task)]));
  const reportsOf = (/** @type {Task} */ task) => reports.get(task) ?? [];
  const counts = tally(run, reportsOf);
  const failed = failures(run, reportsOf);
  return { counts: exitCode !== 0 && counts.failed === 0 ? sum([counts, ONE_FAILED]) : counts, failed };
}

/** What is read after a run must come from that run (or from turbo's cache, which puts it back). */
function clearRecords() {
  rmSync(join(ROOT, RUN_RECORDS), { recursive: true, force: true });
  for (const folder of [ROOT_TESTS, ...workspaceMembers(ROOT)]) {
    rmSync(join(ROOT, folder, REPORTS), { recursive: true, force: true });
  }
}

/**
 * @typedef {object} TaskRecord one task in turbo's record of a run
 * @property {string} taskId
 * @property {string} command
 * @property {string} directory of its package; empty for the root
 * @property {{ exitCode?: number }} [execution]
 */

const NO_SCRIPT = "<NONEXISTENT>";

/** @returns {Task[]} those that have something to run */
function readTasks() {
  /** @type {{ tasks: readonly TaskRecord[] }[]} */
  const records = jsonFiles(RUN_RECORDS);
  return records
    .flatMap(({ tasks }) => tasks)
    .filter(({ command }) => command !== NO_SCRIPT)
    .map(({ taskId, directory, execution }) => ({ id: taskId, folder: directory, exitCode: execution?.exitCode }));
}

/** The root's tests are those of its tools. @param {Task} task @returns {Report[]} */
function readReports({ folder }) {
  return jsonFiles(`${folder === "" ? ROOT_TESTS : folder}/${REPORTS}`);
}

/**
 * @template Content
 * @param {string} folder
 * @returns {Content[]} the content of each JSON file there
 */
function jsonFiles(folder) {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith(".json"));
  return names.map((name) => JSON.parse(readFileSync(join(path, name), "utf8")));
}
