import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ownFramesFormattedDuring } from "../test/support/formatted-frames.ts";
import { openSocketPair, type SocketPair, until } from "../test/support/socket-pair.ts";
import { HandleWrites } from "./socket-handle.ts";
import { SocketOutput } from "./socket-output.ts";
import { SpareMemory } from "./spare-memory.ts";
import { findStreamBinding } from "./stream-binding.ts";

const KIB = 1024;
const CHUNK_BYTES = 64 * KIB;

let pair: SocketPair;
let client: Socket;
let socket: Socket;
let arrived: Buffer[];
let timesTaken: number;

beforeEach(async () => {
  arrived = [];
  timesTaken = 0;
  pair = await openSocketPair();
  ({ client, accepted: socket } = pair);
  client.on("data", (chunk) => arrived.push(chunk));
  client.pause();
  socket.on("error", () => {}); // a close follows
});

afterEach(() => pair.close());

/** Bytes that tell where in the whole they stand. */
function fill(buffer: Uint8Array, from: number): void {
  for (let i = 0; i < buffer.length; i++) buffer[i] = ((from + i) * 31 + ((from + i) >>> 8)) & 255;
}

describe.each([
  ["by the handle", true],
  ["without it", false],
])("replies sent %s", (_, byHandle) => {
  let output: SocketOutput;

  beforeEach(() => {
    const writes = byHandle ? new HandleWrites(findStreamBinding()!) : undefined;
    output = new SocketOutput(socket, writes, new SpareMemory(), () => {
      timesTaken++;
    });
  });

  test("to a client that does not take them wait, and arrive complete and in order when it does", async () => {
    let buffer = new Uint8Array(CHUNK_BYTES);
    let kept = 0;
    let bytes = 0;
    for (let chunks = 0; chunks < 200; chunks++) {
      fill(buffer, bytes);
      bytes += CHUNK_BYTES;
      if (output.send(buffer, 0, CHUNK_BYTES)) continue;
      kept++;
      buffer = new Uint8Array(CHUNK_BYTES);
    }
    expect(output.waitingBytes).toBeGreaterThan(0);
    expect(kept).toBe(byHandle ? 1 : 0);
    expect(timesTaken).toBe(0);
    client.resume();
    await until(() => output.waitingBytes === 0 && timesTaken > 0);
    await until(() => arrived.reduce((sum, { length }) => sum + length, 0) === bytes);
    const expected = new Uint8Array(bytes);
    fill(expected, 0);
    expect(Buffer.compare(Buffer.concat(arrived), expected)).toBe(0);
  });

  test("are the part of the buffer they are said to be", async () => {
    client.resume();
    const buffer = Buffer.from("0123456789");
    output.send(buffer, 2, 5);
    output.send(buffer, 7, 9);
    await until(() => Buffer.concat(arrived).toString() === "23478");
  });

  test("go nowhere when the socket is gone", () => {
    socket.destroy();
    expect(output.send(new Uint8Array(10), 0, 10)).toBe(true);
  });

  test("that the client refuses end its connection", async () => {
    const errors: Error[] = [];
    socket.on("error", (error) => errors.push(error));
    const buffer = new Uint8Array(CHUNK_BYTES);
    while (output.waitingBytes === 0) output.send(buffer, 0, CHUNK_BYTES);
    client.resetAndDestroy();
    await until(() => socket.destroyed);
  });

  test("that the client refuses cost no stack of ours", async () => {
    const files = await ownFramesFormattedDuring(async () => {
      const buffer = new Uint8Array(CHUNK_BYTES);
      while (output.waitingBytes === 0) output.send(buffer, 0, CHUNK_BYTES);
      client.resetAndDestroy();
      await new Promise((resolve) => client.once("close", resolve));
      for (let i = 0; i < 10; i++) output.send(buffer, 0, CHUNK_BYTES);
      await until(() => socket.destroyed);
    });
    expect(files).toEqual([]);
  });
});

test.each<[string, (output: SocketOutput) => void]>([
  ["a reply", (output) => output.send(new Uint8Array(10), 0, 10)],
  ["a message of its own", (output) => output.sendOwn(new Uint8Array(10))],
])("%s that the system refuses at once costs no stack of ours", async (_, send) => {
  const unread = await openSocketPair({ pauseOnConnect: true });
  const { accepted } = unread;
  accepted.on("error", () => {}); // a close follows
  const output = new SocketOutput(accepted, undefined, new SpareMemory(), () => {});
  const files = await ownFramesFormattedDuring(async () => {
    unread.client.resetAndDestroy();
    await new Promise((resolve) => unread.client.once("close", resolve));
    send(output);
    await until(() => accepted.destroyed);
  });
  expect(files).toEqual([]);
  await unread.close();
});

test("a large buffer is not lent", () => {
  const output = new SocketOutput(socket, new HandleWrites(findStreamBinding()!), new SpareMemory(), () => {});
  const buffer = new Uint8Array(CHUNK_BYTES * 8);
  while (output.waitingBytes === 0) expect(output.send(buffer, 0, CHUNK_BYTES)).toBe(true);
});
