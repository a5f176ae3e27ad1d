import { describe, expect, test } from "vitest";
import { byteByByte, bytesOf } from "../test/requests.ts";
import { ProtocolError, type Reply, ReplyError, ReplyParser } from "./replies.ts";

const STREAM =
  "+OK\r\n-WRONGTYPE no list\r\n:42\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*3\r\n:-1\r\n-ERR x\r\n*1\r\n$1\r\nb\r\n";
const REPLIES: readonly Reply[] = [
  Buffer.from("OK"),
  new ReplyError("WRONGTYPE no list"),
  42,
  Buffer.from("a\r\n"),
  null,
  null,
  [-1, new ReplyError("ERR x"), [Buffer.from("b")]],
];

describe("ReplyParser", () => {
  test("reads every kind of RESP2 reply, whole and byte by byte", () => {
    expect(new ReplyParser().feed(bytesOf(STREAM))).toEqual(REPLIES);
    const parser = new ReplyParser();
    expect(byteByByte(bytesOf(STREAM)).flatMap((byte) => parser.feed(byte))).toEqual(REPLIES);
    expect(parser.error).toBe(undefined);
  });

  test("errors are values of one type, also inside arrays", () => {
    const [, top, , , , , nested] = new ReplyParser().feed(bytesOf(STREAM));
    const inner = (nested as Reply[])[1];
    for (const [error, code] of [
      [top, "WRONGTYPE"],
      [inner, "ERR"],
    ] as const) {
      expect(error).toBeInstanceOf(ReplyError);
      expect((error as ReplyError).code).toBe(code);
    }
    expect(new ReplyError("LOADING").code).toBe("LOADING");
  });

  test("reads a part of a larger memory only", () => {
    expect(new ReplyParser().feed(bytesOf("xx:5\r\nyy").subarray(2, 6))).toEqual([5]);
  });

  test.each(["_\r\n", "%1\r\n", "*99999999999\r\n"])("%j ends the stream", (text) => {
    const parser = new ReplyParser();
    expect(parser.feed(bytesOf(`:1\r\n${text}`))).toEqual([1]);
    expect(parser.error).toBeInstanceOf(ProtocolError);
    const { error } = parser;
    expect(parser.feed(bytesOf(":2\r\n"))).toEqual([]);
    expect(parser.error).toBe(error);
  });

  test("nothing fed is nothing read", () => {
    const parser = new ReplyParser();
    expect(parser.feed(bytesOf("$3\r\nab"))).toEqual([]);
    expect(parser.feed(new Uint8Array(0))).toEqual([]);
    expect(parser.feed(bytesOf("c\r\n"))).toEqual([Buffer.from("abc")]);
  });
});
