// The same cases after HELLO 3, on both servers side by side: replies must be equal. Steps that differ on purpose, or
// whose reply varies, are compared in RESP2 only.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasProgram, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import type { Case } from "./case.ts";
import { CASES } from "./cases.ts";
import { reset, startOurs, type Target } from "./targets.ts";

describe.skipIf(process.env.REDIS_URL === undefined && !hasProgram("redis-server"))("in RESP3", () => {
  let targets: Target[] = [];
  let clients: RawClient[] = [];
  beforeAll(async () => {
    targets = [await startOurs(), await startRedis()];
    clients = await Promise.all(targets.map(({ host, port }) => RawClient.open(port, host)));
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    for (const target of targets) await target.stop();
  });

  test.each(CASES)("$why", async ({ steps }: Case) => {
    for (const client of clients) {
      await reset(client);
      await client.request("HELLO 3");
    }
    for (const [send, expected, difference] of steps) {
      const [ours, redis] = await Promise.all(clients.map((client) => client.request(send)));
      if (typeof expected === "string" && difference === undefined) expect(ours, send).toBe(redis);
    }
  });
});
