// The log: pino, one JSON object a line, or lines for people when the output is a terminal. Writing is asynchronous so
// that a stalled reader of the log cannot stall the server, and a reader that went away ends the log, not the process.

import { type DestinationStream, type Logger, pino } from "pino";
import { prettyFactory } from "pino-pretty";
import type { LogLevel } from "./options.ts";

/** Redis's names for what pino calls trace, debug, info and warn. */
const PINO_LEVELS: Readonly<Record<LogLevel, string>> = {
  debug: "trace",
  verbose: "debug",
  notice: "info",
  warning: "warn",
};

export function pinoLevelOf(level: LogLevel): string {
  return PINO_LEVELS[level];
}

/** @param isTerminal whether `fd` is a terminal: then lines are formatted for people. */
export function createLog(level: LogLevel, fd: number, isTerminal: boolean): Logger {
  const destination = pino.destination({ fd, sync: false });
  destination.on("error", () => {}); // nowhere is left to report it
  const options = { level: pinoLevelOf(level), base: null };
  if (!isTerminal) return pino(options, destination);
  const format = prettyFactory({ colorize: true, singleLine: true, translateTime: "SYS:yyyy-mm-dd HH:MM:ss.l" });
  const pretty: DestinationStream = {
    write: (line: string): void => {
      destination.write(format(line));
    },
  };
  return pino(options, pretty);
}
