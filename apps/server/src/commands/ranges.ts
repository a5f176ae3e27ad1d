// GETRANGE, its old name SUBSTR, and SETRANGE: a part of a value. Offsets to read count from the end when negative.

import type { ReplyWriter } from "@segcache/resp";
import { MISS } from "segcache-core";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER, refusedWrite } from "../errors.ts";

export function getrange(context: Context, reply: ReplyWriter): void {
  const first = context.rounded(2);
  const last = context.rounded(3);
  if (Number.isNaN(first) || Number.isNaN(last)) {
    reply.error(NOT_AN_INTEGER);
    return;
  }
  const { raw } = context;
  const item = context.find(1);
  const length = item === MISS ? 0 : raw.valueBytes(item);
  const from = Math.max(0, first < 0 ? first + length : first);
  const to = Math.min(length, Math.max(0, last < 0 ? last + length : last) + 1);
  // Two offsets before the start are both cut to 0, but stay in their order.
  if (from >= to || (first < 0 && last < 0 && first > last)) {
    reply.bulkString("");
    return;
  }
  const at = reply.beginBulk(to - from);
  raw.copyValueRange(item, from, to, reply.buffer, at);
}

/** SETRANGE key offset value: nothing is written for an empty value. */
export function setrange(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  const offset = context.rounded(2);
  if (!(offset >= 0)) {
    reply.error(Number.isNaN(offset) ? NOT_AN_INTEGER : "ERR offset is out of range");
    return;
  }
  const added = context.argumentBytes(3);
  if (added === 0) {
    const item = raw.peek(buffer, starts[1]!, ends[1]!, database);
    reply.integer(item === MISS ? 0 : raw.valueBytes(item));
    return;
  }
  if (offset + added > context.server.config["proto-max-bulk-len"]) {
    reply.error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    return;
  }
  const length = raw.setRange(buffer, starts[1]!, ends[1]!, database, offset, buffer, starts[3]!, ends[3]!);
  if (length >= 0) reply.integer(length);
  else reply.error(refusedWrite(context, length, context.argumentBytes(1), offset + added));
}
