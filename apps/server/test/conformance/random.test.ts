// Random sessions on both servers side by side: whatever commands come in whatever order, replies are equal. Few keys and
// values, so that commands meet each other's leavings. A failure prints its seed and the shortest session that fails.

import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRequest } from "../support/requests.ts";
import { describeSideBySide, type OnOne } from "./side-by-side.ts";

const SESSIONS = 300;

const key = fc.constantFrom("a", "b", "c", "");
const value = fc.oneof(
  fc.constantFrom("", "0", "1", "-1", "007", "3.5", "text", "9223372036854775807", "1e5", " 1", "\r\n", "\u0000"),
  fc.integer().map(String),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map(String),
);
const offset = fc.oneof(fc.integer({ min: -8, max: 8 }).map(String), fc.constantFrom("x", "", "9223372036854775807"));
const far = fc.constantFrom("1000", "5000", "0", "-1", "x", "100000000000000000000");
const time = fc.tuple(fc.constantFrom("EX", "EXAT", "PXAT"), fc.constantFrom("33177117420", "0", "x", "1"));
const condition = fc.constantFrom("NX", "XX", "GET", "KEEPTTL", "GT");
const expireCondition = fc.constantFrom("NX", "XX", "GT", "LT", "FOO");

function request(...parts: fc.Arbitrary<string | readonly string[]>[]): fc.Arbitrary<string[]> {
  return fc.tuple(...parts).map((values) => values.flat());
}
const word = (text: string): fc.Arbitrary<string> => fc.constant(text);
const some = <T extends string>(part: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(part, { maxLength: 3 });

const anyRequest = fc.oneof(
  request(fc.constantFrom("GET", "STRLEN", "INCR", "DECR", "GETDEL", "TTL", "PERSIST", "TYPE", "EXPIRETIME"), key),
  request(word("SET"), key, value, some(condition), fc.option(time, { nil: [] as never })),
  request(fc.constantFrom("SETNX", "GETSET", "APPEND", "INCRBY", "DECRBY", "INCRBYFLOAT"), key, value),
  request(fc.constantFrom("GETRANGE", "SUBSTR"), key, offset, offset),
  request(word("SETRANGE"), key, fc.integer({ min: -1, max: 12 }).map(String), value),
  request(word("SETEX"), key, far, value),
  request(word("GETEX"), key, fc.option(time, { nil: [] as never }), some(word("PERSIST"))),
  request(fc.constantFrom("MSET", "MSETNX"), key, value, key, value),
  request(fc.constantFrom("MGET", "DEL", "EXISTS", "UNLINK", "TOUCH"), key, key, key),
  request(fc.constantFrom("EXPIRE"), key, far, some(expireCondition)),
  request(fc.constantFrom("RENAME", "RENAMENX", "COPY"), key, key),
  request(word("COPY"), key, key, some(fc.constantFrom("REPLACE", "DB", "1"))),
  request(word("SELECT"), fc.constantFrom("0", "1", "16", "x")),
  request(fc.constantFrom("MULTI", "EXEC", "DISCARD", "UNWATCH", "PING", "FLUSHDB")),
  request(fc.constantFrom("GET", "SET", "NOSUCH", "EXEC", "MULTI"), some(value)),
);

describeSideBySide("random sessions", (both) => {
  test.each([2, 3])(
    "get equal replies in RESP%i",
    async (protocol) => {
      const session = fc.array(anyRequest, { minLength: 1, maxLength: 40 });
      const property = fc.asyncProperty(session, async (requests) => {
        await both.reset(protocol);
        const { ours, redis } = await both.onBoth(repliesTo(requests));
        expect(ours).toEqual(redis);
      });
      await fc.assert(property, { numRuns: SESSIONS });
    },
    120_000,
  );
});

function repliesTo(session: readonly string[][]): OnOne<string[]> {
  return async (client) => {
    client.socket.write(Buffer.concat(session.map((args) => encodeRequest(args))));
    const replies: string[] = [];
    for (const _ of session) replies.push(await client.reply());
    return replies;
  };
}
