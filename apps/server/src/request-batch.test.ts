import { BATCH_REQUESTS_MAX, RequestParser } from "@segcache/resp";
import { beforeEach, describe, expect, test } from "vitest";
import { encodeRequest } from "../test/support/requests.ts";
import { CommandIndex } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import { CommandBatch, copyOf, type Request } from "./request-batch.ts";

const commands = new CommandIndex(COMMANDS);

/** The batch of these requests, sent at once. */
function gather(requests: readonly (readonly string[])[]): CommandBatch {
  const batch = new CommandBatch();
  const parser = new RequestParser();
  parser.feed(new Uint8Array(Buffer.concat(requests.map((request) => encodeRequest(request)))));
  batch.fill(parser, commands, 0);
  return batch;
}

function allIn<T>(batch: CommandBatch, read: (request: Request) => T): T[] {
  return Array.from({ length: batch.size }, (_, i) => read(batch.load(i)));
}

function textsOf({ buffer, starts, ends, argumentCount }: Request): string[] {
  return Array.from({ length: argumentCount }, (_, i) => Buffer.from(buffer.slice(starts[i], ends[i])).toString());
}

describe("a batch", () => {
  test("holds requests and their commands in order", () => {
    const batch = gather([["SET", "a", "1"], ["nonsense"], ["get", "a"]]);
    expect(allIn(batch, textsOf)).toEqual([["SET", "a", "1"], ["nonsense"], ["get", "a"]]);
    expect(batch.commands.slice(0, batch.size).map((command) => command?.name)).toEqual(["SET", undefined, "GET"]);
  });

  test("tells where an argument stands", () => {
    const batch = gather([["PING"], ["SET", "key", "1"]]);
    expect(batch.argumentCount(1)).toBe(3);
    const keyRange = batch.rangesOf(1) + 1;
    const key = batch.buffer.slice(batch.starts[keyRange], batch.ends[keyRange]);
    expect(Buffer.from(key).toString()).toBe("key");
  });

  test("is full at its size", () => {
    expect(gather(Array.from({ length: BATCH_REQUESTS_MAX + 1 }, () => ["PING"])).size).toBe(BATCH_REQUESTS_MAX);
  });

  test.each(["AUTH", "HELLO", "RESET", "QUIT"])("ends before %s, which comes again", (name) => {
    const batch = new CommandBatch();
    const parser = new RequestParser();
    parser.feed(new Uint8Array(Buffer.concat([encodeRequest(["PING"]), encodeRequest([name])])));
    batch.fill(parser, commands, 0);
    expect(allIn(batch, textsOf)).toEqual([["PING"]]);
    batch.fill(parser, commands, 0);
    expect(batch.size).toBe(0);
    parser.advance();
    expect(textsOf(parser)).toEqual([name]);
  });

  test("ends before a request of many arguments", () => {
    const many = ["MGET", ...Array.from({ length: 40 }, (_, i) => `key${i}`)];
    expect(gather([["PING"], many, ["PING"]]).size).toBe(1);
  });
});

describe("adding to a batch", () => {
  /** Adds what was sent, in memory of its own behind `used` bytes of the batch's. @returns whether it was taken. */
  function add(batch: CommandBatch, parser: RequestParser, lines: readonly string[], database = 0): boolean {
    const bytes = Buffer.concat(lines.map((line) => encodeRequest(line.split(" "))));
    memory.set(bytes, used);
    parser.feed(memory, used, used + bytes.length);
    used += bytes.length;
    return batch.add(parser, commands, database);
  }

  let memory: Uint8Array;
  let used: number;
  let batch: CommandBatch;

  beforeEach(() => {
    memory = new Uint8Array(10_000);
    used = 0;
    batch = new CommandBatch();
    batch.clear(memory);
  });

  test("takes the requests of several parsers, with the database of each", () => {
    expect(add(batch, new RequestParser(), ["GET a", "SET b 1"], 3)).toBe(true);
    expect(add(batch, new RequestParser(), ["INCR c"], 5)).toBe(true);
    expect(allIn(batch, textsOf)).toEqual([
      ["GET", "a"],
      ["SET", "b", "1"],
      ["INCR", "c"],
    ]);
    expect(batch.commands.slice(0, 3).map((command) => command?.name)).toEqual(["GET", "SET", "INCR"]);
    expect([...batch.databases.subarray(0, 3)]).toEqual([3, 3, 5]);
  });

  test("takes all or nothing, and leaves the rest to the parser", () => {
    const parser = new RequestParser();
    add(batch, new RequestParser(), ["PING"]);
    expect(add(batch, parser, ["GET a", "HELLO 3"])).toBe(false);
    expect(allIn(batch, textsOf)).toEqual([["PING"]]);
    parser.advance();
    expect(textsOf(parser)).toEqual(["GET", "a"]);
    expect(add(batch, new RequestParser(), ["GET b"])).toBe(true);
    expect(allIn(batch, textsOf)).toEqual([["PING"], ["GET", "b"]]);
  });

  test("begins anew when cleared", () => {
    add(batch, new RequestParser(), ["PING"]);
    batch.clear(memory);
    used = 0;
    expect(batch.size).toBe(0);
    add(batch, new RequestParser(), ["GET a"]);
    expect(allIn(batch, textsOf)).toEqual([["GET", "a"]]);
  });
});

test("a copy keeps its bytes when those of the batch are written over", () => {
  const batch = gather([["PING"], ["SET", "key", ""], ["ECHO", ""]]);
  const copies = allIn(batch, copyOf);
  batch.buffer.fill(0x2a);
  expect(copies.map(textsOf)).toEqual([["PING"], ["SET", "key", ""], ["ECHO", ""]]);
});
