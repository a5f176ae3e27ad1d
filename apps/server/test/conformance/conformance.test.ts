// The same cases against our server, in process, and against a real Redis server. A difference that is listed must
// still occur: when the two agree again the list is wrong and the run fails.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Server } from "../../src/server.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { createState } from "../support/harness.ts";
import { hasProgram, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Case, isExpected, type StreamCase } from "./case.ts";
import { AUTH_CASES, AUTH_STREAM_CASES, PASSWORD } from "./cases/auth.ts";
import { CONNECTION_CASES } from "./cases/connection.ts";
import { EXPIRY_CASES } from "./cases/expiry.ts";
import { KEY_CASES } from "./cases/keys.ts";
import { LIFETIME_CASES } from "./cases/lifetimes.ts";
import { SERVER_CASES } from "./cases/server.ts";
import { SET_CASES } from "./cases/set.ts";
import { STATISTICS_CASES } from "./cases/statistics.ts";
import { STREAM_CASES as GENERAL_STREAM_CASES } from "./cases/streams.ts";
import { STRING_CASES } from "./cases/strings.ts";

const CASES = [
  ...SET_CASES,
  ...LIFETIME_CASES,
  ...STRING_CASES,
  ...KEY_CASES,
  ...EXPIRY_CASES,
  ...CONNECTION_CASES,
  ...AUTH_CASES,
  ...SERVER_CASES,
  ...STATISTICS_CASES,
];

const STREAM_CASES = [...GENERAL_STREAM_CASES, ...AUTH_STREAM_CASES];

interface Target {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

async function startOurs(): Promise<Target> {
  const server = new Server(createState({ port: 0 }, new SystemClock()));
  const { address, port } = await server.listen();
  return { host: address, port, stop: () => server.close() };
}

/** A case may have left a password behind; without one any is right. */
const RESET_LINES = [
  "RESET",
  `AUTH default ${PASSWORD}`,
  'CONFIG SET requirepass ""',
  "FLUSHALL",
  "CONFIG SET loglevel notice timeout 0",
];

async function reset(client: RawClient): Promise<void> {
  for (const line of RESET_LINES) await client.request(line);
}

async function runCase(client: RawClient, one: Case, isRedis: boolean): Promise<void> {
  await reset(client);
  for (const [send, ours, difference] of one.steps) {
    const reply = await client.request(send);
    const expected = isRedis && difference !== undefined ? difference.redis : ours;
    if (!isExpected(expected, reply)) expect(reply, send).toEqual(expected);
    if (isRedis && difference !== undefined && isExpected(ours, reply)) {
      throw new Error(`${send}: the listed difference (${difference.reason}) no longer occurs`);
    }
  }
}

async function runStream(target: Target, one: StreamCase, isRedis: boolean): Promise<void> {
  const setUp = await RawClient.open(target.port, target.host);
  await reset(setUp);
  setUp.destroy();
  const client = await RawClient.open(target.port, target.host);
  const wanted =
    isRedis && one.difference !== undefined ? { ...one, ...one.difference, expect: one.difference.redis } : one;
  client.socket.write(Buffer.from(one.bytes, "latin1"));
  const replies: string[] = [];
  for (let i = 0; i < wanted.expect.length; i++) replies.push(await client.reply());
  if (wanted.closes) await client.closed();
  else if (wanted.asStranger === true) expect(await client.request("ECHO end")).toMatch(/^-NOAUTH/);
  else expect(await client.request("ECHO end"), "nothing but the expected replies").toBe('"end"');
  client.destroy();
  expect(replies).toEqual(wanted.expect);
  expect(client.received).toBe("");
}

describe.each([
  { name: "segcache-server", isRedis: false },
  { name: "redis-server", isRedis: true },
])("$name", ({ isRedis }) => {
  describe.skipIf(isRedis && process.env.REDIS_URL === undefined && !hasProgram("redis-server"))("answers", () => {
    let target: Target;
    let client: RawClient;
    beforeAll(async () => {
      target = isRedis ? await startRedis() : await startOurs();
      client = await RawClient.open(target.port, target.host);
    });
    afterAll(async () => {
      client.destroy();
      await target.stop();
    });
    test.each(CASES)("$why", (one) => runCase(client, one, isRedis));
    test.each(STREAM_CASES)("stream: $why", (one) => runStream(target, one, isRedis));
  });
});

test("a stream's listed difference is one", () => {
  // Streams are compared exactly, so what Redis answered is known to be the listed replies.
  for (const { expect: ours, difference } of STREAM_CASES) {
    if (difference !== undefined) expect(difference.redis).not.toEqual(ours);
  }
});

test("there are at least 200 cases, each with a title of its own", () => {
  const titles = [...CASES, ...STREAM_CASES].map((one) => one.why);
  expect(titles.length).toBeGreaterThanOrEqual(200);
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});
