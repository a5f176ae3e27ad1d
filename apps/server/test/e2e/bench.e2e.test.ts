// The bench of the whole server runs, in small, and leaves records that the document can be made from.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Report } from "segcache-bench-report";
import { describe, expect, test } from "vitest";
import { hasProgram } from "../support/programs.ts";

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, "../../bench/main.ts");
const BENCH = ["--conditions=source", MAIN];
const TIMEOUT_MS = 300_000;

describe.skipIf(!(hasProgram("redis-server") && hasProgram("redis-benchmark")))("bench:server", () => {
  test("writes a record for each part that is asked for", { timeout: TIMEOUT_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "segcache-bench-"));
    try {
      const parts = ["get", "mget", "locks", "items", "memory", "start"];
      const options = ["--smoke", "--pipeline", "16", "--results", folder];
      const { stdout } = await run(process.execPath, [...BENCH, ...parts, ...options]);
      for (const part of ["requests", "locks", "items", "memory", "start"]) {
        const report = JSON.parse(readFileSync(join(folder, `${part}.json`), "utf8")) as Report;
        expect(report.tables.length).toBeGreaterThan(0);
        for (const table of report.tables) {
          expect(stdout).toContain(table.title);
          expect(table.rows.length).toBeGreaterThan(0);
          for (const row of table.rows) expect(row.length).toBe(table.columns.length);
          const bad = table.rows.flat().filter((cell) => cell === null || /NaN|Infinity/.test(String(cell)));
          expect(bad).toEqual([]);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("names the cases there are when asked for another", async () => {
    await expect(run(process.execPath, [...BENCH, "nothing"])).rejects.toThrow(
      "no such case: nothing; there are get, set",
    );
  });

  test("says in one line what is missing", { timeout: TIMEOUT_MS }, async () => {
    const env = { ...process.env, PATH: "/nonexistent" };
    const failure: unknown = await run(process.execPath, [...BENCH, "get"], { env }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: "bench:server needs redis-server and redis-benchmark (Debian: redis-server, redis-tools)\n",
    });
  });
});
