// The four commands behind the launcher's entries. Each brings the checkout up first; a failure of that is one line.

import { join } from "node:path";
import { runApp } from "./child.mjs";
import { APP_ENTRIES, pinnedNode, ROOT } from "./project.mjs";
import { SetUpFailed, say, setUp } from "./set-up.mjs";
import { endAsStopped, Stopped, stopReason, watchForStop } from "./stop.mjs";
import { runTests } from "./tests.mjs";

/** @typedef {import("./project.mjs").App} App */

/**
 * Runs a command and ends the process with its exit code, or as stopped.
 * @param {"start" | "test" | "setup" | "loadgen"} command
 * @param {readonly string[]} args
 */
export async function runCommand(command, args) {
  watchForStop();
  const exitCode = await exitCodeOf(command, args);
  if (exitCode === 0 && stopReason() !== undefined) endAsStopped();
  process.exit(exitCode);
}

/**
 * @param {"start" | "test" | "setup" | "loadgen"} command
 * @param {readonly string[]} args
 */
async function exitCodeOf(command, args) {
  try {
    if (command === "test") return await runTests();
    await setUp();
    if (command === "setup") return 0;
    return await startApp(command === "start" ? "server" : "loadgen", args);
  } catch (error) {
    if (error instanceof Stopped) return 0;
    if (!(error instanceof SetUpFailed)) throw error;
    say(error.message);
    return 1;
  }
}

/**
 * Runs an app on the pinned Node. npm changes to the project's folder; files named on the command line are meant from
 * where the person stood.
 * @param {App} app
 * @param {readonly string[]} args
 */
async function startApp(app, args) {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { exitCode } = await runApp(pinnedNode(ROOT), [join(ROOT, APP_ENTRIES[app]), ...args], cwd);
  return exitCode;
}
