// Whatever a batch takes and however often it gives requests back, a stream's requests are those that next() reads.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRequest, argumentsOf, bytesOf, cut, encode, type Outcome, parseChunks } from "../test/requests.ts";
import {
  BATCH_ARGUMENTS_MAX,
  BATCH_REQUESTS_MAX,
  READY,
  RequestBatch,
  type RequestLimits,
  RequestParser,
} from "./index.ts";

const anyStream = fc.array(anyRequest, { maxLength: 8 }).map((requests) => new Uint8Array(Buffer.concat(requests)));
const anyGarbage = fc
  .string({ unit: fc.constantFrom("*", "$", "1", "2", "0", "-", ":", "\r", "\n", "\r\n", "a"), maxLength: 40 })
  .map(bytesOf);
const TIGHT = { argumentsMax: 2, bulkBytesMax: 11, inlineBytesMax: 10, requestBytesMax: 20 };

function requestOf({ buffer, starts, ends, argumentCounts }: RequestBatch, index: number): string[] {
  const first = index * BATCH_ARGUMENTS_MAX;
  return Array.from({ length: argumentCounts[index] }, (_, i) =>
    Buffer.from(buffer.subarray(starts[first + i], ends[first + i])).toString("latin1"),
  );
}

/** As parseChunks, by batches; of each batch at most the next of `sizes` requests are kept. */
function parseInBatches(
  chunks: readonly Uint8Array[],
  limits: Partial<RequestLimits>,
  sizes: readonly number[],
): Outcome {
  const parser = new RequestParser(limits);
  const batch = new RequestBatch();
  const requests: string[][] = [];
  let turn = 0;
  for (const chunk of chunks) {
    const borrowed = chunk.slice();
    parser.feed(borrowed);
    for (let isOver = false; !isOver; ) {
      batch.clear(parser.buffer);
      parser.gather(batch);
      parser.putBack(batch, sizes[turn++ % sizes.length] ?? 0);
      for (let i = 0; i < batch.size; i++) requests.push(requestOf(batch, i));
      if (batch.size > 0) continue;
      isOver = parser.advance() !== READY;
      if (!isOver) requests.push(argumentsOf(parser));
    }
    parser.suspend();
    if (!Buffer.from(borrowed).equals(chunk)) throw new Error("the parser has written to a borrowed chunk");
    borrowed.fill(0x2a);
  }
  return { requests, error: parser.error?.message, offset: parser.error?.offset };
}

describe("a stream read in batches", () => {
  test.each([
    ["no limits", {}],
    ["tight limits", TIGHT],
    ["a peer that has not authenticated", { unauthenticated: true }],
  ])("gives the requests and the error that it gives one by one: %s", (_, limits) => {
    const sizes = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.oneof(anyStream, anyGarbage),
        fc.array(fc.nat(), { maxLength: 6 }),
        sizes,
        (stream, places, kept) => {
          const chunks = cut(stream, places);
          expect(parseInBatches(chunks, limits, kept)).toEqual(parseChunks([stream], limits));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("gives the same when a digit is anything else", () => {
    for (const [line, place] of [
      ["*2\r\n$1\r\na\r\n$2\r\nbb\r\n", 1],
      ["*12\r\n", 2],
      ["*1\r\n$10\r\n0123456789\r\n", 6],
    ] as const) {
      for (let byte = 0; byte < 256; byte++) {
        const stream = bytesOf(line);
        stream[place] = byte;
        expect(parseInBatches([stream], {}, [9]), `byte ${byte}`).toEqual(parseChunks([stream]));
      }
    }
  });
});

describe("a batch", () => {
  function gathered(commands: readonly (readonly string[])[]): RequestBatch {
    const parser = new RequestParser();
    const batch = new RequestBatch();
    parser.feed(encode(commands));
    batch.clear(parser.buffer);
    parser.gather(batch);
    return batch;
  }

  test("is full at its size", () => {
    expect(gathered(Array.from({ length: BATCH_REQUESTS_MAX + 1 }, () => ["PING"])).size).toBe(BATCH_REQUESTS_MAX);
  });

  test("takes as many arguments as it can hold, and ends before a request of more", () => {
    const most = Array.from({ length: BATCH_ARGUMENTS_MAX }, (_, i) => `${i}`);
    const batch = gathered([most, [...most, "one more"], ["PING"]]);
    expect(batch.size).toBe(1);
    expect(requestOf(batch, 0)).toEqual(most);
  });

  test("holds requests of several parsers whose bytes stand in one buffer, and gives back only those of the last", () => {
    const streams = [
      [["PING"], ["GET", "a"]],
      [["SET", "b", "1"]],
      [
        ["GET", "c"],
        ["GET", "d"],
      ],
    ].map(encode);
    const buffer = Buffer.concat(streams);
    const parsers = streams.map(() => new RequestParser());
    const batch = new RequestBatch();
    batch.clear(buffer);
    let start = 0;
    for (const [i, { length }] of streams.entries()) {
      parsers[i].feed(buffer, start, start + length);
      parsers[i].gather(batch);
      expect(parsers[i].pendingBytes).toBe(0);
      start += length;
    }
    const all = Array.from({ length: batch.size }, (_, i) => requestOf(batch, i));
    expect(all).toEqual([["PING"], ["GET", "a"], ["SET", "b", "1"], ["GET", "c"], ["GET", "d"]]);
    parsers[2].putBack(batch, 4);
    expect(batch.size).toBe(4);
    expect(parsers[2].advance()).toBe(READY);
    expect(argumentsOf(parsers[2])).toEqual(["GET", "d"]);
  });

  test("takes nothing while a request is unfinished", () => {
    const parser = new RequestParser();
    const batch = new RequestBatch();
    parser.feed(bytesOf("*1\r\n$4\r\nPI"));
    parser.next();
    parser.feed(bytesOf("NG\r\n*1\r\n$4\r\nPING\r\n"));
    batch.clear(parser.buffer);
    parser.gather(batch);
    expect(batch.size).toBe(0);
    expect(parser.advance()).toBe(READY);
    parser.gather(batch);
    expect(batch.size).toBe(1);
  });
});
