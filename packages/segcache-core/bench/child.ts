// Measurements that need a process of their own: the bench starts itself again with the measurement's name and arguments.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const CHILD_FLAG = "--child";

/** Runs `name` with `input` in a new process; what it returned. Both travel as JSON. */
export function inOwnProcess<Input, Output>(name: string, input: Input): Output {
  const args = [...process.execArgv, join(import.meta.dirname, "main.ts"), CHILD_FLAG, name, JSON.stringify(input)];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output) as Output;
}
