// Commands on string values other than SET: reading, appending, counting.

import type { ReplyWriter } from "@segcache/resp";
import { MISS, NO_SPACE, NOT_INTEGER, OVERFLOW, TOO_LARGE } from "segcache-core";
import { type Context, replyItem } from "../context.ts";
import { NOT_AN_INTEGER, OVERFLOWS, refusedWrite } from "../errors.ts";

const INT64_MIN = -(2n ** 63n);
const INT64_TEXT_BYTES_MAX = 20;

export function get(context: Context, reply: ReplyWriter): void {
  getArgument(context, reply, 1);
}

export function mget(context: Context, reply: ReplyWriter): void {
  reply.array(context.argumentCount - 1);
  for (let i = 1; i < context.argumentCount; i++) getArgument(context, reply, i);
}

export function strlen(context: Context, reply: ReplyWriter): void {
  const item = context.find(1);
  reply.integer(item === MISS ? 0 : context.raw.valueBytes(item));
}

export function append(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  const item = raw.peek(buffer, starts[1]!, ends[1]!, database);
  const before = item === MISS ? 0 : raw.valueBytes(item);
  const length = raw.append(buffer, starts[1]!, ends[1]!, database, buffer, starts[2]!, ends[2]!);
  if (length >= 0) {
    reply.integer(length);
    return;
  }
  reply.error(refusedWrite(context, length, context.argumentBytes(1), before + context.argumentBytes(2)));
}

export function incr(context: Context, reply: ReplyWriter): void {
  increment(context, reply, 1);
}

export function decr(context: Context, reply: ReplyWriter): void {
  increment(context, reply, -1);
}

export function incrby(context: Context, reply: ReplyWriter): void {
  const delta = readDelta(context);
  if (delta === undefined) {
    reply.error(NOT_AN_INTEGER);
    return;
  }
  increment(context, reply, delta);
}

export function decrby(context: Context, reply: ReplyWriter): void {
  const delta = readDelta(context);
  if (delta === undefined) {
    reply.error(NOT_AN_INTEGER);
    return;
  }
  // The one number whose negation does not exist in 64 bits.
  if (delta === INT64_MIN) {
    reply.error("ERR decrement would overflow");
    return;
  }
  increment(context, reply, typeof delta === "number" ? 0 - delta : -delta); // 0 - 0, lest it be -0
}

function getArgument(context: Context, reply: ReplyWriter, index: number): void {
  const item = context.find(index);
  if (item === MISS) reply.null();
  else replyItem(context, reply, item);
}

/** Argument 2: a number where it is exact, a bigint above that, undefined when it is no integer of 64 bits. */
function readDelta(context: Context): number | bigint | undefined {
  const delta = context.integer(2);
  return Number.isNaN(delta) ? context.int64(2) : delta;
}

function increment(context: Context, reply: ReplyWriter, delta: number | bigint): void {
  const { raw, buffer, starts, ends, scratch } = context;
  const item = raw.increment(buffer, starts[1]!, ends[1]!, context.session.database, delta);
  switch (item) {
    case NOT_INTEGER:
      reply.error(NOT_AN_INTEGER);
      return;
    case OVERFLOW:
      reply.error(OVERFLOWS);
      return;
    case NO_SPACE:
    case TOO_LARGE:
      reply.error(refusedWrite(context, item, context.argumentBytes(1), INT64_TEXT_BYTES_MAX));
      return;
    default:
      reply.integerText(scratch, 0, raw.copyValue(item, scratch, 0));
  }
}
