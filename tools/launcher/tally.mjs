// Sums a test run: pure functions from the builder's record of the tasks and the runners' reports to three counts.
// Lint and each type check count as one check; a test counts as one; a task that failed without a failed test to show
// for it (a crash, a file that does not load) counts as one failure, so nothing fails silently.
import { basename } from "node:path";

/**
 * @typedef {object} Task
 * @property {string} id `package#task`, `//#task` for the root's
 * @property {string} folder of its package, relative to the checkout; empty for the root
 * @property {number | undefined} exitCode undefined if it did not run
 */

/**
 * @typedef {object} Report the part of vitest's JSON report that is read here
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly FileReport[]} testResults one for each file
 */

/** @typedef {{ name: string, status: string, message?: string, assertionResults: readonly TestReport[] }} FileReport */

/** @typedef {{ status: string, fullName?: string, failureMessages?: readonly string[] }} TestReport */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const CHECKS = new Set(["lint", "typecheck", "typecheck:tools"]);

/** @param {string} id */
export function isTestTask(id) {
  return taskName(id).startsWith("test:");
}

/**
 * @param {readonly Task[]} tasks
 * @param {(task: Task) => readonly Report[]} reportsOf the reports a test task left
 * @returns {Counts}
 */
export function tally(tasks, reportsOf) {
  return sum(tasks.map((task) => countTask(task, isTestTask(task.id) ? reportsOf(task) : [])));
}

/**
 * What failed, a line each, for the end of a long run: the task, and the test with the head of its message.
 * @param {readonly Task[]} tasks
 * @param {(task: Task) => readonly Report[]} reportsOf
 * @returns {string[]}
 */
export function failures(tasks, reportsOf) {
  return tasks.flatMap((task) => {
    const reports = isTestTask(task.id) ? reportsOf(task) : [];
    const tests = reports.flatMap(({ testResults }) => testResults.flatMap(failuresOfFile));
    const isSilent = tests.length === 0 && countTask(task, reports).failed > 0;
    return (isSilent ? ["no failed test tells why"] : tests).map((text) => `${FAILURE_MARK}${task.id}: ${text}`);
  });
}

/** What a line of `failures` starts with. */
export const FAILURE_MARK = "failed: ";

/** @param {readonly Counts[]} counts @returns {Counts} */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of a test run. @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

/** A run in which nothing passed proves nothing. @param {Counts} counts */
export function exitCodeOf({ passed, failed }) {
  return failed === 0 && passed > 0 ? 0 : 1;
}

/**
 * @param {Task} task
 * @param {readonly Report[]} reports
 * @returns {Counts}
 */
function countTask(task, reports) {
  const isFailed = task.exitCode !== 0;
  if (!isTestTask(task.id)) {
    return { passed: !isFailed && CHECKS.has(taskName(task.id)) ? 1 : 0, failed: isFailed ? 1 : 0, skipped: 0 };
  }
  const counts = sum(reports.map(countReport));
  const isSilent = counts.failed === 0 && (isFailed || reports.length === 0);
  return isSilent ? { ...counts, failed: 1 } : counts;
}

/** @param {Report} report @returns {Counts} */
function countReport({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  const failed = testResults.flatMap(failuresOfFile).length;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

/** One for each failed test, or for the file if it failed without one. @param {FileReport} report @returns {string[]} */
function failuresOfFile({ name, status, message, assertionResults }) {
  const file = basename(name);
  const tests = assertionResults.filter((test) => test.status === "failed");
  if (tests.length === 0) return status === "failed" ? [`${file}: ${headOf(message)}`] : [];
  return tests.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${headOf(failureMessages?.[0])}`);
}

/** @param {string | undefined} message @returns {string} its first line, of at most 300 characters */
function headOf(message = "") {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}

/** @param {string} id */
function taskName(id) {
  return id.slice(id.indexOf("#") + 1);
}
