import { expect, test } from "vitest";
import type { ProjectFile } from "./project-files.ts";
import { brokenWorkflows } from "./workflows.ts";

const MANIFEST = { scripts: { setup: "x" }, devDependencies: { "@changesets/cli": "1", turbo: "1" } };
const WORKFLOW = `
name: ci
on: [push]
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v4
      - run: .ci/run
      - run: |
          npm run setup
          node_modules/.bin/changeset status
          echo done
`;

function problems(from: string, to: string): readonly string[] {
  const text = WORKFLOW.replace(from, to);
  const files: readonly ProjectFile[] = [
    { path: "package.json", text: JSON.stringify(MANIFEST) },
    { path: ".ci/run", text: "" },
    { path: ".github/workflows/ci.yml", text },
  ];
  return brokenWorkflows(files).map(({ message }) => message);
}

test("a workflow that could work is left alone", () => {
  expect(problems("", "")).toEqual([]);
});

test.each([
  ["timeout-minutes: 5\n", "\n", "job test has no timeout-minutes"],
  ["runs-on: ubuntu-latest\n", "\n", "job test has no runs-on"],
  ["permissions: { contents: read }\n", "\n", "has no permissions"],
  ["  test:\n", "  test: {}\n  other:\n", "job test has no step"],
  ["actions/checkout@v4", "actions/checkout", "job test uses actions/checkout, which names no action and version"],
  ["- run: .ci/run", "- name: nothing", "job test has a step that does not either use or run something"],
  ["run: .ci/run", "run: .ci/walk", "job test runs the file .ci/walk, which does not exist"],
  ["run setup", "run set-up", "job test runs the script set-up, which does not exist"],
  [".bin/changeset", ".bin/chainset", "job test runs the tool chainset, which does not exist"],
])("%j instead of %j is found", (from, to, problem) => {
  expect(problems(from, to)).toContain(problem);
});

test("what is no YAML is found", () => {
  expect(problems("    steps:", "  steps:")).not.toEqual([]);
  expect(problems("name: ci", "name: [ci")).not.toEqual([]);
});
