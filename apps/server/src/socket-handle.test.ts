import { once } from "node:events";
import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ownFramesFormattedDuring } from "../test/support/formatted-frames.ts";
import { openSocketPair, type SocketPair, until } from "../test/support/socket-pair.ts";
import {
  descriptorOf,
  FAILED,
  HandleWrites,
  readInto,
  UNDER_WAY,
  WRITTEN,
  writableDescriptorOf,
  writableHandleOf,
  writeNow,
} from "./socket-handle.ts";
import { findStreamBinding, type StreamBinding } from "./stream-binding.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const buffer = new Uint8Array(1024);
const binding = findStreamBinding()!;
let pair: SocketPair;
let client: Socket;
let socket: Socket;
let received: string;
let lengths: number[];

async function start(by?: StreamBinding): Promise<void> {
  received = "";
  lengths = [];
  pair = await openSocketPair({ pauseOnConnect: true });
  ({ client } = pair);
  const take = (bytes: Uint8Array, start: number, length: number): void => {
    if (bytes !== buffer) throw new Error("read into other memory");
    lengths.push(length);
    received += Buffer.from(bytes.subarray(start, start + length)).toString();
  };
  socket = readInto(pair.accepted, buffer, take, by);
}

afterEach(async () => {
  socket.destroy();
  await pair.close(); // the server counts the new socket as the one it has accepted, so this ends
});

describe.each([
  ["by its handle", binding],
  ["as Node documents it", undefined],
])("a socket that is read %s", (_, by) => {
  beforeEach(() => start(by));

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

  test("a client that resets the connection costs no stack of ours", async () => {
    socket.on("error", () => {}); // a close follows
    const files = await ownFramesFormattedDuring(async () => {
      client.resetAndDestroy();
      await until(() => socket.destroyed);
    });
    expect(files).toEqual([]);
  });

  test("nothing arrives after it was destroyed", async () => {
    client.write("first");
    await until(() => received === "first");
    socket.destroy();
    client.write("second");
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(received).toBe("first");
  });
});

describe("a write to the descriptor", () => {
  beforeEach(() => start());

  test("is of as many bytes as the system takes at once", async () => {
    const bytes = new Uint8Array(32 * 1024 ** 2).fill(0x61);
    const taken = writeNow(descriptorOf(socket), bytes, 0, bytes.length);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(bytes.length);
    let arrived = 0;
    client.on("data", (chunk) => {
      arrived += chunk.length;
    });
    await until(() => arrived === taken);
  });

  test("begins where it is to", async () => {
    expect(writeNow(descriptorOf(socket), Buffer.from("0123456789"), 3, 6)).toBe(3);
    const [chunk] = (await once(client, "data")) as [Buffer];
    expect(chunk.toString()).toBe("345");
  });

  test("leaves errors to the stream", async () => {
    const descriptor = writableDescriptorOf(socket);
    socket.on("error", () => {});
    client.resetAndDestroy();
    await until(() => writeNow(descriptor, buffer, 0, 1) === 0);
  });
});

describe("a write by the handle", () => {
  let writes: HandleWrites;
  let statuses: number[];
  const written = (status: number): void => {
    statuses.push(status);
  };

  beforeEach(async () => {
    await start(binding);
    writes = new HandleWrites(binding);
    statuses = [];
  });

  test("is done when the system has taken all", async () => {
    const handle = writableHandleOf(socket)!;
    expect(writes.write(handle, Buffer.from("one"), 0, 3, written)).toBe(WRITTEN);
    expect(writes.write(handle, Buffer.from("two"), 0, 3, written)).toBe(WRITTEN);
    let arrived = "";
    client.on("data", (chunk) => {
      arrived += chunk.toString();
    });
    await until(() => arrived === "onetwo");
    expect(statuses).toEqual([]);
  });

  test("is of the bytes that stand in the buffer then, whatever part of which buffer", async () => {
    const handle = writableHandleOf(socket)!;
    const [first, second] = [Buffer.from("0123456789"), Buffer.alloc(3000, "x")];
    const parts: [Buffer, number, number][] = [
      [first, 0, 3],
      [first, 4, 6],
      [second, 0, 3],
      [first, 0, 3],
      [second, 0, 2000],
    ];
    for (const [buffer, start, end] of parts) writes.write(handle, buffer, start, end, written);
    first.write("abc");
    writes.write(handle, first, 0, 3, written);
    const expected = `01245xxx012${"x".repeat(2000)}abc`;
    let arrived = "";
    client.on("data", (chunk) => {
      arrived += chunk.toString();
    });
    await until(() => arrived.length === expected.length);
    expect(arrived).toBe(expected);
  });

  test("goes on when the system takes more, and what follows stays behind it", async () => {
    const handle = writableHandleOf(socket)!;
    const bytes = new Uint8Array(32 * 1024 ** 2).fill(0x61);
    expect(writes.write(handle, bytes, 0, bytes.length, written)).toBe(UNDER_WAY);
    expect(statuses).toEqual([]);
    socket.write("end");
    let arrived = 0;
    let last = "";
    client.on("data", (chunk) => {
      arrived += chunk.length;
      last = chunk.subarray(-3).toString();
    });
    await until(() => arrived === bytes.length + 3);
    expect(last).toBe("end");
    expect(statuses).toEqual([0]);
    expect(writes.write(handle, Buffer.from("!"), 0, 1, written)).toBe(WRITTEN);
  });

  test("that is under way keeps its memory, though nobody else does", async () => {
    const handle = writableHandleOf(socket)!;
    const bytes = 8 * 1024 ** 2;
    expect(writes.write(handle, new Uint8Array(bytes).fill(0x61), 0, bytes, written)).toBe(UNDER_WAY);
    const others: Uint8Array[] = [];
    for (let i = 0; i < 8; i++) {
      collectGarbage();
      others.push(new Uint8Array(bytes).fill(0x62));
      await new Promise((resolve) => setImmediate(resolve));
    }
    let arrived = 0;
    let foreign = 0;
    client.on("data", (chunk) => {
      arrived += chunk.length;
      if (chunk.some((byte) => byte !== 0x61)) foreign++;
    });
    await until(() => arrived === bytes);
    expect(foreign).toBe(0);
  });

  test("that is under way when the socket is destroyed ends with an error", async () => {
    const handle = writableHandleOf(socket)!;
    expect(writes.write(handle, new Uint8Array(32 * 1024 ** 2), 0, 32 * 1024 ** 2, written)).toBe(UNDER_WAY);
    socket.destroy();
    await until(() => statuses.length > 0);
    expect(statuses[0]).toBeLessThan(0);
  });

  test("that the system refuses leaves the error to the stream", async () => {
    const handle = writableHandleOf(socket)!;
    socket.on("error", () => {});
    client.resetAndDestroy();
    await until(() => socket.destroyed || writes.write(handle, buffer, 0, 1, written) === FAILED);
  });
});
