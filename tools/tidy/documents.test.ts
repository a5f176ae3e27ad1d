import { describe, expect, test } from "vitest";
import { malformedRecords, unknownScripts } from "./documents.ts";

const RECORD = ["# Title", "Status", "Context", "Decision", "Alternatives", "Consequences"].join("\n\n## ");

describe("malformedRecords", () => {
  test.each([
    ["docs/adr/1-short.md", RECORD],
    ["docs/adr/0001-With-Capitals.md", RECORD],
    ["docs/adr/0001-no-decision.md", RECORD.replace("## Decision", "")],
    ["docs/adr/0001-long.md", `${RECORD}${"\nword".repeat(60)}`],
  ])("finds %s", (path, text) => {
    expect(malformedRecords([{ path, text }])).toHaveLength(1);
  });

  test("finds a number used twice", () => {
    const files = ["docs/adr/0001-a.md", "docs/adr/0001-b.md"].map((path) => ({ path, text: RECORD }));
    expect(malformedRecords(files)).toHaveLength(2);
  });

  test("leaves a well-formed one", () => {
    expect(malformedRecords([{ path: "docs/adr/0001-a-b2.md", text: RECORD }])).toEqual([]);
  });
});

describe("unknownScripts", () => {
  const manifest = { path: "package.json", text: '{ "scripts": { "start": "", "check": "" } }' };
  const findings = (block: string): number =>
    unknownScripts([manifest, { path: "README.md", text: `text\n\`\`\`sh\n${block}\n\`\`\`\n` }]).length;

  test.each(["npm run nothing", "npm test", "cd x && npm run old -- --a", "pnpm nothing"])("finds %s", (block) => {
    expect(findings(block)).toBe(1);
  });

  test.each(["npm start -- --port 1", "npm install x", "pnpm install", "pnpm check"])("leaves %s", (block) => {
    expect(findings(block)).toBe(0);
  });
});
