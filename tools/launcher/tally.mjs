// Sums a test run: pure functions from the builder's record of the tasks and the runners' reports to three counts.
// Lint and each type check count as one check; a test counts as one; a task that failed without a failed test to show
// for it (a crash, a file that does not load) counts as one failure, so nothing fails silently.

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
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults one for each file
 */

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
  let failed = 0;
  for (const { status, assertionResults } of testResults) {
    const failedTests = assertionResults.filter((test) => test.status === "failed").length;
    failed += status === "failed" ? Math.max(1, failedTests) : failedTests;
  }
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

/** @param {string} id */
function taskName(id) {
  return id.slice(id.indexOf("#") + 1);
}
