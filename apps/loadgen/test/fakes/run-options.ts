// Options of a run as the command line would give them: a small load, and what a test types on top.
import { parseRunOptions, type RunOptions } from "../../src/options/run-options.ts";

export function runOptions(typed = "", changes: Partial<RunOptions> = {}): RunOptions {
  const words = typed === "" ? [] : typed.split(" ");
  const ends = words.includes("--duration") ? [] : ["--requests", "200"];
  return { ...parseRunOptions(["--clients", "4", "--keys", "40", ...ends, ...words]), ...changes };
}
