// Commands on keys whatever their value: deleting, asking, flushing.

import type { ReplyWriter } from "@segcache/resp";
import { MISS } from "segcache-core";
import type { Context } from "../context.ts";
import { SYNTAX } from "../errors.ts";
import { wordOf } from "../words.ts";

const ASYNC = wordOf("ASYNC");
const SYNC = wordOf("SYNC");

/** DEL and UNLINK: giving memory back takes no time here, so both are the same. */
export function del(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  let deleted = 0;
  for (let i = 1; i < context.argumentCount; i++) {
    if (raw.delete(buffer, starts[i]!, ends[i]!, database)) deleted++;
  }
  reply.integer(deleted);
}

/** Counts a key as often as it is named. */
export function exists(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  let present = 0;
  for (let i = 1; i < context.argumentCount; i++) {
    if (raw.peek(buffer, starts[i]!, ends[i]!, database) !== MISS) present++;
  }
  reply.integer(present);
}

/** Counts an access to each key, as reading its value does; also for a client whose reads do not count. */
export function touch(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  let touched = 0;
  for (let i = 1; i < context.argumentCount; i++) {
    if (raw.get(buffer, starts[i]!, ends[i]!, database) !== MISS) touched++;
  }
  reply.integer(touched);
}

/** Every value here is a string. */
export function type(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const item = raw.peek(buffer, starts[1]!, ends[1]!, context.session.database);
  reply.simple(item === MISS ? "none" : "string");
}

export function dbsize(context: Context, reply: ReplyWriter): void {
  reply.integer(context.raw.count(context.session.database));
}

export function flushdb(context: Context, reply: ReplyWriter): void {
  if (!hasFlushOptions(context)) {
    reply.error(SYNTAX);
    return;
  }
  context.raw.flush(context.session.database);
  reply.simple("OK");
}

export function flushall(context: Context, reply: ReplyWriter): void {
  if (!hasFlushOptions(context)) {
    reply.error(SYNTAX);
    return;
  }
  context.cache.clear();
  reply.simple("OK");
}

/** FLUSHDB and FLUSHALL take nothing, ASYNC or SYNC; flushing takes constant time, so the two do not differ. */
function hasFlushOptions(context: Context): boolean {
  if (context.argumentCount === 1) return true;
  return context.argumentCount === 2 && (context.isWord(1, ASYNC) || context.isWord(1, SYNC));
}
