// The log: pino, one JSON object a line, or lines for people when the output is a terminal. Writing is asynchronous so
// that a stalled reader of the log cannot stall the server, and a reader that went away ends the log, not the process.

import { closeSync, openSync } from "node:fs";
import { type DestinationStream, type Logger, pino } from "pino";
import { pinoLevelOf } from "./log-level.ts";
import type { LogLevel } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** A log that stands in a file. */
export interface FileLog {
  readonly log: Logger;
  /** Opens the file by its name again, after it was moved away. */
  readonly reopen: () => void;
}

/** Makes lines of JSON readable. */
export type LineFormat = (line: string) => string;

/** For a terminal. The library is loaded only where there is one. */
export async function formatForPeople(): Promise<LineFormat> {
  const { prettyFactory } = await import("pino-pretty");
  return prettyFactory({ colorize: true, singleLine: true, translateTime: "SYS:yyyy-mm-dd HH:MM:ss.l" });
}

/** @param format for lines that people read; JSON when absent. */
export function createLog(level: LogLevel, fd: number, format?: LineFormat): Logger {
  const destination = pino.destination({ fd, sync: false });
  destination.on("error", () => {}); // nowhere is left to report it
  const options = { level: pinoLevelOf(level), base: null };
  if (format === undefined) return pino(options, destination);
  const pretty: DestinationStream = {
    write: (line: string): void => {
      destination.write(format(line));
    },
  };
  return pino(options, pretty);
}

/** @throws UsageError when the file cannot be written. */
export function createFileLog(level: LogLevel, path: string): FileLog {
  checkAppendable("logfile", path);
  const destination = pino.destination({ dest: path, sync: false });
  destination.on("error", () => {}); // a full disk must not end the server
  const log = pino({ level: pinoLevelOf(level), base: null }, destination);
  return { log, reopen: () => destination.reopen() };
}

/** Opens a file for appending, and closes it. @throws UsageError, naming the option, when that fails. */
export function checkAppendable(option: string, path: string): void {
  try {
    closeSync(openSync(path, "a"));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`cannot write to ${option} ${path}: ${String(reason)}`);
  }
}
