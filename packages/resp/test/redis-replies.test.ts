// The reply writer beside a real redis-server (7.0): a script makes the server write each form, in RESP2 and in RESP3, and
// our bytes must be the same.
// Needs redis-server; skipped with a warning where it is missing, a failure under CI.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ProtocolVersion, ReplyWriter } from "../src/index.ts";
import { exchange, type RedisServer, redisAvailable, startRedis } from "./redis-server.ts";
import { encode } from "./requests.ts";

const MARK = "+end of the greeting\r\n";

/** What a script returns, and how the writer says the same. */
const FORMS: readonly [script: string, write: (reply: ReplyWriter) => void][] = [
  ["return {ok='FINE\\r\\nTHANKS'}", (r) => r.simple("FINE\r\nTHANKS")],
  ["return {err='ERR two\\nlines'}", (r) => r.error("ERR two\nlines")],
  ["return -12", (r) => r.integer(-12)],
  ["return 'text'", (r) => r.bulkString("text")],
  ["return false", (r) => r.null()],
  ["redis.setresp(3) return nil", (r) => r.null()],
  ["redis.setresp(3) return true", (r) => r.boolean(true)],
  ["redis.setresp(3) return false", (r) => r.boolean(false)],
  ["redis.setresp(3) return {double=3.25}", (r) => r.double(3.25)],
  ["redis.setresp(3) return {double=1/0}", (r) => r.double(Number.POSITIVE_INFINITY)],
  ["redis.setresp(3) return {double=-1/0}", (r) => r.double(Number.NEGATIVE_INFINITY)],
  ["redis.setresp(3) return {double=-(0/0)}", (r) => r.double(Number.NaN)],
  ["redis.setresp(3) return {big_number='-123'}", (r) => r.bigNumber(-123n)],
  ["redis.setresp(3) return {verbatim_string={format='txt',string='hi'}}", (r) => r.verbatim("txt", "hi")],
  ["return {1,{}}", (r) => [r.array(2), r.integer(1), r.array(0)]],
  ["redis.setresp(3) return {map={a=1}}", (r) => [r.map(1), r.bulkString("a"), r.integer(1)]],
  ["redis.setresp(3) return {set={a=true}}", (r) => [r.set(1), r.bulkString("a")]],
];

const available = redisAvailable();

describe.skipIf(!available)("beside redis-server", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  async function theirs(protocol: ProtocolVersion, script: string, ...words: string[]): Promise<string> {
    const greeting = [
      ["HELLO", String(protocol)],
      ["EVAL", "return {ok='end of the greeting'}", "0"],
    ];
    const answer = await exchange(redis.port, encode([...greeting, ["EVAL", script, "0", ...words]]));
    return answer.slice(answer.indexOf(MARK) + MARK.length);
  }

  function ours(protocol: ProtocolVersion, write: (reply: ReplyWriter) => void): string {
    const reply = new ReplyWriter();
    reply.protocol = protocol;
    write(reply);
    return Buffer.from(reply.take()).toString("latin1");
  }

  describe.each<ProtocolVersion>([2, 3])("RESP%d", (protocol) => {
    test.each(FORMS)("%s", async (script, write) => {
      expect(await theirs(protocol, script)).toBe(ours(protocol, write));
    });

    test("random doubles", async () => {
      const anyDouble = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.tuple(fc.integer(), fc.integer({ min: 0, max: 24 })).map(([n, shift]) => n / 2 ** shift), // ties among them
        fc.tuple(fc.integer(), fc.integer({ min: -12, max: 24 })).map(([n, power]) => Number(`${n}e${power}`)),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(anyDouble, { minLength: 1, maxLength: 20 }), async (xs) => {
          const script =
            "redis.setresp(3) local r = {} for i, x in ipairs(ARGV) do r[i] = {double=tonumber(x)} end return r";
          const words = xs.map((x) => (Object.is(x, -0) ? "-0" : String(x)));
          const write = (reply: ReplyWriter): void => {
            reply.array(xs.length);
            for (const x of xs) reply.double(x);
          };
          expect(await theirs(protocol, script, ...words)).toBe(ours(protocol, write));
        }),
        { numRuns: 150 },
      );
    });
  });
});
