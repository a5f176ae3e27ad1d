// INFO against Redis's own: whoever reads a field there finds it here.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Harness } from "../support/harness.ts";
import { hasProgram, type RunningRedis, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";

/** Redis tells with these how it was compiled. */
const OF_ITS_BUILD = new Set(["gcc_version", "atomicvar_api"]);

/** Field names by section. */
function sectionsOf(reply: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const section of String(JSON.parse(reply)).split("# ").slice(1)) {
    const [title, ...lines] = section.split("\r\n");
    sections.set(
      title!,
      lines.filter((line) => line !== "").map((line) => line.slice(0, line.indexOf(":"))),
    );
  }
  return sections;
}

describe.skipIf(process.env.REDIS_URL === undefined && !hasProgram("redis-server"))("INFO", () => {
  let redis: RunningRedis;
  let client: RawClient;
  beforeAll(async () => {
    redis = await startRedis();
    client = await RawClient.open(redis.port, redis.host);
  });
  afterAll(async () => {
    client.destroy();
    await redis.stop();
  });

  test("has every section of Redis's and every field in it", async () => {
    await client.request("CONFIG RESETSTAT");
    const theirs = sectionsOf(await client.request("INFO default"));
    const ours = sectionsOf(new Harness().send("INFO default"));
    expect(theirs.size).toBeGreaterThan(9);
    for (const [title, fields] of theirs) {
      expect([...ours.keys()]).toContain(title);
      if (title === "Keyspace") continue; // its fields are the databases
      for (const field of fields) {
        if (!OF_ITS_BUILD.has(field)) expect(ours.get(title), `${title}: ${field}`).toContain(field);
      }
    }
  });

  test("tells no field twice", () => {
    const fields = [...sectionsOf(new Harness().send("INFO everything")).values()].flat();
    expect(fields.filter((field, i) => fields.indexOf(field) !== i)).toEqual([]);
  });
});
