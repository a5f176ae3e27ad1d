// What a run leaves as files: the report as JSON, the seconds as CSV, the latencies as .hgrm. Whether they can be written
// is found out before the run: a report lost after an hour of load would be worse than a run that does not start.
import { closeSync, existsSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import type { Latencies } from "../load/latencies.ts";
import type { SecondReport } from "./report-shape.ts";

/** The file cannot be written; the message is one line that says why. */
export class ReportFileError extends Error {
  override readonly name = "ReportFileError";
}

/** The options that name a file. */
export type FileFlag = "--json" | "--csv" | "--hgrm" | "--html";

const CSV_COLUMNS: Readonly<Record<keyof SecondReport, string>> = {
  second: "second",
  operations: "operations",
  hits: "hits",
  misses: "misses",
  hitRatio: "hit_ratio",
  errors: "errors",
  dropped: "dropped",
  late: "late",
  p50: "p50_ms",
  p99: "p99_ms",
  max: "max_ms",
};

/** Leaves the file as it was found: an earlier report stays if the run fails.   @throws ReportFileError */
export function checkWritable(flag: FileFlag, path: string): void {
  const existed = existsSync(path);
  withReason(flag, path, () => {
    closeSync(openSync(path, "a"));
    if (!existed) unlinkSync(path);
  });
}

/** @throws ReportFileError */
export function writeJson(path: string, report: object): void {
  write("--json", path, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** A line for each second; a figure that does not exist is empty.   @throws ReportFileError */
export function writeCsv(path: string, series: readonly SecondReport[]): void {
  const names = Object.keys(CSV_COLUMNS) as (keyof SecondReport)[];
  writeTable(
    path,
    Object.values(CSV_COLUMNS),
    series.map((second) => names.map((name) => second[name])),
  );
}

/** Lines of CSV under a heading; a figure that does not exist is empty.   @throws ReportFileError */
export function writeTable(
  path: string,
  heading: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): void {
  const lines = rows.map((row) => row.map((figure) => figure ?? "").join(","));
  write("--csv", path, [heading.join(","), ...lines, ""].join("\n"));
}

/** @throws ReportFileError */
export function writeHtml(path: string, html: string): void {
  write("--html", path, html);
}

/** @throws ReportFileError */
export function writeHgrm(path: string, latencies: Latencies): void {
  write("--hgrm", path, latencies.toHgrm());
}

function write(flag: FileFlag, path: string, content: string): void {
  withReason(flag, path, () => writeFileSync(path, content));
}

function withReason(flag: FileFlag, path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === undefined ? undefined : WRITE_FAILURES[code];
    throw new ReportFileError(`${flag} cannot write ${path}: ${reason ?? message}`);
  }
}

const WRITE_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "no such directory",
  ENOTDIR: "a part of the path is not a directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory",
  EROFS: "read-only file system",
  ENOSPC: "no space left",
};
