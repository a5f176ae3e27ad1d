// The gate in front of the launcher: it refuses an old Node in one line and only then loads the rest, which is written
// in today's JavaScript. Keep this file to ES2018 (see node-version.mjs).
import { nodeTooOld } from "./node-version.mjs";

/**
 * Runs one launcher command and ends the process with its exit code.
 * @param {"start" | "test" | "setup" | "loadgen"} command
 */
export function launch(command) {
  const reason = nodeTooOld(process.versions.node);
  if (reason !== "") {
    console.error(`segcache: ${reason}`);
    process.exitCode = 1;
    return;
  }
  import("./commands.mjs")
    .then((commands) => commands.runCommand(command, process.argv.slice(2)))
    .catch((error) => {
      console.error("segcache: the launcher failed:", error);
      process.exit(1);
    });
}
