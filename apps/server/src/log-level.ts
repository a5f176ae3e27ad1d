// What the parts of the server need of a log, so that only the thread that writes it has the library that does.

import type { LogLevel } from "./options.ts";

/** Takes lines with fields. A level below its own costs a comparison. */
export interface Log {
  /** The least important level that is written, in pino's words. */
  level: string;
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

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
