import { expect, test } from "vitest";
import { unusedFiles } from "./reachability.ts";

const MANIFEST = {
  path: "apps/x/package.json",
  text: '{ "bin": { "x": "./dist/main.js" }, "exports": { ".": { "source": "./src/index.ts" } } }',
};
const SCRIPTS = { path: "package.json", text: '{ "scripts": { "start": "exec node tools/start.mjs" } }' };

test("unusedFiles finds what nothing reaches, a circle included", () => {
  const files = [
    MANIFEST,
    { path: "apps/x/src/a.ts", text: 'import "./b.ts";' },
    { path: "apps/x/src/b.ts", text: 'import "./a.ts";' },
    { path: "tools/old.mjs", text: "" },
  ];
  expect(unusedFiles(files).map(({ path }) => path)).toEqual(["apps/x/src/a.ts", "apps/x/src/b.ts", "tools/old.mjs"]);
});

test("unusedFiles leaves entries, programs, scripts, workers and what tests reach", () => {
  const files = [
    MANIFEST,
    SCRIPTS,
    {
      path: "apps/x/src/main.ts",
      text: 'import { a } from "./a.ts"; new URL(a ? "./worker.ts" : "./worker.js", import.meta.url);',
    },
    { path: "apps/x/src/a.ts", text: "" },
    { path: "apps/x/src/worker.ts", text: "" },
    { path: "apps/x/src/index.ts", text: "" },
    { path: "apps/x/test/model.ts", text: "" },
    { path: "apps/x/test/child.ts", text: "" },
    {
      path: "apps/x/test/a.test.ts",
      text: 'import { m } from "./model.ts"; spawn(process.execPath, [join(import.meta.dirname, "child.ts")]);',
    },
    { path: "tools/start.mjs", text: 'import("./rest.mjs");' },
    { path: "tools/rest.mjs", text: "" },
  ];
  expect(unusedFiles(files)).toEqual([]);
});
