// Requests that come together are parsed, and the memory of their keys touched, before any of them runs. Nobody may
// notice: the same requests one by one give the same replies, also when a pause holds some of them back half-way and the
// buffer they came in is written over by others meanwhile.

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "../../src/server.ts";
import { createState } from "../support/harness.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawClient } from "../support/raw-client.ts";
import { argumentsOf, encodeRequest } from "../support/requests.ts";

const PAUSE = "CLIENT PAUSE 100000 WRITE";
/** Longer than all that waits. */
const OVERWRITING = `ECHO ${"*".repeat(20_000)}`;

interface Target {
  readonly server: Server;
  readonly port: number;
}

let together: Target;
let apart: Target;
let witness: RawClient;

async function start(): Promise<Target> {
  const server = new Server(createState({ port: 0, maxmemory: 64 * 1024 ** 2 }, new ManualClock()));
  return { server, port: (await server.listen()).port };
}

beforeAll(async () => {
  together = await start();
  apart = await start();
  witness = await RawClient.open(together.port);
});

afterAll(async () => {
  witness.destroy();
  await together.server.close();
  await apart.server.close();
});

const key = fc.nat(5).map((n) => `key:${n}`);
const keys = fc.array(key, { minLength: 1, maxLength: 30 }).map((list) => list.join(" "));
const line = fc.oneof(
  { weight: 6, arbitrary: key.map((name) => `GET ${name}`) },
  { weight: 6, arbitrary: fc.tuple(key, fc.nat(300)).map(([name, length]) => `SET ${name} ${"v".repeat(length + 1)}`) },
  { weight: 2, arbitrary: key.map((name) => `SET ${name} 1 NX GET`) },
  { weight: 2, arbitrary: key.map((name) => `SET ${name} 12 EX 100`) },
  { weight: 2, arbitrary: key.map((name) => `INCR ${name}`) },
  { weight: 2, arbitrary: key.map((name) => `TTL ${name}`) },
  { weight: 2, arbitrary: keys.map((names) => `MGET ${names}`) },
  { weight: 1, arbitrary: keys.map((names) => `DEL ${names}`) },
  { weight: 1, arbitrary: fc.tuple(key, key).map(([from, to]) => `RENAME ${from} ${to}`) },
  { weight: 1, arbitrary: key.map((name) => `WATCH ${name}`) },
  {
    weight: 4,
    arbitrary: fc.constantFrom("SELECT 1", "SELECT 0", "MULTI", "EXEC", "DISCARD", "RESET", "HELLO 3", "HELLO 2"),
  },
  { weight: 2, arbitrary: fc.constantFrom("GET", "SET a", "NOTHING a b", "SET key:1 1 EX none", "CLIENT REPLY SKIP") },
);
/** Some are sent as inline requests, whose bytes the parser may keep elsewhere. */
const request = fc.tuple(line, fc.nat(9)).map(([text, form]) => {
  return {
    text,
    bytes: form === 0 ? Buffer.from(`${text.replace(" ", ' "')}${text.includes(" ") ? '"' : ""}\r\n`) : encoded(text),
  };
});

function encoded(text: string): Uint8Array {
  return encodeRequest(argumentsOf(text));
}

async function fresh(port: number): Promise<RawClient> {
  const client = await RawClient.open(port);
  await client.request("FLUSHALL");
  return client;
}

const END = "that was all";

test("requests sent at once are answered as those sent one by one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 150, size: "max" }), async (requests) => {
      // What may be left open is closed, so that the last reply comes.
      const closing = [encoded("RESET"), encodeRequest(["ECHO", END])];
      const atOnce = await fresh(together.port);
      atOnce.socket.write(Buffer.concat([...requests.map(({ bytes }) => bytes), ...closing]));
      const inTurn = await fresh(apart.port);
      for (const { bytes } of [...requests, ...closing.map((bytes) => ({ bytes }))]) {
        inTurn.socket.write(bytes);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const expected = await inTurn.repliesUpTo(END);
      expect(await atOnce.repliesUpTo(END)).toEqual(expected);
      atOnce.destroy();
      inTurn.destroy();
    }),
    { numRuns: 60 },
  );
});

test("a pause half-way holds requests back and changes none of them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(30), { minLength: 1, maxLength: 200, size: "max" }), async (steps) => {
      const client = await fresh(together.port);
      const lines = steps.map((step, i) => (step === 0 ? PAUSE : `APPEND key ${i}`));
      client.socket.write(Buffer.concat(lines.map((text) => encoded(text))));
      let text = "";
      for (const [i, sent] of lines.entries()) {
        while (client.received === "") {
          await witness.request(OVERWRITING);
          expect(await witness.request("CLIENT UNPAUSE")).toBe("+OK");
        }
        if (sent !== PAUSE) text += String(i);
        expect(await client.reply()).toBe(sent === PAUSE ? "+OK" : `:${text.length}`);
      }
      await witness.request("CLIENT UNPAUSE"); // the last line may have been a pause
      expect(await client.request("GET key")).toBe(text === "" ? "nil" : JSON.stringify(text));
      client.destroy();
    }),
    { numRuns: 40 },
  );
});
