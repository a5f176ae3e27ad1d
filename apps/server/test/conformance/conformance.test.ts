// The same cases against our server, in process, and against a real Redis server. A difference that is listed must
// still occur: when the two agree again the list is wrong and the run fails.

import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRedis, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Case, isExpected, type StreamCase } from "./case.ts";
import { CASES, STREAM_CASES } from "./cases.ts";
import { DIFFERENCES } from "./differences.ts";
import { reset, startOurs, type Target } from "./targets.ts";

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
  { name: "segcache-server", isRedis: false, threads: 1 },
  { name: "segcache-server of two threads", isRedis: false, threads: 2 },
  { name: "redis-server", isRedis: true, threads: 1 },
])("$name", ({ isRedis, threads }) => {
  describe.skipIf(isRedis && !hasRedis())("answers", () => {
    let target: Target;
    let client: RawClient;
    beforeAll(async () => {
      target = isRedis ? await startRedis() : await startOurs(threads);
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

test("every intended difference is shown by a case", () => {
  const steps = CASES.flatMap((one) => one.steps.map((step) => step[2]));
  const shown = new Set([...steps, ...STREAM_CASES.map((one) => one.difference)].map((one) => one?.reason));
  for (const [name, difference] of Object.entries(DIFFERENCES)) {
    const isShown = shown.has(name as keyof typeof DIFFERENCES);
    expect(isShown, name).toBe(!("shownBy" in difference));
    if ("shownBy" in difference) expect(existsSync(new URL(`../../${difference.shownBy}`, import.meta.url))).toBe(true);
  }
});

test("there are at least 600 cases, each with a title of its own", () => {
  const titles = [...CASES, ...STREAM_CASES].map((one) => one.why);
  expect(titles.length).toBeGreaterThanOrEqual(600);
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});
