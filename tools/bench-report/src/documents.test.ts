import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { updateDocument, withTables } from "./documents.ts";
import { type Report, writeReport } from "./report.ts";

const report: Report = {
  part: "speed",
  date: "2026-11-22T10:00:00.000Z",
  commit: "abc1234",
  versions: ["Node v24.0.0"],
  machine: "linux x64, 2 cores",
  tables: [
    {
      title: "Costs",
      columns: [{ title: "what" }, { title: "ns", digits: 1 }],
      rows: [
        ["get", 12.34],
        ["set", 5],
      ],
      notes: ["Small."],
    },
  ],
};

const document = `# Figures
<!-- begin speed: written by a bench -->
old
<!-- end speed -->
By hand.
`;

test("a report replaces what stands between its marks and nothing else, and does so again", () => {
  const once = withTables(document, [report]);
  expect(once).not.toContain("old");
  expect(once).toContain("Measured 2026-11-22 at commit abc1234: Node v24.0.0; linux x64, 2 cores.");
  expect(once).toContain("| get | 12.3 |");
  expect(once.startsWith("# Figures\n<!-- begin speed: written by a bench -->\n")).toBe(true);
  expect(once.endsWith("- Small.\n<!-- end speed -->\nBy hand.\n")).toBe(true);
  expect(withTables(once, [report])).toBe(once);
});

test("marks that share the end of their names are told apart by the prefix", () => {
  const both = `${document}${document.replaceAll(" speed", " server-speed").replace("old", "elder")}`;
  expect(withTables(both, [report])).toContain("elder");
  expect(withTables(both, [report], "server-")).toContain("old");
  expect(withTables(both, [report], "server-")).not.toContain("elder");
});

test("marks with nothing between them take a report", () => {
  expect(withTables(document.replace("old\n", ""), [report])).toBe(withTables(document, [report]));
});

test.each([
  ["no marks", "# Figures\n"],
  ["no end", document.replace("<!-- end speed -->", "")],
  ["no begin", document.replace("<!-- begin speed: written by a bench -->", "")],
  ["only marks of another name", document.replaceAll(" speed", " server-speed")],
  ["its marks the wrong way round", "<!-- end speed -->\n<!-- begin speed: written by a bench -->\n"],
])("a document with %s is an error", (_, text) => {
  expect(() => withTables(text, [report])).toThrow("no marks for speed");
});

test("a document gets the records that the folder has", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-report-"));
  const file = join(folder, "figures.md");
  try {
    writeReport(report, folder);
    writeFileSync(file, document);
    expect(updateDocument(file, folder, ["memory", "speed"])).toEqual(["speed"]);
    expect(readFileSync(file, "utf8")).toBe(withTables(document, [report]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
