import { describe, expect, test } from "vitest";
import { bytesOf } from "../test/requests.ts";
import { ReplyWriter } from "./index.ts";

type Step = (reply: ReplyWriter) => void;

function written(protocol: 2 | 3, step: Step): string {
  const reply = new ReplyWriter();
  reply.protocol = protocol;
  step(reply);
  return Buffer.from(reply.take()).toString("utf8");
}

/** What is written, its bytes in RESP2, and in RESP3 where they differ. */
const GOLDEN: readonly [name: string, step: Step, resp2: string, resp3?: string][] = [
  ["ok", (r) => r.ok(), "+OK\r\n"],
  ["simple", (r) => r.simple("OK"), "+OK\r\n"],
  ["simple with breaks", (r) => r.simple("a\r\nb\nc"), "+a  b c\r\n"],
  ["error", (r) => r.error("ERR no such key"), "-ERR no such key\r\n"],
  ["error with breaks", (r) => r.error("ERR a\r\n+OK\r\n"), "-ERR a  +OK  \r\n"],
  ["integer", (r) => r.integer(7), ":7\r\n"],
  ["negative integer", (r) => r.integer(-10), ":-10\r\n"],
  ["safe integer", (r) => r.integer(Number.MAX_SAFE_INTEGER), ":9007199254740991\r\n"],
  ["bigint", (r) => r.integer(-(2n ** 63n)), ":-9223372036854775808\r\n"],
  ["integerText", (r) => r.integerText(bytesOf("a-12b"), 1, 4), ":-12\r\n"],
  ["bulk", (r) => r.bulk(bytesOf("a\r\nb")), "$4\r\na\r\nb\r\n"],
  ["bulk range", (r) => r.bulk(bytesOf("abcd"), 1, 3), "$2\r\nbc\r\n"],
  ["empty bulk", (r) => r.bulk(new Uint8Array(0)), "$0\r\n\r\n"],
  ["long bulk range", (r) => r.bulk(bytesOf("x".repeat(200)), 1, 101), `$100\r\n${"x".repeat(100)}\r\n`],
  ["bulkString", (r) => r.bulkString("é😀"), "$6\r\né😀\r\n"],
  ["null", (r) => r.null(), "$-1\r\n", "_\r\n"],
  ["nullArray", (r) => r.nullArray(), "*-1\r\n", "_\r\n"],
  ["array", (r) => r.array(10), "*10\r\n"],
  ["empty array", (r) => r.array(0), "*0\r\n"],
  ["map", (r) => r.map(2), "*4\r\n", "%2\r\n"],
  ["set", (r) => r.set(3), "*3\r\n", "~3\r\n"],
  ["push", (r) => r.push(3), "*3\r\n", ">3\r\n"],
  ["double", (r) => r.double(3.25), "$4\r\n3.25\r\n", ",3.25\r\n"],
  ["inf", (r) => r.double(Number.POSITIVE_INFINITY), "$3\r\ninf\r\n", ",inf\r\n"],
  ["-inf", (r) => r.double(Number.NEGATIVE_INFINITY), "$4\r\n-inf\r\n", ",-inf\r\n"],
  ["nan", (r) => r.double(Number.NaN), "$3\r\nnan\r\n", ",nan\r\n"],
  ["true", (r) => r.boolean(true), ":1\r\n", "#t\r\n"],
  ["false", (r) => r.boolean(false), ":0\r\n", "#f\r\n"],
  ["bigNumber", (r) => r.bigNumber(-(2n ** 70n)), "$23\r\n-1180591620717411303424\r\n", "(-1180591620717411303424\r\n"],
  ["verbatim", (r) => r.verbatim("txt", "é\r\n"), "$4\r\né\r\n\r\n", "=8\r\ntxt:é\r\n\r\n"],
  ["raw", (r) => r.raw(bytesOf("+PONG\r\n")), "+PONG\r\n"],
];

describe.each(GOLDEN)("%s", (_name, step, resp2, resp3 = resp2) => {
  test("RESP2", () => expect(written(2, step)).toBe(resp2));
  test("RESP3", () => expect(written(3, step)).toBe(resp3));
});

test("caller mistakes are thrown before anything is written", () => {
  const reply = new ReplyWriter();
  for (const n of [1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(() => reply.integer(n)).toThrow(RangeError);
  }
  for (const format of ["", "text", "é12"]) expect(() => reply.verbatim(format, "x")).toThrow(RangeError);
  expect(reply.length).toBe(0);
  expect(() => new ReplyWriter({ initialBytes: 63 })).toThrow(RangeError);
});

describe("beginBulk", () => {
  test("leaves room for the bytes between header and terminator", () => {
    const reply = new ReplyWriter();
    reply.simple("OK");
    const at = reply.beginBulk(3);
    reply.buffer.set(bytesOf("abc"), at);
    reply.simple("OK");
    expect(Buffer.from(reply.take()).toString()).toBe("+OK\r\n$3\r\nabc\r\n+OK\r\n");
  });

  test("makes room for more than the buffer has, and not for much more", () => {
    const reply = new ReplyWriter({ initialBytes: 64 });
    const at = reply.beginBulk(1_000_000);
    expect(reply.buffer.length).toBeGreaterThanOrEqual(reply.length);
    expect(reply.buffer.length).toBeLessThan(1_000_100);
    reply.buffer.fill(0x61, at, at + 1_000_000);
    expect(Buffer.from(reply.take()).toString()).toBe(`$1000000\r\n${"a".repeat(1_000_000)}\r\n`);
  });
});

describe("take", () => {
  test("hands over bytes that are never written to again", () => {
    const reply = new ReplyWriter({ initialBytes: 64 });
    const taken: [Uint8Array, string][] = [];
    for (let i = 0; i < 200; i++) {
      const text = `${i}`.padStart(i % 40, "x");
      reply.simple(text);
      taken.push([reply.take(), `+${text}\r\n`]);
      expect(reply.length).toBe(0);
    }
    for (const [bytes, text] of taken) expect(Buffer.from(bytes).toString()).toBe(text);
  });

  test("small replies share an allocation; a large one is not kept", () => {
    const reply = new ReplyWriter({ initialBytes: 256 });
    reply.simple("a");
    const first = reply.take();
    reply.simple("b");
    expect(reply.take().buffer).toBe(first.buffer);
    reply.bulk(new Uint8Array(10_000));
    const large = reply.take();
    expect(reply.buffer.buffer).not.toBe(large.buffer);
    expect(reply.buffer.length).toBe(256);
  });

  test("of nothing is empty", () => {
    expect(new ReplyWriter().take().length).toBe(0);
  });
});

describe("clear", () => {
  test("has the same memory written to again", () => {
    const reply = new ReplyWriter({ initialBytes: 64 });
    reply.simple("first");
    const { buffer } = reply;
    reply.clear();
    expect(reply.length).toBe(0);
    reply.simple("x");
    expect(reply.buffer).toBe(buffer);
    expect(Buffer.from(reply.take()).toString()).toBe("+x\r\n");
  });

  test("keeps what long pipelines need, and drops what only a large value needed", () => {
    const reply = new ReplyWriter();
    reply.bulk(new Uint8Array(100_000));
    const { buffer } = reply;
    reply.clear();
    expect(reply.buffer).toBe(buffer);
    reply.bulk(new Uint8Array(1_000_000));
    reply.clear();
    expect(reply.buffer.length).toBeLessThanOrEqual(256 * 1024);
  });

  test("after take() leaves what was handed over alone", () => {
    const reply = new ReplyWriter({ initialBytes: 256 });
    reply.simple("kept");
    const given = reply.take();
    for (let i = 0; i < 100; i++) {
      reply.simple("x".repeat(i));
      reply.clear();
    }
    expect(Buffer.from(given).toString()).toBe("+kept\r\n");
  });
});

test("rewind drops what was written after a place", () => {
  const reply = new ReplyWriter();
  reply.array(2);
  const { length } = reply;
  reply.bulkString("half");
  reply.rewind(length);
  reply.integer(1);
  expect(() => reply.rewind(reply.length + 1)).toThrow(RangeError);
  expect(() => reply.rewind(-1)).toThrow(RangeError);
  expect(Buffer.from(reply.take()).toString()).toBe("*2\r\n:1\r\n");
});

test("a buffer that is left is not written to again, and what follows a place goes on elsewhere", () => {
  const reply = new ReplyWriter({ initialBytes: 64 });
  reply.simple("given away");
  const { buffer, length } = reply;
  reply.bulkString("half of what is to come, which is longer than what a small buffer holds, so that it has grown");
  const grown = reply.buffer;
  reply.leave(length);
  expect(reply.buffer).not.toBe(grown);
  const kept = grown.slice();
  reply.rewind(length);
  reply.integer(1);
  expect(Buffer.from(reply.buffer.subarray(length, reply.length)).toString()).toBe(":1\r\n");
  for (let i = 0; i < 100; i++) reply.integer(i);
  expect(grown).toEqual(kept);
  expect(Buffer.from(buffer.subarray(0, length)).toString()).toBe("+given away\r\n");
});

test("growing doubles", () => {
  const reply = new ReplyWriter({ initialBytes: 64 });
  const sizes = new Set<number>();
  for (let i = 0; i < 1000; i++) {
    reply.integer(i);
    sizes.add(reply.buffer.length);
  }
  expect([...sizes]).toEqual([64, 128, 256, 512, 1024, 2048, 4096, 8192]);
});
