// In a process of its own, because the setting is the whole process's.

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const MIB = 1024 ** 2;

/** Bytes of the young generation of a thread that has made much of which some survives. */
function youngBytesAfterChurn(setUp: string): number {
  const script = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { keepYoungGenerationSmall } from "./young-generation.ts";
    ${setUp}
    const kept = [];
    for (let i = 0; i < 5_000_000; i++) kept[i & 8191] = { number: i, list: [i] };
    const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    process.stdout.write(String(space.space_size));`;
  const flags = ["--conditions=source", "--input-type=module-typescript", "--eval"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return Number(stdout);
}

test("survivors do not make the young generation larger", () => {
  expect(youngBytesAfterChurn("keepYoungGenerationSmall();")).toBeLessThanOrEqual(8 * MIB);
});

test("by itself it grows", () => {
  expect(youngBytesAfterChurn("")).toBeGreaterThan(8 * MIB);
});
