import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isFresh, stamp, workspaceMembers } from "./stamps.mjs";

let root = "";
function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "segcache-stamps-"));
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json"];
  for (const member of ["packages/core", "apps/server", "apps/loadgen", "tools/report"]) {
    files.push(`${member}/package.json`, `${member}/tsconfig.json`, `${member}/src/main.ts`, `${member}/dist/main.js`);
  }
  for (const tool of ["node", "pnpm", "turbo"]) files.push(`node_modules/.bin/${tool}`);
  for (const path of files) write(path, path);
  stamp(root, "install");
  stamp(root, "build");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("both steps are fresh after their stamps, and only then", () => {
  expect([isFresh(root, "install"), isFresh(root, "build")]).toEqual([true, true]);
  rmSync(join(root, "node_modules/.set-up"), { recursive: true });
  expect([isFresh(root, "install"), isFresh(root, "build")]).toEqual([false, false]);
});

describe("install", () => {
  test.each([
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "apps/server/package.json",
    "tools/report/package.json",
  ])("is stale when %s changes", (path) => {
    write(path, "changed");
    expect(isFresh(root, "install")).toBe(false);
  });

  test("is stale when a package comes or a tool goes", () => {
    rmSync(join(root, "node_modules/.bin/turbo"));
    expect(isFresh(root, "install")).toBe(false);
    write("node_modules/.bin/turbo", "");
    expect(isFresh(root, "install")).toBe(true);
    write("packages/new/package.json", "{}");
    expect(isFresh(root, "install")).toBe(false);
  });

  test("does not care about sources", () => {
    write("packages/core/src/main.ts", "changed");
    expect(isFresh(root, "install")).toBe(true);
  });
});

describe("build", () => {
  test.each([
    "pnpm-lock.yaml",
    "tsconfig.base.json",
    "packages/core/tsconfig.json",
    "packages/core/src/main.ts",
    "packages/core/src/deep/new.ts",
    "packages/core/dist/main.js",
    "packages/core/dist/more.js",
  ])("is stale when %s changes or comes", (path) => {
    write(path, "changed");
    expect(isFresh(root, "build")).toBe(false);
  });

  test("is stale when an output is gone, and cannot be stamped without an app's entry", () => {
    rmSync(join(root, "packages/core/dist/main.js"));
    expect(isFresh(root, "build")).toBe(false);
    rmSync(join(root, "apps/server/dist"), { recursive: true });
    expect(() => stamp(root, "build")).toThrow("apps/server/dist/main.js");
  });

  test("does not care about tests", () => {
    write("packages/core/src/main.test.ts", "new");
    expect(isFresh(root, "build")).toBe(true);
  });
});

test("workspaceMembers lists the folders with a package.json, sorted", () => {
  write("packages/notes/readme.txt", "");
  write("tools/rules.test.ts", "");
  expect(workspaceMembers(root)).toEqual(["packages/core", "apps/loadgen", "apps/server", "tools/report"]);
});
