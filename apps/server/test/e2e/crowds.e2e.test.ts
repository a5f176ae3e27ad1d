// Very many connections against the built server: ten thousand at once, churn, resets in the midst of everything.
// Afterwards it holds no connection and no memory more than before.

import { afterEach, beforeEach, expect, test } from "vitest";
import { hasOpenFiles } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";
import { ServerProcess } from "../support/server-process.ts";

const CROWD = 1000;
/** The default of maxclients. */
const MULTITUDE = 10_000;
const MIB = 1024 ** 2;
/** Far above what an idle connection needs, far below a leak of its buffers. */
const BYTES_PER_CONNECTION_MAX = 128 * 1024;
/** In a multitude, where what all share hardly counts: twice what the README states. */
const BYTES_PER_USED_CONNECTION_MAX = 28 * 1024;

let server: ServerProcess;
let witness: RawClient;
beforeEach(async () => {
  server = await ServerProcess.start("--maxmemory", "16mb");
  witness = await RawClient.open(server.port);
});
afterEach(async () => {
  witness.destroy();
  expect((await server.stop()).code).toBe(0);
});

async function field(name: string): Promise<number> {
  const info = String(JSON.parse(await witness.request("INFO")));
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
}

async function onlyWitnessLeft(): Promise<void> {
  while ((await field("connected_clients")) > 1);
}

async function crowd(size: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < size) {
    const length = Math.min(50, size - clients.length);
    clients.push(...(await Promise.all(Array.from({ length }, () => RawClient.open(server.port)))));
  }
  return clients;
}

test("a thousand connections are served, at a bounded price each", async () => {
  const before = await field("used_memory_rss");
  const clients = await crowd(CROWD);
  const replies = await Promise.all(clients.map((client, i) => client.request(`SET key-${i} ${i}`)));
  expect(new Set(replies)).toEqual(new Set(["+OK"]));
  expect(await field("connected_clients")).toBe(CROWD + 1);
  expect((await field("used_memory_rss")) - before).toBeLessThan(CROWD * BYTES_PER_CONNECTION_MAX);
  const values = await Promise.all(clients.map((client, i) => client.request(`GET key-${i}`)));
  expect(values).toEqual(clients.map((_, i) => `"${i}"`));
  for (const client of clients) client.destroy();
  await onlyWitnessLeft();
});

// Both sides need a file for each.
test.skipIf(!hasOpenFiles(MULTITUDE + 200))(
  "ten thousand connections, as many as maxclients says, are served at a bounded price each",
  async () => {
    const before = await field("used_memory_rss");
    const clients = await crowd(MULTITUDE - 1); // and the witness
    const replies = await Promise.all(clients.map((client, i) => client.request(`SET key-${i % 100} ${i}`)));
    expect(new Set(replies)).toEqual(new Set(["+OK"]));
    expect(await field("connected_clients")).toBe(MULTITUDE);
    const price = ((await field("used_memory_rss")) - before) / MULTITUDE;
    expect(price).toBeLessThan(BYTES_PER_USED_CONNECTION_MAX);
    const oneMore = await RawClient.open(server.port);
    expect(await oneMore.reply()).toBe("-ERR max number of clients reached");
    await oneMore.closed();
    const pongs = await Promise.all(clients.map((client) => client.request("PING")));
    expect(new Set(pongs)).toEqual(new Set(["+PONG"]));
    for (const client of clients) client.destroy();
    await onlyWitnessLeft();
  },
);

test("connections that come and go leave nothing behind", async () => {
  const churn = async (rounds: number): Promise<void> => {
    for (let i = 0; i < rounds; i++) {
      const clients = await crowd(50);
      await Promise.all(clients.map((client) => client.request("SET a 1")));
      for (const client of clients) client.destroy();
    }
    await onlyWitnessLeft();
  };
  await churn(20);
  const before = await field("used_memory_rss");
  await churn(60);
  expect((await field("used_memory_rss")) - before).toBeLessThan(64 * MIB);
});

test("resets in the midst of requests and replies harm nobody", async () => {
  expect(await witness.request(`SET big ${"v".repeat(50_000)}`)).toBe("+OK");
  for (let i = 0; i < 300; i++) {
    const client = await RawClient.open(server.port);
    const gets = Array.from({ length: 20 }, () => encodeRequest(["GET", "big"]));
    client.socket.write(Buffer.concat([...gets, Buffer.from("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$50000\r\nhalf")]));
    if (i % 2 === 0) await client.bytes(1);
    client.socket.resetAndDestroy();
  }
  await onlyWitnessLeft();
  expect(await witness.request("STRLEN big")).toBe(":50000");
});

test("above maxclients everybody is told, and those inside are served", async () => {
  expect(await witness.request("CONFIG SET maxclients 10")).toBe("+OK");
  const inside = await Promise.all(Array.from({ length: 9 }, () => RawClient.open(server.port)));
  await Promise.all(inside.map((client) => client.request("PING")));
  const outside = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(server.port)));
  for (const client of outside) {
    expect(await client.reply()).toBe("-ERR max number of clients reached");
    await client.closed();
  }
  for (const client of inside) expect(await client.request("PING")).toBe("+PONG");
  expect(await field("rejected_connections")).toBe(100);
  for (const client of inside) client.destroy();
});
