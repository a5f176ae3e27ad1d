// However a stream is cut, the requests are the same; less than a request is no request; redis-parser agrees.

import fc from "fast-check";
import RedisParser from "redis-parser";
import { describe, expect, test } from "vitest";
import {
  anyCommand,
  anyRequest,
  argumentsOf,
  byteByByte,
  bytesOf,
  cut,
  encode,
  parseChunks,
} from "../test/requests.ts";
import { NEED_MORE, READY, RequestParser } from "./index.ts";

const anyStream = fc.array(anyRequest, { maxLength: 8 }).map((requests) => new Uint8Array(Buffer.concat(requests)));
const anyGarbage = fc
  .string({ unit: fc.constantFrom("*", "$", "1", "2", "0", "-", "\r", "\n", "\r\n", "a", "+", "\0"), maxLength: 40 })
  .map(bytesOf);

describe("any cutting of a stream", () => {
  test("gives the requests of the whole: random cuts", () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(), { maxLength: 12 }), (stream, places) => {
        expect(parseChunks(cut(stream, places))).toEqual(parseChunks([stream]));
      }),
      { numRuns: 1000 },
    );
  });

  test("gives the requests of the whole: every single cut, and byte by byte", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const whole = parseChunks([stream]);
        for (let place = 0; place <= stream.length; place++) {
          expect(parseChunks(cut(stream, [place]))).toEqual(whole);
        }
        expect(parseChunks(byteByByte(stream))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  test("gives the same error at the same offset when the stream is wrong, and when limits are tight", () => {
    const limits = { argumentsMax: 2, bulkBytesMax: 11, inlineBytesMax: 4, requestBytesMax: 20 };
    fc.assert(
      fc.property(fc.oneof(anyStream, anyGarbage), fc.array(fc.nat(), { maxLength: 8 }), (stream, places) => {
        for (const used of [limits, {}, { unauthenticated: true }]) {
          const whole = parseChunks([stream], used);
          expect(parseChunks(cut(stream, places), used)).toEqual(whole);
          expect(parseChunks(byteByByte(stream), used)).toEqual(whole);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("every strict prefix of one request needs more, and is held", () => {
  fc.assert(
    fc.property(anyCommand, (words) => {
      const message = encode([words]);
      for (let length = 0; length < message.length; length++) {
        const parser = new RequestParser();
        parser.feed(message, 0, length);
        expect(parser.next()).toBe(NEED_MORE);
        expect(parser.pendingBytes).toBe(length);
        parser.feed(message, length);
        expect(parseRest(parser)).toEqual([words]);
        expect(parser.pendingBytes).toBe(0);
      }
    }),
    { numRuns: 200 },
  );
});

function parseRest(parser: RequestParser): string[][] {
  const requests: string[][] = [];
  while (parser.next() !== NEED_MORE) requests.push(rangesOf(parser).map(([s, e]) => textOf(parser.buffer, s, e)));
  return requests;
}

function rangesOf(parser: RequestParser): [number, number][] {
  return Array.from({ length: parser.argumentCount }, (_, i) => [parser.starts[i], parser.ends[i]]);
}

function textOf(buffer: Uint8Array, start: number, end: number): string {
  return Buffer.from(buffer.subarray(start, end)).toString("latin1");
}

test("ranges of all requests of one feed hold in the buffer that is current after the last of them", () => {
  fc.assert(
    fc.property(anyStream, fc.nat(), (stream, place) => {
      const parser = new RequestParser();
      const batched: string[][] = [];
      for (const chunk of cut(stream, [place])) {
        parser.feed(chunk);
        const ranges: [number, number][][] = [];
        while (parser.advance() === READY) ranges.push(rangesOf(parser));
        const { buffer } = parser;
        batched.push(...ranges.map((request) => request.map(([start, end]) => textOf(buffer, start, end))));
        parser.suspend();
      }
      expect(batched).toEqual(parseChunks([stream]).requests);
    }),
    { numRuns: 500 },
  );
});

test("requests that suspend() left unread come later, though the chunk has been overwritten", () => {
  fc.assert(
    fc.property(
      fc.oneof(anyStream, anyGarbage),
      fc.array(fc.nat(), { maxLength: 4 }),
      fc.nat(3),
      (stream, places, few) => {
        const parser = new RequestParser();
        const requests: string[][] = [];
        const readSome = (count: number): void => {
          for (let i = 0; i < count && parser.advance() === READY; i++) requests.push(argumentsOf(parser));
        };
        for (const chunk of cut(stream, places)) {
          const borrowed = chunk.slice();
          parser.feed(borrowed);
          readSome(few);
          parser.suspend();
          borrowed.fill(0x2a);
          readSome(Number.POSITIVE_INFINITY);
          parser.suspend();
        }
        const { error } = parser;
        expect({ requests, error: error?.message, offset: error?.offset }).toEqual(parseChunks([stream]));
      },
    ),
    { numRuns: 1000 },
  );
});

test("redis-parser reads the same arrays", () => {
  const anyArrays = fc.array(anyCommand, { minLength: 1, maxLength: 8 }).map(encode);
  fc.assert(
    fc.property(anyArrays, fc.array(fc.nat(), { maxLength: 6 }), (stream, places) => {
      const theirs: string[][] = [];
      const parser = new RedisParser({
        returnBuffers: true,
        returnReply: (reply: Buffer[]) => theirs.push(reply.map((word) => word.toString("latin1"))),
        returnError: (error) => expect.unreachable(error.message),
      });
      const chunks = cut(stream, places);
      for (const chunk of chunks) {
        if (chunk.length > 0) parser.execute(Buffer.from(chunk));
      }
      expect(parseChunks(chunks).requests).toEqual(theirs);
    }),
    { numRuns: 500 },
  );
});
