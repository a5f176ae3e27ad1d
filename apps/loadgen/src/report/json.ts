// The report as a file. Whether it can be written is found out before the run: a report lost after an hour of load
// would be worse than a run that does not start.
import { closeSync, existsSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import type { Report } from "./report.ts";

/** The file cannot be written; the message is one line that says why. */
export class ReportFileError extends Error {
  override readonly name = "ReportFileError";
}

/** Leaves the file as it was found: an earlier report stays if the run fails.   @throws ReportFileError */
export function checkWritable(path: string): void {
  const existed = existsSync(path);
  withReason(path, () => {
    closeSync(openSync(path, "a"));
    if (!existed) unlinkSync(path);
  });
}

/** @throws ReportFileError */
export function writeJson(path: string, report: Report): void {
  withReason(path, () => writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`));
}

function withReason(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === undefined ? undefined : WRITE_FAILURES[code];
    throw new ReportFileError(`--json cannot write ${path}: ${reason ?? message}`);
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
