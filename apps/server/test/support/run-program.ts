// Running a program to its end, or until it has said enough.

import { spawn } from "node:child_process";

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param isEnough looked at whenever output comes; the program is then ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = "",
  isEnough: (stdout: string) => boolean = () => false,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (isEnough(stdout)) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.on("error", () => {}); // it may end before it has read everything
    child.stdin.end(input);
  });
}
