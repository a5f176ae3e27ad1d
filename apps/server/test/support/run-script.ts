// A few lines of TypeScript in a process of their own, for what concerns a process as a whole: V8's settings, and what is loaded.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../../src", import.meta.url));

/** @param script may import the sources, relative to their folder.   @param v8 flags.   @returns what it has printed.
 * @throws Error when it fails, complains or prints nothing. */
export function outputOf(script: string, v8: readonly string[] = []): string {
  const flags = ["--conditions=source", "--input-type=module-typescript", ...v8, "--eval"];
  const options = { cwd: SOURCES, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script], options);
  if (status !== 0 || stderr !== "" || stdout === "") throw new Error(`ended with ${status}: ${stderr}`);
  return stdout;
}
