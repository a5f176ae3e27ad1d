// What the process takes beside the cache, as the system counts it (Linux only): a hundred clients with large values make it
// grow by no more than a thread may need.

import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";
import { ServerProcess } from "../support/server-process.ts";

const MIB = 1024 ** 2;
const CONNECTIONS = 100;
const PIPELINE = 16;
const ROUNDS = 15;
const KEYS = 500;
const VALUE_BYTES = 20_000;
const REPLY_BYTES = `$${VALUE_BYTES}\r\n`.length + VALUE_BYTES + 2;
const MAX_MEMORY_MIB = 32;
/** What one thread may take at a hundred connections. */
const THREAD_MIB = 24;

const isLinux = process.platform === "linux";
if (!isLinux) console.warn("the memory of a process can be read on Linux only: not tested");

let server: ServerProcess;
let clients: RawClient[] = [];

beforeEach(async () => {
  server = await ServerProcess.start("--threads", "1", "--maxmemory", `${MAX_MEMORY_MIB}mb`);
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  server.child.kill();
  await server.exited;
});

function residentBytes(field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** All clients send their requests before any of them takes a reply. */
async function exchange(requestOf: (key: string) => Uint8Array, replyBytes: number): Promise<void> {
  for (const [at, client] of clients.entries()) {
    const keys = Array.from({ length: PIPELINE }, (_, i) => `key:${(at * PIPELINE + i) % KEYS}`);
    client.socket.write(Buffer.concat(keys.map(requestOf)));
  }
  for (const client of clients) {
    await client.bytes(PIPELINE * replyBytes);
    client.received = "";
  }
}

const value = "v".repeat(VALUE_BYTES);

test.runIf(isLinux)("clients that send large values, and as many keys as the cache holds", async () => {
  const before = residentBytes("VmRSS");
  for (let i = 0; i < CONNECTIONS; i++) clients.push(await RawClient.open(server.port));
  for (let i = 0; i < ROUNDS; i++)
    await exchange((key) => encodeRequest(["SET", `${i}:${key}`, value]), "+OK\r\n".length);
  expect((residentBytes("VmHWM") - before) / MIB).toBeLessThan(MAX_MEMORY_MIB + THREAD_MIB);
});

test.runIf(isLinux)("clients that ask for large values", async () => {
  const writer = await RawClient.open(server.port);
  for (let i = 0; i < KEYS; i++) expect(await writer.request(`SET key:${i} ${value}`)).toBe("+OK");
  writer.destroy();
  const before = residentBytes("VmRSS");
  for (let i = 0; i < CONNECTIONS; i++) clients.push(await RawClient.open(server.port));
  for (let i = 0; i < ROUNDS; i++) await exchange((key) => encodeRequest(["GET", key]), REPLY_BYTES);
  expect((residentBytes("VmHWM") - before) / MIB).toBeLessThan(THREAD_MIB);
});
