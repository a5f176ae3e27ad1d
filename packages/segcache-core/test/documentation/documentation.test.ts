import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportsOf, undocumented } from "./exports.ts";

const SOURCES = join(import.meta.dirname, "../../src");

describe.each(["index.ts", "keyv.ts"])("what %s exports", (entry) => {
  it("is documented, and so is every public member of it", () => {
    const names = exportsOf(SOURCES, entry);
    expect(names.length).toBeGreaterThan(2);
    expect(names.flatMap((name) => undocumented(SOURCES, name))).toEqual([]);
  });
});

it("the check finds names and members without a doc comment", () => {
  const folder = mkdtempSync(join(tmpdir(), "segcache-core-documentation-"));
  writeFileSync(
    join(folder, "a.ts"),
    `import { B } from "./b.ts";
export { B } from "./b.ts";
/** A. */
export class A extends B {
  /** Said. */
  readonly said: number;
  // Not said.
  unsaid = 1;
  private hidden = 2;
  /** Twice. */
  twice(a: number): void;
  twice(a: string): void;
  twice(a: unknown): void {
    this.hidden = 3;
  }
  *[Symbol.iterator]() {}
}
export const c = 1;
`,
  );
  writeFileSync(join(folder, "b.ts"), "/* B. */\nexport class B {\n  get base(): number {\n    return 1;\n  }\n}\n");
  const found = exportsOf(folder, "a.ts").flatMap((name) => undocumented(folder, name));
  rmSync(folder, { recursive: true });
  expect(found).toEqual(["B", "B.base", "A.unsaid", "A.[Symbol.iterator]", "B", "B.base", "c"]);
});
