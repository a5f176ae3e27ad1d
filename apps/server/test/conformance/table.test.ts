// Our command table against Redis's own: what a client reads from COMMAND must be what it would read there.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { Harness } from "../support/harness.ts";
import { hasRedis, type RunningRedis, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";

/** Redis has these since 7.2; the oracle may be older. */
const SINCE_7_2 = new Set(["client|setinfo", "client|no-touch"]);

const ALL: readonly Command[] = COMMANDS.flatMap((one) => [one, ...(one.subcommands?.commands ?? [])]);

/** All of COMMAND INFO but Redis's notes for its own developers, and the subcommands, which are compared one by one. */
function comparable(reply: string): string {
  const withoutNotes = reply.replaceAll(/"notes", "(?:[^"\\]|\\.)*", /g, "");
  const subcommands = withoutNotes.search(/\[\["[a-z-]+\|/); // the first subcommand of a container
  return subcommands < 0 || withoutNotes.startsWith("[[", subcommands - 2)
    ? withoutNotes
    : withoutNotes.slice(0, subcommands);
}

describe.skipIf(!hasRedis())("the command table", () => {
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

  test.each(ALL.filter((one) => !SINCE_7_2.has(one.fullName)))("$fullName", async ({ fullName }) => {
    const line = `COMMAND INFO ${fullName}`;
    expect(comparable(new Harness().send(line))).toBe(comparable(await client.request(line)));
  });

  test.each(ALL.filter((one) => !SINCE_7_2.has(one.fullName)))("$fullName's version and group", async (one) => {
    const docs = await client.request(`COMMAND DOCS ${one.fullName}`);
    expect(docs).toContain(`"since", "${one.since}", "group", "${one.group}"`);
  });
});
