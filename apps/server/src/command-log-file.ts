// The file of the command log, written in the background by the main thread.

import { pino } from "pino";
import { CommandLog, commandLogHead, type LineSink, type Seeds } from "./command-log.ts";
import { checkAppendable } from "./log.ts";

const FLUSH_MS = 1000;
const GATHERED_BYTES = 8 * 1024;
/** What a disk that is too slow may leave in memory; lines beyond are dropped. */
const WAITING_BYTES_MAX = 16 * 1024 ** 2;

export interface CommandLogFile {
  readonly log: CommandLog;
  /** Takes the lines of other threads. */
  readonly sink: LineSink;
  readonly seeds: Seeds;
  /** Opens the file by its name again, after it was moved away. */
  readonly reopen: () => void;
}

/** A command log in a file, written in the background. @throws UsageError when the file cannot be written. */
export function openCommandLog(
  path: string,
  sample: number,
  seeds: Seeds,
  nowMs: number,
  waitingBytesMax: number = WAITING_BYTES_MAX,
): CommandLogFile {
  checkAppendable("command-log-file", path);
  const sink = pino.destination({
    dest: path,
    sync: false,
    minLength: GATHERED_BYTES,
    maxLength: waitingBytesMax,
    periodicFlush: FLUSH_MS,
  });
  sink.on("error", () => {}); // a full disk must not end the server
  sink.write(commandLogHead(sample, nowMs));
  const log = new CommandLog(sink, sample, seeds);
  sink.on("drop", (text: string) => {
    log.linesDropped += text.split("\n").length - 1; // of other threads there come several at once
  });
  return { log, sink, seeds, reopen: () => sink.reopen() };
}
