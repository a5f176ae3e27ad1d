// The log of a worker: its lines are written by the main thread. A line below the level costs a comparison here.

import type { Log } from "../log-level.ts";
import type { Line } from "./line.ts";
import type { LogLevelName, ToMain, ToWorker } from "./messages.ts";
import { problemOf } from "./problems.ts";

/** In the order of their weight, as pino has them. */
const LEVELS: readonly string[] = ["trace", "debug", "info", "warn", "error"];

export class PostedLog implements Log {
  readonly #line: Line<ToMain, ToWorker>;
  readonly #thread: number;
  #lowest = 0;

  constructor(line: Line<ToMain, ToWorker>, thread: number, level: string) {
    this.#line = line;
    this.#thread = thread;
    this.level = level;
  }

  get level(): string {
    return LEVELS[this.#lowest]!;
  }

  set level(level: string) {
    this.#lowest = Math.max(0, LEVELS.indexOf(level));
  }

  debug(fields: object, text: string): void {
    this.#post("debug", fields, text);
  }

  info(fields: object, text: string): void {
    this.#post("info", fields, text);
  }

  warn(fields: object, text: string): void {
    this.#post("warn", fields, text);
  }

  error(fields: object, text: string): void {
    this.#post("error", fields, text);
  }

  #post(level: LogLevelName, fields: object, text: string): void {
    if (LEVELS.indexOf(level) < this.#lowest) return;
    const plain: Record<string, unknown> = { thread: this.#thread, ...fields };
    if (plain.err instanceof Error) plain.err = problemOf(plain.err);
    this.#line.tell("log", { level, fields: plain, text });
  }
}
