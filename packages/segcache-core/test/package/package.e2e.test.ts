// The package as it is published: packed, installed into an empty folder, checked by the tools that know what breaks for whom,
// and run by the oldest Node it supports.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "../..");
const OLDEST_NODE = join(PACKAGE, "../../tools/oldest-node/node_modules/node/bin/node");
/** Just above what it is, so that growth is a decision. Shorter names of properties would save an eighth of the first and a twentieth of the second. */
const MINIFIED_BYTES_MAX = 100_000;
const GZIPPED_BYTES_MAX = 33_000;
let folder: string;
let tarball: string;
let installed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "segcache-core-package-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE });
  tarball = join(folder, (await readdir(folder))[0] ?? "");
  await run("tar", ["-xzf", tarball, "-C", folder]);
  installed = join(folder, "node_modules/segcache-core");
  await mkdir(join(folder, "node_modules"));
  await cp(join(folder, "package"), installed, { recursive: true });
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
  expect(Object.keys(analysis.entrypoints)).toEqual([".", "./keyv", "./package.json"]);
});

it.each([
  { block: "ts", about: "its first example", lines: 7 },
  { block: "js", about: "several threads", lines: 1 },
])("does what its README says of $about", async ({ block, lines }) => {
  const readme = await readFile(join(installed, "README.md"), "utf8");
  const example = new RegExp(`\`\`\`${block}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? "";
  const expected = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, output]) => output);
  await writeFile(join(folder, "readme.mjs"), example);
  const { stdout } = await run(process.execPath, ["readme.mjs"], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(expected.length).toBe(lines);
  expect(stdout.trimEnd().split("\n")).toEqual(expected);
});

it("holds no tests and no sources of tests", async () => {
  const files = await readdir(installed, { recursive: true });
  expect(files.filter((file) => /\.test\./.test(file))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "dist/index.js", "dist/keyv.d.ts"]));
});

it.each(["segcache-core", "segcache-core/keyv"])("%s is small when minified", async (entry) => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array(0);
  expect(code.length).toBeGreaterThan(10_000);
  expect(code.length).toBeLessThan(MINIFIED_BYTES_MAX);
  expect(gzipSync(code).length).toBeLessThan(GZIPPED_BYTES_MAX);
});

it.each([
  ["the oldest Node", OLDEST_NODE],
  ["this Node", process.execPath],
])("works under %s, in a worker too", async (_, node) => {
  await cp(join(PACKAGE, "test/package/smoke.mjs"), join(folder, "smoke.mjs"));
  const { stdout } = await run(node, ["smoke.mjs"], { cwd: folder, env: { ...process.env, NODE_OPTIONS: "" } });
  expect(stdout).toMatch(node === OLDEST_NODE ? /^fine under v20\./ : /^fine under v/);
});
