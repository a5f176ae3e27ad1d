// Raw bytes against a server in this process: streams cut anywhere, broken frames, requests that never end. After each
// the server serves others as before.

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "../../src/server.ts";
import type { ServerState } from "../../src/server-state.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { createState } from "../support/harness.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";

const MANY = 200;

let state: ServerState;
let server: Server;
let port = 0;
let witness: RawClient;

beforeAll(async () => {
  state = createState({ port: 0, maxmemory: 64 * 1024 ** 2 }, new SystemClock());
  server = new Server(state);
  port = (await server.listen()).port;
  witness = await RawClient.open(port);
});
afterAll(async () => {
  witness.destroy();
  await server.close();
});

async function onlyWitnessLeft(): Promise<void> {
  while (state.sessions.size > 1) await new Promise((resolve) => setImmediate(resolve));
  expect(await witness.request("PING")).toBe("+PONG");
}

const value = fc.uint8Array({ maxLength: 300 });

test("pipelines cut anywhere are answered in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 90 })),
      async (values, lengths) => {
        const client = await RawClient.open(port);
        const stream = Buffer.concat(values.map((bytes) => encodeRequest(["ECHO", bytes])));
        for (let at = 0; at < stream.length; ) {
          const length = lengths.next().value as number;
          client.socket.write(stream.subarray(at, at + length));
          at += length;
          await new Promise((resolve) => setImmediate(resolve));
        }
        for (const bytes of values)
          expect(await client.reply()).toBe(JSON.stringify(Buffer.from(bytes).toString("latin1")));
        client.destroy();
      },
    ),
    { numRuns: 25 },
  );
  await onlyWitnessLeft();
});

test("any bytes leave the server as it was, and end only the connection they came by", async () => {
  const line = fc.oneof(
    fc.constantFrom(
      "*1\r\n",
      "*3\r\n",
      "$3\r\n",
      "$-1\r\n",
      "*-5\r\n",
      "GET a\r\n",
      "PING\r\n",
      '"',
      "\0",
      "*99999999\r\n",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
      const client = await RawClient.open(port);
      client.socket.end(Buffer.from(lines.join(""), "latin1"));
      await client.closed();
      expect(await witness.request("ECHO alive")).toBe('"alive"');
    }),
    { numRuns: 100 },
  );
  await onlyWitnessLeft();
});

test("headers that claim much hold nothing until bytes come", async () => {
  const before = process.memoryUsage().rss;
  const clients: RawClient[] = [];
  for (let i = 0; i < MANY; i++) {
    const client = await RawClient.open(port);
    client.socket.write("*2\r\n$3\r\nGET\r\n$536870912\r\nabc");
    clients.push(client);
  }
  const waiting = () => [...state.sessions.values()].filter((one) => one.peer.inputBytes > 0);
  while (waiting().length < MANY) expect(await witness.request("PING")).toBe("+PONG");
  for (const session of waiting()) expect(session.peer.inputBytes).toBeLessThan(100);
  expect(process.memoryUsage().rss - before).toBeLessThan(MANY * 1024 ** 2);
  for (const client of clients) client.destroy();
  await onlyWitnessLeft();
});

test("a request above client-query-buffer-limit is refused as it grows", async () => {
  state.config["client-query-buffer-limit"] = 1024 ** 2;
  const client = await RawClient.open(port);
  const part = `$${300_000}\r\n${"v".repeat(300_000)}\r\n`;
  client.socket.write(`*10\r\n${part.repeat(4)}`);
  expect(await client.reply()).toBe("-ERR Protocol error: too big request");
  client.destroy();
  expect(state.metrics.queryLimitDisconnections).toBe(1);
  await onlyWitnessLeft();
});
