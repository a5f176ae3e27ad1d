// The end of the process where something is wrong with it. Node's own way joins V8's threads, which may be waiting for this one to collect
// garbage: then it stays for good (seen with Node 26.10 on a busy machine). The C library's _exit waits for nobody.

import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { ForeignFunctions } from "./io-uring/foreign-functions.ts";

const EXIT_CODE = 1;

/** Ends the process with exit code 1; who listens for its exit, such as a log that has not written everything, is told. */
export function exitAtOnce(): never {
  const exit = ForeignFunctions.find()?.find("_exit", ["i32"], "i32");
  if (exit !== undefined) {
    process.emit("exit", EXIT_CODE);
    exit(EXIT_CODE);
  }
  process.exit(EXIT_CODE);
}

/** Ends the process after an error that nobody has caught, and tells where it was thrown: what it has interrupted is in no state to go on. */
export function exitOnDefect(error: unknown): never {
  try {
    writeSync(process.stderr.fd, `${inspect(error)}\n\nNode.js ${process.version}\n`);
  } catch {
    // Nobody reads it.
  }
  exitAtOnce();
}
