import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { descriptorOf, readInto, writeNow } from "./socket-handle.ts";

const buffer = new Uint8Array(1024);
let server: Server;
let client: Socket;
let socket: Socket;
let received: string;
let lengths: number[];

beforeEach(async () => {
  received = "";
  lengths = [];
  server = createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  client = connect(address.port, "127.0.0.1");
  client.on("error", () => {});
  const [accepted] = (await once(server, "connection")) as [Socket];
  socket = readInto(accepted, buffer, (bytes, length) => {
    if (bytes !== buffer) throw new Error("read into other memory");
    lengths.push(length);
    received += Buffer.from(bytes.subarray(0, length)).toString();
  });
});

afterEach(async () => {
  client.destroy();
  socket.destroy();
  // It counts the new socket as the one it has accepted, so this ends.
  await new Promise((resolve) => server.close(resolve));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test("what arrives is handed over in the shared buffer, at most as much as fits", async () => {
  const sent = "0123456789".repeat(500);
  client.write(sent);
  await until(() => received.length === sent.length);
  expect(received).toBe(sent);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(buffer.length);
});

test("nothing is read while the socket is paused", async () => {
  socket.pause();
  client.write("later");
  await new Promise((resolve) => client.write("!", resolve));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(received).toBe("");
  socket.resume();
  await until(() => received === "later!");
});

test("the end of what a client sends is told", async () => {
  client.end("bye");
  await once(socket, "end");
  expect(received).toBe("bye");
});

test("bytes are written at once, as many as the system takes, and the rest is left", async () => {
  const descriptor = descriptorOf(socket);
  const bytes = new Uint8Array(32 * 1024 ** 2).fill(0x61);
  const taken = writeNow(socket, descriptor, bytes, bytes.length);
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(bytes.length);
  let arrived = 0;
  client.on("data", (chunk) => {
    arrived += chunk.length;
  });
  await until(() => arrived === taken);
});

test("nothing is written past what waits in the stream, nor to the descriptor of a socket that is gone", () => {
  const descriptor = descriptorOf(socket);
  const bytes = new Uint8Array(32 * 1024 ** 2);
  socket.write(bytes);
  expect(socket.writableLength).toBeGreaterThan(0);
  expect(writeNow(socket, descriptor, bytes, 1)).toBe(0);
  socket.destroy();
  expect(writeNow(socket, descriptor, bytes, 1)).toBe(0);
});

test("an error is left to the stream", async () => {
  const descriptor = descriptorOf(socket);
  socket.on("error", () => {});
  client.resetAndDestroy();
  await until(() => writeNow(socket, descriptor, buffer, 1) === 0);
});
