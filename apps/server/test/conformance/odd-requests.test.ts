// Requests nobody writes, on both servers side by side: every command that answers alike on both, with any number of odd
// arguments. Which ones come is drawn from a seed, so a failure can be repeated; it prints the requests that led there.

import fc from "fast-check";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/table.ts";
import { encodeRequest } from "../support/requests.ts";
import { describeSideBySide, type OnOne } from "./side-by-side.ts";

const ROUNDS = 150;
const REQUESTS_PER_ROUND = 60;

/** They end the connection or the server, hold everybody back, or answer what each server knows of itself; or they depend
 * on when exactly they run, as a watched key does on what shares its bucket. */
const OWN_WAYS =
  /^(shutdown|monitor|quit|info|time|role|lastsave|hello|randomkey|keys|scan|auth|command.*|memory.*|latency.*|.*\|help|client\|(kill|pause|reply|list|info|id|no-touch|setinfo)|config\|(get|set|rewrite)|slowlog.*|object\|(freq|idletime|encoding|refcount)|p?expire|p?setex|p?ttl|p?expiretime|watch)$/;

const NUMBERS =
  "0 1 -1 -0 +1 01 0x10 1_0 1.5 1e3 1e400 nan inf 2147483648 4294967296 536870912 100000000000000 9007199254740993 " +
  "9223372036854775807 9223372036854775808 -9223372036854775808";
const OPTIONS = "NX XX GT LT EXAT PXAT GET KEEPTTL PERSIST DB REPLACE ASYNC SYNC ON OFF WRITE ALL COUNT MATCH TYPE";
const WORDS = ["k", "n", "", "x", "k\r\n", "\u0000", " 1", ...NUMBERS.split(" "), ...OPTIONS.split(" ")];

const NAMES = COMMANDS.flatMap(({ name, subcommands }) => [
  [name],
  ...(subcommands?.commands ?? []).map(({ fullName }) => fullName.split("|")),
]).filter((words) => !OWN_WAYS.test(words.join("|").toLowerCase()));

const request = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }))
  .map(([name, args]) => [...name, ...args]);

describeSideBySide("odd requests", (both) => {
  test("are drawn from most commands", () => {
    expect(NAMES.length).toBeGreaterThan(45);
  });

  test.each([2, 3])(
    "get equal replies in RESP%i",
    async (protocol) => {
      const round = fc.array(request, { minLength: REQUESTS_PER_ROUND, maxLength: REQUESTS_PER_ROUND });
      const property = fc.asyncProperty(round, async (requests) => {
        await both.reset(protocol);
        const { ours, redis } = await both.onBoth(repliesTo(requests));
        expect(ours).toEqual(redis);
      });
      await fc.assert(property, { numRuns: ROUNDS });
    },
    120_000,
  );
});

function repliesTo(requests: readonly string[][]): OnOne<string[]> {
  return async (client) => {
    for (const line of ["SET k value", "SET n 10", "SET 1 1.5"]) await client.request(line);
    const replies: string[] = [];
    client.socket.write(Buffer.concat(requests.map((args) => encodeRequest(args))));
    for (const args of requests) replies.push(`${JSON.stringify(args)} -> ${await client.reply()}`);
    return replies;
  };
}
