import { READY, RequestParser } from "@segcache/resp";
import { describe, expect, test } from "vitest";
import { encodeRequest } from "../test/support/requests.ts";
import { CommandIndex } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import { BATCH_REQUESTS_MAX, copyOf, type Request, RequestBatch } from "./request-batch.ts";

const commands = new CommandIndex(COMMANDS);

/** The batch of these requests, and how many of them it took. */
function gather(requests: readonly (readonly string[])[]): { batch: RequestBatch; taken: number } {
  const batch = new RequestBatch();
  const parser = new RequestParser();
  parser.feed(new Uint8Array(Buffer.concat(requests.map((request) => encodeRequest(request)))));
  let taken = 0;
  while (parser.advance() === READY) {
    const command = commands.find(parser.buffer, parser.starts[0]!, parser.ends[0]!);
    if (!batch.add(parser, command)) break;
    taken++;
  }
  batch.setBuffer(parser.buffer);
  return { batch, taken };
}

function textsOf({ buffer, starts, ends, argumentCount }: Request): string[] {
  return Array.from({ length: argumentCount }, (_, i) => Buffer.from(buffer.slice(starts[i], ends[i])).toString());
}

describe("a batch", () => {
  test("holds requests and their commands in order", () => {
    const { batch } = gather([["SET", "a", "1"], ["nonsense"], ["get", "a"]]);
    expect(batch.requests.slice(0, batch.size).map(textsOf)).toEqual([["SET", "a", "1"], ["nonsense"], ["get", "a"]]);
    expect(batch.requests.slice(0, batch.size).map(({ command }) => command?.name)).toEqual(["SET", undefined, "GET"]);
  });

  test("is full at its size", () => {
    const { taken } = gather(Array.from({ length: BATCH_REQUESTS_MAX + 1 }, () => ["PING"]));
    expect(taken).toBe(BATCH_REQUESTS_MAX);
  });

  test.each(["AUTH", "HELLO", "RESET", "QUIT"])("ends before %s", (name) => {
    expect(gather([["PING"], [name]]).taken).toBe(1);
  });

  test("ends before a request of many arguments", () => {
    const many = ["MGET", ...Array.from({ length: 40 }, (_, i) => `key${i}`)];
    expect(gather([["PING"], many, ["PING"]]).taken).toBe(1);
  });
});

test("a copy keeps its bytes when those of the batch are written over", () => {
  const { batch } = gather([["PING"], ["SET", "key", ""], ["ECHO", ""]]);
  const copies = batch.requests.slice(0, batch.size).map(copyOf);
  batch.requests[0]!.buffer.fill(0x2a);
  expect(copies.map(textsOf)).toEqual([["PING"], ["SET", "key", ""], ["ECHO", ""]]);
});
