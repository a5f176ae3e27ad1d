import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NODE_MAJOR_MIN, nodeTooOld } from "./node-version.mjs";

describe("nodeTooOld", () => {
  test.each(["20.0.0", "24.21.0", "100.0.0"])("%s will do", (version) => {
    expect(nodeTooOld(version)).toBe("");
  });

  test.each(["0.10.48", "12.22.12", "19.9.0"])("%s is refused in one line", (version) => {
    expect(nodeTooOld(version)).toMatch(new RegExp(`^[^\\n]*Node 20[^\\n]*${version}[^\\n]*$`));
  });

  test("asks for what package.json asks for", () => {
    const manifest = readFileSync(join(import.meta.dirname, "../../package.json"), "utf8");
    expect(JSON.parse(manifest).engines.node).toBe(`>=${NODE_MAJOR_MIN}`);
  });
});

describe("what an old Node reads before it is refused", () => {
  const entries = ["start", "test", "setup", "loadgen"].map((name) => `${name}.mjs`);
  test.each([...entries, "launch.mjs", "node-version.mjs"])("%s holds nothing newer than ES2018", (name) => {
    const source = readFileSync(join(import.meta.dirname, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(source).not.toMatch(/\?\.|\?\?|\|\|=|&&=|\bnode:|\bawait\b|#\w|\bstatic\b|catch \{|\.at\(|\d_\d|\.flat/);
    for (const [, module] of source.matchAll(/^import .* from "(.*)";$/gm)) {
      expect(["./launch.mjs", "./node-version.mjs"]).toContain(module);
    }
  });
});
