// The package as it is published: packed, unpacked into an empty folder with what it depends on, checked by the tools that
// know what breaks for whom, and run by the oldest Node it supports.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "../..");
const OLDEST_NODE = join(PACKAGE, "../../tools/oldest-node/node_modules/node/bin/node");
let folder = "";
let tarball = "";
let installed = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resp-package-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE });
  tarball = join(folder, (await readdir(folder))[0] ?? "");
  await run("tar", ["-xzf", tarball, "-C", folder]);
  installed = join(folder, "node_modules/@segcache/resp");
  await mkdir(join(folder, "node_modules/@segcache"), { recursive: true });
  await cp(join(folder, "package"), installed, { recursive: true });
  const parser = await realpath(join(PACKAGE, "node_modules/redis-parser"));
  await cp(parser, join(folder, "node_modules/redis-parser"), { recursive: true });
  await cp(join(parser, "../redis-errors"), join(folder, "node_modules/redis-errors"), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("has nothing that publint objects to", async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
  expect(messages).toEqual([]);
});

it("has types that resolve for everybody who can import it", async () => {
  // It exits with an error when anything is wrong for an importer of ES modules.
  const { stdout } = await run("node_modules/.bin/attw", [tarball, "--profile", "esm-only", "--format", "json"], {
    cwd: PACKAGE,
  });
  const { analysis } = JSON.parse(stdout) as { analysis: { entrypoints: Record<string, unknown> } };
  expect(Object.keys(analysis.entrypoints)).toEqual([".", "./replies", "./package.json"]);
});

it("holds no tests, and what a reader of the package looks for", async () => {
  const files = await readdir(installed, { recursive: true });
  expect(files.filter((file) => /\.test\./.test(file))).toEqual([]);
  const expected = ["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts", "dist/replies.js", "src/index.ts"];
  expect(files).toEqual(expect.arrayContaining(expected));
});

it("documents every export, and every member of its classes", async () => {
  const entries = await Promise.all(["index", "replies"].map((name) => declarationsOf(name)));
  const files = entries.flatMap((text) =>
    [...text.matchAll(/from "\.\/([\w-]+)\.ts"/g)].map((match) => match[1] ?? ""),
  );
  expect(files).toContain("request-parser");
  for (const file of new Set([...files, "replies"])) {
    expect(undocumentedIn(await declarationsOf(file)), file).toEqual([]);
  }
});

it.each([
  ["the oldest Node", OLDEST_NODE, /^fine under v20\./],
  ["this Node", process.execPath, /^fine under v/],
])("works under %s", async (_, node, fine) => {
  await cp(join(PACKAGE, "test/package/smoke.mjs"), join(folder, "smoke.mjs"));
  const { stdout } = await run(node, ["smoke.mjs"], { cwd: folder, env: { ...process.env, NODE_OPTIONS: "" } });
  expect(stdout).toMatch(fine);
});

function declarationsOf(name: string): Promise<string> {
  return readFile(join(installed, `dist/${name}.d.ts`), "utf8");
}

/** Lines that declare a name without a comment before them. A constructor is covered by its class's comment, a setter by its
 * getter's, an error's name by the language. */
function undocumentedIn(declarations: string): string[] {
  const lines = declarations.split("\n");
  return lines.filter((line, index) => {
    const isDeclared = /^export (declare|interface|type) (?!\{)|^ {4}(readonly |get )?[a-z]\w*[?(:]|^ {4}get /.test(
      line,
    );
    if (!isDeclared || /^ {4}(constructor\(|readonly name: string)/.test(line)) return false;
    return !/\*\/\s*$/.test(lines[index - 1] ?? "");
  });
}
