// The project's rules that no linter knows, asserted on its own files. How each rule finds what it is for is shown by the
// tests beside it in tidy/.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bannedContents, tooLong, vagueNames } from "./tidy/contents.ts";
import { malformedRecords, unknownScripts } from "./tidy/documents.ts";
import { coreArrows, forbiddenDependencies, forbiddenImports, uninjectedSources } from "./tidy/imports.ts";
import { listByWalking, readProject } from "./tidy/project-files.ts";
import { unusedFiles } from "./tidy/reachability.ts";
import { brokenWorkflows } from "./tidy/workflows.ts";
import { MEMBERS } from "./tidy/workspace.ts";

const ROOT = join(import.meta.dirname, "..");
const files = readProject(ROOT);

describe("the project", () => {
  test.each([
    ["imports only what each package may", forbiddenImports],
    ["has no dependency it may not have", forbiddenDependencies],
    ["keeps the arrows inside the engine one way", coreArrows],
    ["takes time and chance from injected sources", uninjectedSources],
    ["has no banned form or word", bannedContents],
    ["has no file over the limit", tooLong],
    ["has no vague file name", vagueNames],
    ["has no unused file", unusedFiles],
    ["keeps the form of its decision records", malformedRecords],
    ["documents only commands that exist", unknownScripts],
    ["has workflows that could work", brokenWorkflows],
  ])("%s", (_rule, findings) => {
    expect(findings(files).map(({ path, message }) => `${path} ${message}`)).toEqual([]);
  });

  test("is what the rules look at", () => {
    const paths = files.map(({ path }) => path);
    for (const { folder } of MEMBERS) expect(paths).toContain(`${folder}/package.json`);
    expect(paths).toContain("tools/tidy.test.ts");
    expect(paths.filter((path) => path.includes("node_modules"))).toEqual([]);
  });

  test("is listed alike without git", () => {
    const walked = new Set(listByWalking(ROOT));
    expect(files.map(({ path }) => path).filter((path) => !walked.has(path))).toEqual([]);
    expect([...walked].filter((path) => /node_modules|\/dist\/|^\.git\//.test(path))).toEqual([]);
  });
});
