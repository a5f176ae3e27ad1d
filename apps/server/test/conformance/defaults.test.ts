// The settings in force when nobody has set any, against Redis's: only the listed ones differ.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";
import { describe, expect, test } from "vitest";
import { defaultConfig, FIXED_SETTINGS } from "../../src/config.ts";
import { OPTIONS } from "../../src/options.ts";
import { accepting, hasProgram, stopChild } from "../support/programs.ts";

/** What a difference says about a default: name, ours, Redis's. */
const DIFFERENT = [
  ["bind", "127.0.0.1", "* -::*"],
  ["maxmemory", "268435456", "0"],
  ["maxmemory-policy", "s3fifo", "noeviction"],
  [
    "client-output-buffer-limit",
    "normal 268435456 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
    "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
  ],
  ["save", "", "3600 1 300 100 60 10000"],
] as const;

/** Only this server has them. */
const OWN = [
  "io-uring",
  "maxmemory-reserve",
  "segment-size",
  "threads",
  "metrics-port",
  "command-log-file",
  "command-log-sample",
] as const satisfies readonly string[];

describe.skipIf(!hasProgram("redis-server"))("defaults", () => {
  test("are Redis's but for the listed ones", async () => {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), "defaults-"));
    const child = spawn("redis-server", ["--port", String(port), "--dir", directory], { stdio: "ignore" });
    const client = await accepting(port);
    const theirs = JSON.parse(await client.request("CONFIG GET *")) as string[];
    client.destroy();
    await stopChild(child);
    rmSync(directory, { recursive: true, force: true });
    const redis = new Map(theirs.flatMap((text, i) => (i % 2 === 0 ? [[text, theirs[i + 1]] as const] : [])));
    const config = defaultConfig();
    const ours = new Map<string, string>([
      ...OPTIONS.map((option) => [option.name, option.format(config)] as const),
      ...FIXED_SETTINGS,
    ]);
    for (const name of OWN) expect(ours.delete(name), name).toBe(true);
    ours.delete("port"); // chosen for this test
    const different = [...ours].filter(([name, value]) => redis.get(name) !== value);
    const listed = DIFFERENT.map(([name, value, other]) => [name, value, other]);
    expect(different.map(([name, value]) => [name, value, redis.get(name)]).sort()).toEqual(listed.sort());
  });
});
