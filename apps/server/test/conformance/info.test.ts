// INFO against Redis's own: whoever reads a field there finds it here.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Harness } from "../support/harness.ts";
import { hasRedis, type RunningRedis, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";

/** Redis tells with these how it was compiled. */
const OF_ITS_BUILD = new Set(["gcc_version", "atomicvar_api"]);

/** Sections whose fields are databases, commands and kinds of errors. */
const NAMED_BY_DATA = new Set(["Keyspace", "Commandstats", "Latencystats", "Errorstats"]);

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

describe.skipIf(!hasRedis())("INFO", () => {
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
    const theirs = sectionsOf(await client.request("INFO everything"));
    const ours = sectionsOf(new Harness().send("INFO everything"));
    expect(theirs.size).toBeGreaterThan(11);
    for (const [title, fields] of theirs) {
      expect([...ours.keys()]).toContain(title);
      if (NAMED_BY_DATA.has(title)) continue;
      for (const field of fields) {
        if (!OF_ITS_BUILD.has(field)) expect(ours.get(title), `${title}: ${field}`).toContain(field);
      }
    }
  });

  test("tells of commands in the same form", async () => {
    for (const section of ["commandstats", "latencystats"]) {
      const server = new Harness();
      for (const line of ["CONFIG RESETSTAT", "SET a 1", "CONFIG GET port", "GET a"]) {
        await client.request(line);
        server.send(line);
      }
      // Names in any order, and what the times are made of instead of the times.
      const formOf = (reply: string): string[] =>
        String(JSON.parse(reply))
          .replaceAll(/=[\d.]+/g, (number) => (number.includes(".") ? "=1.0" : "=1"))
          .split("\r\n")
          .filter((line) => /set|get/.test(line) && !line.includes("resetstat"))
          .sort();
      const theirs = formOf(await client.request(`INFO ${section}`));
      expect(theirs.length).toBe(3);
      expect(formOf(server.send(`INFO ${section}`))).toEqual(theirs);
    }
  });

  test("tells no field twice", () => {
    const fields = [...sectionsOf(new Harness().send("INFO everything")).values()].flat();
    expect(fields.filter((field, i) => fields.indexOf(field) !== i)).toEqual([]);
  });
});
