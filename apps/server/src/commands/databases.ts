// Naming a database by its number.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER } from "../errors.ts";

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** Argument `index` as the number of a database; undefined after an error reply. */
export function readDatabase(context: Context, reply: ReplyWriter, index: number): number | undefined {
  const database = context.rounded(index);
  if (Number.isNaN(database)) reply.error(NOT_AN_INTEGER);
  else if (database < INT32_MIN || database > INT32_MAX) {
    reply.error(`ERR value is out of range, value must between ${INT32_MIN} and ${INT32_MAX}`);
  } else if (database < 0 || database >= context.server.config.databases) reply.error("ERR DB index is out of range");
  else return database;
  return undefined;
}
