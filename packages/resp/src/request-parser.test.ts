import { describe, expect, test } from "vitest";
import { argumentsOf, byteByByte, bytesOf, encode, parseChunks } from "../test/requests.ts";
import { MALFORMED, NEED_MORE, ProtocolError, READY, RequestParser } from "./index.ts";

function parse(text: string): ReturnType<typeof parseChunks> {
  return parseChunks([bytesOf(text)]);
}

describe("requests", () => {
  test("an array is ranges of the chunk that was fed", () => {
    const chunk = encode([["SET", "key", ""]]);
    const parser = new RequestParser();
    parser.feed(chunk);
    expect(parser.next()).toBe(READY);
    expect(parser.buffer).toBe(chunk);
    expect(parser.argumentCount).toBe(3);
    expect([...parser.starts.subarray(0, 3)]).toEqual([8, 17, 26]);
    expect([...parser.ends.subarray(0, 3)]).toEqual([11, 20, 26]);
    expect(parser.next()).toBe(NEED_MORE);
    expect(parser.argumentCount).toBe(0);
  });

  test("only the given part of a chunk is read", () => {
    const parser = new RequestParser();
    parser.feed(bytesOf('xxPING\nGET "a"\nyy'), 2, 15);
    expect(parser.next()).toBe(READY);
    expect(argumentsOf(parser)).toEqual(["PING"]);
    expect(parser.next()).toBe(READY);
    expect(argumentsOf(parser)).toEqual(["GET", "a"]);
    expect(parser.next()).toBe(NEED_MORE);
    expect(parser.pendingBytes).toBe(0);
  });

  test("pipelined arrays and lines come in order; empty ones are skipped", () => {
    const stream = "*1\r\n$4\r\nPING\r\n*0\r\n\r\nGET a\r\n*-1\r\n  \n*2\r\n$3\r\nGET\r\n$1\r\nb\r\n";
    expect(parse(stream).requests).toEqual([["PING"], ["GET", "a"], ["GET", "b"]]);
  });

  test("an unfinished request is copied and counted", () => {
    const parser = new RequestParser();
    parser.feed(bytesOf("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPI"));
    expect(parser.next()).toBe(READY);
    expect(parser.pendingBytes).toBe(10);
    expect(parser.next()).toBe(NEED_MORE);
    expect(parser.pendingBytes).toBe(10);
    parser.feed(bytesOf("NG\r\nECHO b\n"));
    expect(parser.next()).toBe(READY);
    const held = parser.buffer;
    expect(argumentsOf(parser)).toEqual(["PING"]);
    expect(parser.next()).toBe(READY);
    expect(argumentsOf(parser)).toEqual(["ECHO", "b"]);
    expect(parser.buffer).toBe(held);
    expect(parser.next()).toBe(NEED_MORE);
    expect(parser.pendingBytes).toBe(0);
  });

  test("two chunks may be fed before the first next()", () => {
    const parser = new RequestParser();
    parser.feed(bytesOf("*1\r\n$4\r\nPI"));
    parser.feed(bytesOf("NG\r\n"));
    expect(parser.next()).toBe(READY);
    expect(argumentsOf(parser)).toEqual(["PING"]);
  });

  test("more arguments than the first range table holds", () => {
    const words = Array.from({ length: 3000 }, (_, i) => `word ${i}`);
    expect(parseChunks(byteByByte(encode([words]))).requests).toEqual([words]);
  });
});

describe("what Redis does not check is not checked", () => {
  test("the byte after a header's CR, and the two after a bulk string", () => {
    expect(parse("*2\rA$4\rBECHOCD$1\rExFG").requests).toEqual([["ECHO", "x"]]);
  });
});

describe("malformed streams", () => {
  const cases: readonly [text: string, message: string, offset: number][] = [
    ["*a\r\n", "invalid multibulk length", 0],
    ["*1048577\r\n", "invalid multibulk length", 0],
    ["*99999999999999999999\r\n", "invalid multibulk length", 0],
    ["*1\r\nPING\r\n", "expected '$', got 'P'", 4],
    ["*1\r\n\nPING\r\n", "expected '$', got ' '", 4],
    ["*1\r\n$-1\r\n", "invalid bulk length", 4],
    ["*1\r\n$536870913\r\n", "invalid bulk length", 4],
    ["PING\n*1\r\n$x\r\n", "invalid bulk length", 9],
    [`*${"0".repeat(65_536)}`, "too big mbulk count string", 0],
    [`*1\r\n$${"0".repeat(65_536)}`, "too big bulk count string", 4],
    ["a".repeat(65_537), "too big inline request", 0],
    [`${"a".repeat(65_537)}\n`, "too big inline request", 0],
    ['GET "a\n', "unbalanced quotes in request", 0],
  ];
  test.each(cases.map((row) => [row[0].slice(0, 24), ...row] as const))("%j...", (_start, text, message, offset) => {
    const { error, offset: at } = parse(text);
    expect(error).toBe(`Protocol error: ${message}`);
    expect(at).toBe(offset);
  });

  test("a line of exactly the limit passes", () => {
    expect(parse(`${"a".repeat(65_536)}\n`).requests[0][0].length).toBe(65_536);
  });

  test("the parser stays stopped, holds nothing, and has given what came before", () => {
    const parser = new RequestParser();
    parser.feed(bytesOf("PING\n*x\r\n"));
    expect(parser.next()).toBe(READY);
    expect(parser.next()).toBe(MALFORMED);
    expect(parser.error).toBeInstanceOf(ProtocolError);
    expect(parser.pendingBytes).toBe(0);
    parser.feed(bytesOf("PING\n"));
    expect(parser.pendingBytes).toBe(0);
    expect(parser.next()).toBe(MALFORMED);
  });

  test("a range outside the chunk is refused before anything is read", () => {
    const parser = new RequestParser();
    for (const [start, end] of [
      [-1, 2],
      [2, 1],
      [0, 5],
      [Number.NaN, 2],
    ]) {
      expect(() => parser.feed(new Uint8Array(4), start, end)).toThrow(RangeError);
    }
    expect(parser.pendingBytes).toBe(0);
  });
});

describe("limits", () => {
  function errorOf(text: string, limits: ConstructorParameters<typeof RequestParser>[0]): string | undefined {
    return parseChunks([bytesOf(text)], limits).error;
  }

  test("each one can be lowered", () => {
    expect(errorOf("*3\r\n", { argumentsMax: 2 })).toBe("Protocol error: invalid multibulk length");
    expect(errorOf("*2\r\n", { argumentsMax: 2 })).toBe(undefined);
    expect(errorOf("a b c\n", { argumentsMax: 2 })).toBe("Protocol error: too big inline request");
    expect(errorOf("*1\r\n$6\r\n", { bulkBytesMax: 5 })).toBe("Protocol error: invalid bulk length");
    expect(errorOf("*1\r\n$5\r\n", { bulkBytesMax: 5 })).toBe(undefined);
    expect(errorOf("PING", { inlineBytesMax: 3 })).toBe("Protocol error: too big inline request");
    expect(errorOf("*2\r\n$4\r\nPING\r\n$1\r\na\r\n", { requestBytesMax: 20 })).toBe("Protocol error: too big request");
    expect(errorOf("*2\r\n$4\r\nPING\r\n$1\r\na\r\n", { requestBytesMax: 21 })).toBe(undefined);
  });

  test("before authentication, arrays have stricter limits and other words", () => {
    const limits = { unauthenticated: true };
    expect(errorOf("*11\r\n", limits)).toBe("Protocol error: unauthenticated multibulk length");
    expect(errorOf("*10\r\n", limits)).toBe(undefined);
    expect(errorOf("*1\r\n$16385\r\n", limits)).toBe("Protocol error: unauthenticated bulk length");
    expect(errorOf("*1\r\n$16384\r\n", limits)).toBe(undefined);
    expect(errorOf("*1\r\n$536870913\r\n", limits)).toBe("Protocol error: invalid bulk length");
  });

  test("may be replaced between two requests of one chunk", () => {
    const parser = new RequestParser({ unauthenticated: true });
    parser.feed(encode([["AUTH", "secret"], new Array<string>(11).fill("x")]));
    expect(parser.next()).toBe(READY);
    parser.limits = { ...parser.limits, unauthenticated: false };
    expect(parser.next()).toBe(READY);
    expect(parser.argumentCount).toBe(11);
  });

  test.each([
    { argumentsMax: 0 },
    { bulkBytesMax: 1.5 },
    { inlineBytesMax: Number.NaN },
    { requestBytesMax: 2 ** 30 + 1 },
  ])("%j is refused", (limits) => {
    expect(() => new RequestParser(limits)).toThrow(RangeError);
  });
});
