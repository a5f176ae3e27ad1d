import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleReport } from "../../test/fakes/reports.ts";
import { Latencies } from "../load/latencies.ts";
import { checkWritable, ReportFileError, writeCsv, writeHgrm, writeJson } from "./files.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "loadgen-json-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("the JSON report", () => {
  test("reads back as it was", () => {
    const file = join(folder, "report.json");
    checkWritable("--json", file);
    writeJson(file, sampleReport());
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(sampleReport());
  });

  test("the check leaves nothing behind and keeps an earlier report", () => {
    const fresh = join(folder, "fresh.json");
    checkWritable("--json", fresh);
    expect(existsSync(fresh)).toBe(false);
    const earlier = join(folder, "earlier.json");
    writeFileSync(earlier, "earlier");
    checkWritable("--json", earlier);
    expect(readFileSync(earlier, "utf8")).toBe("earlier");
  });

  test("a shorter report replaces a longer one whole", () => {
    const file = join(folder, "report.json");
    writeFileSync(file, "x".repeat(100_000));
    writeJson(file, sampleReport());
    expect(JSON.parse(readFileSync(file, "utf8")).schema).toBe(2);
  });

  test("a file that cannot be written is named with the reason", () => {
    const nowhere = join(folder, "missing", "report.json");
    expect(() => checkWritable("--json", nowhere)).toThrow(
      new ReportFileError(`--json cannot write ${nowhere}: no such directory`),
    );
    expect(() => checkWritable("--json", folder)).toThrow(`--json cannot write ${folder}: it is a directory`);
    expect(() => writeJson(folder, sampleReport())).toThrow(ReportFileError);
  });
});

test("the time series is a line for each second, empty where there is no figure", () => {
  const file = join(folder, "series.csv");
  const busy = { second: 0, operations: 50, hits: 3, misses: 1, hitRatio: 0.75, errors: 0, dropped: 2, late: 1 };
  const idle = { second: 1, operations: 0, hits: 0, misses: 0, hitRatio: null, errors: 4, dropped: 0, late: 0 };
  writeCsv(file, [
    { ...busy, p50: 0.25, p99: 1.5, max: 2 },
    { ...idle, p50: null, p99: null, max: null },
  ]);
  expect(readFileSync(file, "utf8")).toBe(
    "second,operations,hits,misses,hit_ratio,errors,dropped,late,p50_ms,p99_ms,max_ms\n" +
      "0,50,3,1,0.75,0,2,1,0.25,1.5,2\n1,0,0,0,,4,0,0,,,\n",
  );
  expect(() => writeCsv(folder, [])).toThrow(`--csv cannot write ${folder}: it is a directory`);
});

test("the distribution is written for HdrHistogram's plotters", () => {
  const file = join(folder, "latency.hgrm");
  const latencies = new Latencies();
  latencies.record(2500);
  writeHgrm(file, latencies);
  expect(readFileSync(file, "utf8")).toContain("Total count    =            1]");
});
