// What one client does to the connections of others, over real sockets: CLIENT PAUSE, CLIENT KILL, MONITOR.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { RawClient } from "../test/support/raw-client.ts";
import { encodeRequest } from "../test/support/requests.ts";
import { Server } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { SystemClock } from "./sources/clock.ts";

let state: ServerState;
let server: Server;
let port = 0;
const clients: RawClient[] = [];

async function open(): Promise<RawClient> {
  const client = await RawClient.open(port);
  clients.push(client);
  return client;
}

/** Waits until the server is in the state the test needs. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

beforeEach(async () => {
  state = createState({ port: 0 }, new SystemClock());
  server = new Server(state);
  port = (await server.listen()).port;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await server.close();
});

describe("CLIENT PAUSE", () => {
  test("holds requests back and answers all of them in order after UNPAUSE", async () => {
    const admin = await open();
    const client = await open();
    await client.request("PING");
    expect(await admin.request("CLIENT PAUSE 100000 WRITE")).toBe("+OK");
    const lines = [
      ["GET", "a"],
      ["SET", "a", "1"],
      ["APPEND", "a", "2"],
      ["GET", "a"],
    ];
    client.socket.write(Buffer.concat(lines.map((line) => encodeRequest(line))));
    expect(await client.reply()).toBe("nil"); // a read before the first write
    await until(() => state.pause.waitingCount === 1);
    expect(state.cache.size).toBe(0);
    expect(await admin.request("CLIENT UNPAUSE")).toBe("+OK");
    expect([await client.reply(), await client.reply(), await client.reply()]).toEqual(["+OK", ":2", '"12"']);
  });

  test("ends by itself", async () => {
    const client = await open();
    expect(await client.request("CLIENT PAUSE 1 ALL")).toBe("+OK");
    expect(await client.request("SET a 1")).toBe("+OK");
    expect(await client.request("GET a")).toBe('"1"');
  });

  test("a server that stops answers those who wait", async () => {
    const admin = await open();
    const client = await open();
    await admin.request("CLIENT PAUSE 100000 WRITE");
    client.socket.write(encodeRequest(["SET", "a", "1"]));
    await until(() => state.pause.waitingCount === 1);
    const closed = server.close();
    expect(await client.reply()).toBe("+OK");
    await client.closed();
    await closed;
  });

  test("a client that is killed while it waits runs nothing", async () => {
    const admin = await open();
    const client = await open();
    const id = (await client.request("CLIENT ID")).slice(1);
    await admin.request("CLIENT PAUSE 100000 WRITE");
    client.socket.write(encodeRequest(["SET", "a", "1"]));
    await until(() => state.pause.waitingCount === 1);
    expect(await admin.request(`CLIENT KILL ID ${id}`)).toBe(":1");
    await client.closed();
    await admin.request("CLIENT UNPAUSE");
    expect(await admin.request("EXISTS a")).toBe(":0");
  });
});

describe("CLIENT KILL", () => {
  test("closes another connection", async () => {
    const admin = await open();
    const client = await open();
    const id = (await client.request("CLIENT ID")).slice(1);
    expect(await admin.request(`CLIENT KILL ID ${id}`)).toBe(":1");
    await client.closed();
    expect(await admin.request("CLIENT LIST")).not.toContain(`id=${id} `);
  });

  test("closes one's own after the answer", async () => {
    const client = await open();
    expect(await client.request("CLIENT KILL TYPE normal SKIPME no")).toBe(":1");
    await client.closed();
  });
});

test("MONITOR sends lines while others work", async () => {
  const monitor = await open();
  expect(await monitor.request("MONITOR")).toBe("+OK");
  const client = await open();
  await client.request("SET a 1");
  expect(await monitor.reply()).toMatch(/^\+\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "a" "1"$/);
  expect(await monitor.request("PING")).toBe("+PONG");
  expect(await monitor.reply()).toMatch(/"PING"$/);
  expect(await client.request("CLIENT LIST")).toContain(" flags=O ");
  monitor.destroy();
  await until(() => state.monitors.size === 0);
});

test("a transaction dies with its connection", async () => {
  const client = await open();
  await client.request("MULTI");
  await client.request("SET a 1");
  client.destroy();
  await until(() => state.sessions.size === 0);
  expect(state.cache.size).toBe(0);
});
