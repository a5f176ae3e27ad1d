import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cellTexts, markdown, printed, provenance, type Report, reportOf, writeReport } from "./report.ts";

const table = {
  title: "Costs",
  columns: [{ title: "what" }, { title: "µs", digits: 1 }],
  rows: [
    ["get", 12.34],
    ["set", 5],
  ],
  notes: ["Small."],
};

const report: Report = {
  part: "requests",
  date: "2026-11-22T10:00:00.000Z",
  commit: "abc1234",
  versions: ["segcache-server on Node v24.0.0", "redis-server 7.0.15"],
  machine: "linux x64, 2 cores",
  tables: [table],
};
const MEASURED = "segcache-server on Node v24.0.0, redis-server 7.0.15; linux x64, 2 cores.";

test("a table is written as Markdown with its digits", () => {
  expect(markdown(table)).toBe("### Costs\n\n| what | µs |\n| --- | --: |\n| get | 12.3 |\n| set | 5.0 |\n\n- Small.");
});

test("a table without notes ends with its last row", () => {
  expect(markdown({ ...table, notes: [] })).toMatch(/\| set \| 5\.0 \|$/);
});

test("a table is printed in columns, numbers to the right", () => {
  expect(printed(table).split("\n").slice(2)).toEqual(["what    µs", "get   12.3", "set    5.0", "- Small."]);
});

test("a printed line has nothing behind its last word", () => {
  const words = { ...table, columns: [{ title: "what" }, { title: "of which kind" }], rows: [["get", "read"]] };
  expect(printed(words).split("\n").slice(2, 4)).toEqual(["what  of which kind", "get   read"]);
});

test("numbers in a column of text keep all their digits, text in a column of numbers stays as it is", () => {
  expect(cellTexts(table.columns, [1.25, "none"])).toEqual(["1.25", "none"]);
});

test("the origin tells the command and the options where there are some", () => {
  const { command, options } = { command: "pnpm bench:server get", options: { keys: 3 } };
  const start = "Measured 2026-11-22 at commit abc1234";
  expect(provenance(report)).toBe(`${start}: ${MEASURED}`);
  expect(provenance({ ...report, command })).toBe(`${start} by \`pnpm bench:server get\`: ${MEASURED}`);
  expect(provenance({ ...report, options })).toBe(`${start}: ${MEASURED} Options: \`{"keys":3}\`.`);
});

test("a report names this Node unless the bench names what it measured", () => {
  const own = reportOf("memory", { options: { keys: 3 } }, [table]);
  expect(own).toMatchObject({ part: "memory", versions: [`Node ${process.version}`], options: { keys: 3 } });
  expect(own.tables).toEqual([table]);
  expect(own).not.toHaveProperty("command");
  const other = reportOf("items", { command: "pnpm bench:server items", versions: ["redis-server 7.0.15"] }, []);
  expect(other).toMatchObject({ versions: ["redis-server 7.0.15"], command: "pnpm bench:server items" });
});

test("a report knows the day, the commit and the machine it was made on", () => {
  const { date, commit, machine } = reportOf("memory", {}, []);
  expect(new Date(date).toISOString()).toBe(date);
  // An unpacked archive has no history.
  expect(commit).toMatch(/^([0-9a-f]{7,40}( with changes)?|unknown)$/);
  expect(machine).toMatch(/^\w+ \w+, \d+ cores, .+, \d+ GiB$/);
});

test("a report is written under the name of its part, in a folder that need not be there", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-report-"));
  try {
    writeReport(report, join(folder, "bench/results"));
    const text = readFileSync(join(folder, "bench/results/requests.json"), "utf8");
    expect(JSON.parse(text)).toEqual(report);
    expect(text.endsWith("}\n")).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
