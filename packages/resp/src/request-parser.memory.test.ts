// Work and memory of the request parser: both must follow the bytes that arrive, not what headers claim, and not the
// number of pieces. Work is counted (bytes copied, bytes read one by one), never timed.

import { afterEach, describe, expect, test, vi } from "vitest";
import { argumentsOf, byteByByte, bytesOf, encode } from "../test/requests.ts";
import { NEED_MORE, READY, type RequestMemory, RequestParser } from "./index.ts";

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

/** Hands on what was given back, and counts. */
class CountedMemory implements RequestMemory {
  readonly #spare: Uint8Array[] = [];
  madeBytes = 0;
  lentBytes = 0;

  take(bytes: number): Uint8Array {
    const at = this.#spare.findIndex(({ length }) => length >= bytes && length <= 2 * bytes);
    const memory = at < 0 ? new Uint8Array(bytes) : this.#spare.splice(at, 1)[0];
    if (at < 0) this.madeBytes += bytes;
    this.lentBytes += memory.length;
    return memory;
  }

  give(memory: Uint8Array): void {
    if (this.#spare.includes(memory)) throw new Error("given back twice");
    this.lentBytes -= memory.length;
    this.#spare.push(memory);
  }
}

describe("parsers that share their memory", () => {
  const PARSERS = 100;
  const VALUE_BYTES = 20_000;
  const stream = encode(Array.from({ length: 16 }, (_, i) => ["SET", `key:${i}`, "v".repeat(VALUE_BYTES)]));

  test("hold what is unfinished, and use the rest in turn", () => {
    const memory = new CountedMemory();
    const parsers = Array.from({ length: PARSERS }, () => new RequestParser({}, memory));
    let requests = 0;
    for (let round = 0; round < 5; round++) {
      for (let at = 0; at < stream.length; at += 64 * KIB) {
        for (const parser of parsers) requests += feedAndCount(parser, stream.subarray(at, at + 64 * KIB));
        const pending = parsers.reduce((sum, { pendingBytes }) => sum + pendingBytes, 0);
        expect(memory.lentBytes).toBeLessThanOrEqual(4 * pending + PARSERS * 4 * KIB);
      }
    }
    expect(requests).toBe(5 * 16 * PARSERS);
    expect(memory.madeBytes).toBeLessThan(PARSERS * 2 * VALUE_BYTES + MIB);
  });

  test("give all of it back when nothing is unfinished", () => {
    const memory = new CountedMemory();
    const parser = new RequestParser({}, memory);
    for (const end of [10, 10_000, 70_000, stream.length]) {
      expect(feedAndCount(parser, stream.subarray(0, end))).toBe(Math.floor(end / (stream.length / 16)));
      if (end < stream.length) feedAndCount(parser, stream.subarray(end));
      expect(parser.pendingBytes).toBe(0);
      expect(memory.lentBytes).toBeLessThanOrEqual(KIB);
    }
  });

  test("read the same as alone, whatever stands in what they are lent", () => {
    const dirty: RequestMemory = {
      take: (bytes) => new Uint8Array(2 * bytes).fill(0x2a),
      give: (memory) => memory.fill(0x24),
    };
    const parsers = [new RequestParser({}, dirty), new RequestParser({}, dirty)];
    const message = encode([["SET", "key", "v".repeat(3000)], ["GET", "key"], ["PING"]]);
    const seen = parsers.map((): string[][] => []);
    for (let at = 0; at < message.length; at += 700) {
      for (const [i, parser] of parsers.entries()) {
        parser.feed(message.subarray(at, at + 700));
        while (parser.next() === READY) seen[i].push(argumentsOf(parser));
      }
    }
    for (const requests of seen) expect(requests).toEqual([["SET", "key", "v".repeat(3000)], ["GET", "key"], ["PING"]]);
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
