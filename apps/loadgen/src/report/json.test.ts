import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleReport } from "../../test/fakes/reports.ts";
import { checkWritable, ReportFileError, writeJson } from "./json.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "loadgen-json-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("the JSON report", () => {
  test("reads back as it was", () => {
    const file = join(folder, "report.json");
    checkWritable(file);
    writeJson(file, sampleReport());
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(sampleReport());
  });

  test("the check leaves nothing behind and keeps an earlier report", () => {
    const fresh = join(folder, "fresh.json");
    checkWritable(fresh);
    expect(existsSync(fresh)).toBe(false);
    const earlier = join(folder, "earlier.json");
    writeFileSync(earlier, "earlier");
    checkWritable(earlier);
    expect(readFileSync(earlier, "utf8")).toBe("earlier");
  });

  test("a shorter report replaces a longer one whole", () => {
    const file = join(folder, "report.json");
    writeFileSync(file, "x".repeat(100_000));
    writeJson(file, sampleReport());
    expect(JSON.parse(readFileSync(file, "utf8")).schema).toBe(1);
  });

  test("a file that cannot be written is named with the reason", () => {
    const nowhere = join(folder, "missing", "report.json");
    expect(() => checkWritable(nowhere)).toThrow(
      new ReportFileError(`--json cannot write ${nowhere}: no such directory`),
    );
    expect(() => checkWritable(folder)).toThrow(`--json cannot write ${folder}: it is a directory`);
    expect(() => writeJson(folder, sampleReport())).toThrow(ReportFileError);
  });
});
