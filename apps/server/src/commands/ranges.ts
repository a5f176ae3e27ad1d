// GETRANGE and its old name SUBSTR: a part of a value, by offsets that count from the end when negative.

import type { ReplyWriter } from "@segcache/resp";
import { MISS } from "segcache-core";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER } from "../errors.ts";

export function getrange(context: Context, reply: ReplyWriter): void {
  const first = readOffset(context, 2);
  const last = readOffset(context, 3);
  if (Number.isNaN(first) || Number.isNaN(last)) {
    reply.error(NOT_AN_INTEGER);
    return;
  }
  const { raw, buffer, starts, ends } = context;
  const item = raw.get(buffer, starts[1]!, ends[1]!, context.session.database);
  const length = item === MISS ? 0 : raw.valueBytes(item);
  const from = Math.max(0, first < 0 ? first + length : first);
  const to = Math.min(length, Math.max(0, last < 0 ? last + length : last) + 1);
  // Two offsets before the start are both cut to 0, but stay in their order.
  if (from >= to || (first < 0 && last < 0 && first > last)) {
    reply.bulkString("");
    return;
  }
  const value = new Uint8Array(length);
  raw.copyValue(item, value, 0);
  reply.bulk(value, from, to);
}

/** A 64-bit offset; beyond 53 bits only its sign and that it is out of any value's reach matter. NaN: no integer. */
function readOffset(context: Context, index: number): number {
  const offset = context.integer(index);
  if (!Number.isNaN(offset)) return offset;
  const exact = context.int64(index);
  return exact === undefined ? Number.NaN : Number(exact);
}
