// Options of a run as the command line would give them, and what a test changes of them.
import { parseRunOptions, type RunOptions } from "../../src/options.ts";

export function runOptions(changes: Partial<RunOptions> = {}): RunOptions {
  return { ...parseRunOptions(["--clients", "4", "--keys", "40", "--requests", "200"]), ...changes };
}
