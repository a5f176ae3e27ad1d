import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
/** Most bytes per call that are the measuring itself; the smallest object is 16. */
const NOISE_BYTES = 0.25;

it("no low-level call allocates anything, whatever its value and deadline, batched or not", async () => {
  const child = fileURLToPath(new URL("./child.ts", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", child]);
  const found = Object.entries(JSON.parse(stdout) as Record<string, number>);
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(([, bytes]) => Math.abs(bytes) > NOISE_BYTES)).toEqual([]);
}, 120_000);
