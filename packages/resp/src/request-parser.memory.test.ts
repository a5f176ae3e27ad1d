// Work and memory of the request parser: both must follow the bytes that arrive, not what headers claim, and not the
// number of pieces. Work is counted (bytes copied, bytes read one by one), never timed.

import { afterEach, describe, expect, test, vi } from "vitest";
import { argumentsOf, byteByByte, bytesOf, encode } from "../test/requests.ts";
import { NEED_MORE, READY, RequestParser } from "./index.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function feedAndCount(parser: RequestParser, chunk: Uint8Array): number {
  parser.feed(chunk);
  let requests = 0;
  while (parser.next() === READY) requests++;
  return requests;
}

/** Counts the bytes that set() and copyWithin() move from here on. */
function countCopies(): { bytes: number } {
  const copies = { bytes: 0 };
  const { set, copyWithin } = TypedArray;
  vi.spyOn(TypedArray, "set").mockImplementation(function (this: Uint8Array, source, at) {
    copies.bytes += source.length;
    set.call(this, source, at);
  });
  vi.spyOn(TypedArray, "copyWithin").mockImplementation(function (this: Uint8Array, target, start, end) {
    copies.bytes += (end ?? this.length) - start;
    return copyWithin.call(this, target, start, end);
  });
  return copies;
}

/** Makes every Uint8Array created from here on count its element reads. */
function countReads(): { bytes: number } {
  const reads = { bytes: 0 };
  const counted: ProxyHandler<Uint8Array> = {
    get(bytes, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads.bytes++;
      const value: unknown = Reflect.get(bytes, key, bytes);
      return typeof value === "function" ? value.bind(bytes) : value;
    },
    set: (bytes, key, value) => Reflect.set(bytes, key, value, bytes),
  };
  const construct = (original: typeof Uint8Array, given: unknown[]): Uint8Array =>
    new Proxy(Reflect.construct(original, given) as Uint8Array, counted);
  vi.stubGlobal("Uint8Array", new Proxy(Uint8Array, { construct }));
  return reads;
}

describe("work is linear in the bytes", () => {
  test("a bulk string of 64 MiB in chunks of 64 KiB", () => {
    const parser = new RequestParser();
    const copies = countCopies();
    const chunk = new Uint8Array(64 * KIB).fill(0x61);
    feedAndCount(parser, bytesOf(`*2\r\n$3\r\nGET\r\n$${64 * MIB}\r\n`));
    for (let sent = 0; sent < 64 * MIB; sent += chunk.length) {
      expect(feedAndCount(parser, chunk)).toBe(0);
      expect(parser.buffer.length).toBeLessThanOrEqual(4 * parser.pendingBytes + 128 * KIB);
    }
    parser.feed(bytesOf("\r\n"));
    expect(parser.next()).toBe(READY);
    expect(parser.ends[1] - parser.starts[1]).toBe(64 * MIB);
    expect(parser.buffer[parser.starts[1]]).toBe(0x61);
    expect(parser.buffer[parser.ends[1] - 1]).toBe(0x61);
    expect(copies.bytes).toBeLessThan(3 * 64 * MIB);
  });

  test("many arguments, each larger than a chunk", () => {
    const parser = new RequestParser();
    const copies = countCopies();
    const argument = bytesOf(`$5000\r\n${"a".repeat(5000)}\r\n`);
    feedAndCount(parser, bytesOf("*1000\r\n"));
    let requests = 0;
    for (let i = 0; i < 1000; i++) {
      requests += feedAndCount(parser, argument.subarray(0, 2500)) + feedAndCount(parser, argument.subarray(2500));
    }
    expect(requests).toBe(1);
    expect(copies.bytes).toBeLessThan(5 * 1000 * argument.length);
  });

  test.each([
    ["an inline line", `${"ab ".repeat(7000)}\n`, 1],
    ["a quoted line", `"${"\\x41".repeat(5000)}"\n`, 1],
    ["a header line without an end", `*${"1".repeat(20_000)}`, 0],
    ["a header line of zeros", `*1\r\n$${"0".repeat(20_000)}`, 0],
    ["an array", Buffer.from(encode([new Array<string>(2000).fill("abc")])).toString("latin1"), 1],
  ])("byte by byte: %s", (_name, text, requests) => {
    const pieces = byteByByte(bytesOf(text));
    const reads = countReads();
    const parser = new RequestParser();
    let found = 0;
    for (const piece of pieces) found += feedAndCount(parser, piece);
    expect(found).toBe(requests);
    expect(reads.bytes).toBeGreaterThan(text.length);
    expect(reads.bytes).toBeLessThan(16 * text.length);
  });
});

describe("memory follows the bytes that arrived", () => {
  test("a header's claim allocates nothing", () => {
    const parser = new RequestParser();
    feedAndCount(parser, bytesOf(`*1\r\n$${512 * MIB}\r\n`));
    expect(parser.buffer.length).toBeLessThan(KIB);
  });

  test("range tables grow as arguments arrive, and are given back", () => {
    const parser = new RequestParser();
    feedAndCount(parser, bytesOf("*1000000\r\n"));
    expect(parser.starts.length).toBeLessThanOrEqual(16);
    feedAndCount(parser, bytesOf("$1\r\na\r\n".repeat(100_000)));
    expect(parser.starts.length).toBeLessThanOrEqual(200_000);
    let requests = 0;
    for (let i = 1; i < 10; i++) requests += feedAndCount(parser, bytesOf("$1\r\na\r\n".repeat(100_000)));
    expect(requests).toBe(1);
    expect(parser.starts.length).toBeLessThanOrEqual(1024);
    expect(parser.ends.length).toBe(parser.starts.length);
  });

  test("a large buffer is given back when its request is done, also when another one has begun", () => {
    for (const tail of ["", "*1\r\n$4\r\nPI"]) {
      const parser = new RequestParser();
      const message = encode([["SET", "a".repeat(MIB)]]);
      feedAndCount(parser, message.subarray(0, MIB));
      expect(parser.buffer.length).toBeGreaterThanOrEqual(MIB);
      expect(feedAndCount(parser, Buffer.concat([message.subarray(MIB), bytesOf(tail)]))).toBe(1);
      expect(parser.buffer.length).toBeLessThan(KIB);
      expect(parser.pendingBytes).toBe(tail.length);
      parser.feed(bytesOf(tail === "" ? "PING\n" : "NG\r\n"));
      expect(parser.next()).toBe(READY);
      expect(argumentsOf(parser)).toEqual(["PING"]);
    }
  });

  test("an idle parser does not keep the chunk", () => {
    const parser = new RequestParser();
    const chunk = bytesOf("PING\n");
    parser.feed(chunk);
    expect(parser.next()).toBe(READY);
    expect(parser.next()).toBe(NEED_MORE);
    expect(parser.buffer).not.toBe(chunk);
  });
});
