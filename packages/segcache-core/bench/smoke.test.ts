// Every bench runs, in small, and leaves records that the documents can be made from.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Report } from "segcache-bench-report";
import { expect, test } from "vitest";

const run = promisify(execFile);
const PARTS = ["memory", "speed", "batches", "pauses", "sessions", "overwrites"];

test("the smoke run writes a record for each part", { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "segcache-bench-"));
  try {
    const options = ["--conditions=source", "--expose-gc", join(import.meta.dirname, "main.ts")];
    const { SEGCACHE_TRACES: _, ...env } = process.env;
    const { stdout, stderr } = await run(process.execPath, [...options, "--smoke", "--results", folder], { env });
    for (const part of PARTS) {
      const report = JSON.parse(readFileSync(join(folder, `${part}.json`), "utf8")) as Report;
      expect(report.tables.length).toBeGreaterThan(0);
      for (const table of report.tables) {
        expect(stdout).toContain(table.title);
        expect(table.rows.length).toBeGreaterThan(0);
        for (const row of table.rows) expect(row.length).toBe(table.columns.length);
        expect(table.rows.flat().filter((cell) => cell === null || cell === "NaN")).toEqual([]);
      }
    }
    expect(stderr).toContain("SEGCACHE_TRACES");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
