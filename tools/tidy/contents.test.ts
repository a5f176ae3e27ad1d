import { describe, expect, test } from "vitest";
import { bannedContents, tooLong, vagueNames } from "./contents.ts";

// Put together so that this file keeps the rules it tests.
const WORK = ["", "work", "main"].join("/");

describe("bannedContents", () => {
  test.each([
    ["a.ts", "const a: any = 1;"],
    ["a.ts", "const a = b as any;"],
    ["a.ts", "const a: Map<string, any> = b;"],
    ["a.ts", "export default 1;"],
    ["a.test.ts", `it${"."}only("x", () => {});`],
    ["a.ts", `// @ts-${"ignore"}`],
    ["a.ts", `/* @ts-${"nocheck"} */`],
    ["a.mjs", `// ${"TO"}DO: later`],
    ["a.ts", `throw new Error("${"FIX"}ME");`],
    ["README.md", `see ${WORK}/a`],
    ["a.json", `{ "path": "${WORK}" }`],
  ])("finds it in %s: %s", (path, text) => {
    expect(bannedContents([{ path, text }])).toHaveLength(1);
  });

  test.each([
    ["a.ts", "// any number of them"],
    ["a.ts", 'const text = "any";'],
    ["a.ts", "await Promise.any(list); expect.any(Number);"],
    ["a.ts", "const todo = 1; const XXXL = 2;"],
    ["vitest.e2e.config.ts", "export default {};"],
    ["README.md", "do not leave a default export of any kind"],
    ["a.ts", 'import { a } from "../work/a.ts";'],
  ])("leaves %s: %s", (path, text) => {
    expect(bannedContents([{ path, text }])).toEqual([]);
  });
});

test("tooLong counts lines of code files", () => {
  const lines = (count: number): string => "x\n".repeat(count);
  expect(tooLong([{ path: "a.ts", text: lines(401) }])).toEqual([
    { path: "a.ts", message: "has 401 lines, more than 400" },
  ]);
  expect(tooLong([{ path: "a.ts", text: lines(400) }])).toEqual([]);
  expect(tooLong([{ path: "pnpm-lock.yaml", text: lines(5000) }])).toEqual([]);
});

test("vagueNames looks at files and folders", () => {
  const paths = ["src/utils.ts", "src/common/a.ts", "test/helpers.test.ts", "src/util.mjs", "src/utility-belt.ts"];
  expect(vagueNames(paths.map((path) => ({ path, text: "" }))).map(({ path }) => path)).toEqual(paths.slice(0, 4));
});
