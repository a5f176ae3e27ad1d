import { describe, expect, test } from "vitest";
import { exitCodeOf, failures, sum, summaryLine, tally } from "./tally.mjs";

const PASSED = { id: "core#test:unit", folder: "core", exitCode: 0 };
const FAILED = { ...PASSED, exitCode: 1 };

function report(passed: number, failed: number, skipped = 0) {
  const assertionResults = [
    ...Array.from({ length: passed }, () => ({ status: "passed" })),
    ...Array.from({ length: failed }, () => ({ status: "failed" })),
  ];
  const testResults = [
    { name: "/checkout/core/src/a.test.ts", status: failed === 0 ? "passed" : "failed", assertionResults },
  ];
  return { numPassedTests: passed, numPendingTests: skipped, numTodoTests: 0, testResults };
}

/** A file that could not be loaded: vitest reports it failed, without tests. */
const UNLOADABLE = {
  numPassedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [
    { name: "/checkout/core/src/b.test.ts", status: "failed", message: "no such module\nat", assertionResults: [] },
  ],
};

describe("failures", () => {
  test("are told with their task, file, name and the head of the message", () => {
    const failing = { status: "failed", fullName: "a map forgets", failureMessages: ["expected 1\n  at line 2"] };
    const testResults = [{ name: "/x/a.test.ts", status: "failed", assertionResults: [failing, { status: "passed" }] }];
    const reports = [{ ...report(1, 1), testResults }, UNLOADABLE];
    expect(failures([FAILED, PASSED], (task) => (task === FAILED ? reports : [report(1, 0)]))).toEqual([
      "failed: core#test:unit: a.test.ts: a map forgets: expected 1",
      "failed: core#test:unit: b.test.ts: no such module",
    ]);
  });

  test("without a test to show are told, too", () => {
    const tasks = [
      FAILED,
      { id: "//#lint", folder: "", exitCode: 1 },
      { id: "core#build", folder: "core", exitCode: 0 },
    ];
    expect(failures(tasks, () => [report(1, 0)])).toEqual([
      "failed: core#test:unit: no failed test tells why",
      "failed: //#lint: no failed test tells why",
    ]);
  });
});

describe("tally", () => {
  test("sums the tests of all runners and counts each check once", () => {
    const tasks = [
      PASSED,
      { id: "resp#test:e2e", folder: "resp", exitCode: 1 },
      { id: "//#lint", folder: "", exitCode: 0 },
      { id: "core#typecheck", folder: "core", exitCode: 0 },
      { id: "//#typecheck:tools", folder: "", exitCode: 2 },
      { id: "core#build", folder: "core", exitCode: 0 },
    ];
    const reports = { core: [report(5, 0, 2)], resp: [report(3, 2)] };
    const counts = tally(tasks, ({ folder }) => reports[folder as keyof typeof reports] ?? []);
    expect(counts).toEqual({ passed: 5 + 3 + 2, failed: 2 + 1, skipped: 2 });
  });

  test("counts a file that does not load", () => {
    expect(tally([FAILED], () => [UNLOADABLE])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a runner that failed with no failed test to show", () => {
    expect(tally([FAILED], () => [report(4, 0)])).toEqual({ passed: 4, failed: 1, skipped: 0 });
  });

  test("counts a runner that left no report, whatever its exit code", () => {
    for (const task of [PASSED, FAILED]) expect(tally([task], () => [])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a task that never ran, and a build only when it fails", () => {
    const build = { id: "core#build", folder: "core" };
    expect(tally([{ ...build, exitCode: undefined }], () => []).failed).toBe(1);
    expect(tally([{ ...build, exitCode: 0 }], () => [])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });

  test("counts unfinished tests as skipped", () => {
    expect(tally([PASSED], () => [{ ...report(1, 0, 2), numTodoTests: 3 }]).skipped).toBe(5);
  });
});

test("sum adds each count", () => {
  const counts = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([counts, counts])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test("the last line names skips only where there are some", () => {
  expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(summaryLine({ passed: 1, failed: 2, skipped: 3 })).toBe("1 passed, 2 failed, 3 skipped");
});

test("only a run with passes and no failures succeeds", () => {
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 9 })).toBe(0);
  expect(exitCodeOf({ passed: 1, failed: 1, skipped: 0 })).toBe(1);
  expect(exitCodeOf({ passed: 0, failed: 0, skipped: 9 })).toBe(1);
});
