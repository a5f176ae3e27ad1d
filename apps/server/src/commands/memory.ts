// MEMORY and OBJECT: what keys and the whole cost, and how keys are used. Memory is one arena of fixed size, so most of
// what Redis tells here has no meaning; what is told has Redis's names.

import { parseInt64, type ReplyWriter } from "@segcache/resp";
import { MISS } from "segcache-core";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER, SYNTAX } from "../errors.ts";
import { humanSizeOf } from "../sizes.ts";
import { wordOf } from "../words.ts";

const SAMPLES = wordOf("SAMPLES");
const EMBEDDED_BYTES_MAX = 44; // what Redis stores as "embstr"
const INT64_TEXT_BYTES_MAX = 20;

/** MEMORY USAGE key [SAMPLES count]; values here have nothing to sample. */
export function memoryUsage(context: Context, reply: ReplyWriter): void {
  for (let i = 3; i < context.argumentCount; i += 2) {
    const samples = context.isWord(i, SAMPLES) && i + 1 < context.argumentCount ? context.rounded(i + 1) : -1;
    if (samples >= 0) continue;
    reply.error(Number.isNaN(samples) ? NOT_AN_INTEGER : SYNTAX);
    return;
  }
  const item = itemAt(context, 2);
  if (item === MISS) reply.null();
  else reply.integer(itemBytesOf(context, item));
}

/** What an item takes. A value too large for one segment fills segments of its own; only what is left stands in the item. */
function itemBytesOf({ raw, cache }: Context, item: number): number {
  const valueBytes = raw.valueBytes(item);
  const ownBytes = raw.itemBytes(item);
  if (ownBytes > valueBytes) return ownBytes;
  const { segmentSize } = cache.limits;
  return ownBytes + Math.floor(valueBytes / segmentSize) * segmentSize;
}

export function memoryStats(context: Context, reply: ReplyWriter): void {
  const { cache } = context.server;
  const { memoryTouched, bytesLive, items } = cache.stats();
  const residentBytes = process.memoryUsage.rss();
  const integers: readonly (readonly [string, number])[] = [
    ["peak.allocated", memoryTouched], // touched pages are never given back
    ["total.allocated", memoryTouched],
    ["startup.allocated", 0],
    ["replication.backlog", 0],
    ["clients.normal", context.server.whole.totals.bytes],
    ["overhead.total", memoryTouched - bytesLive],
    ["keys.count", items],
    ["keys.bytes-per-key", items === 0 ? 0 : Math.floor(memoryTouched / items)],
    ["dataset.bytes", bytesLive],
    ["allocator.resident", residentBytes],
    ["fragmentation.bytes", residentBytes - memoryTouched],
  ];
  const doubles: readonly (readonly [string, number])[] = [
    ["dataset.percentage", (bytesLive * 100) / Math.max(1, memoryTouched)],
    ["peak.percentage", 100],
    ["fragmentation", residentBytes / Math.max(1, memoryTouched)],
  ];
  reply.map(integers.length + doubles.length);
  for (const [name, value] of integers) {
    reply.bulkString(name);
    reply.integer(value);
  }
  for (const [name, value] of doubles) {
    reply.bulkString(name);
    reply.double(value);
  }
}

export function memoryDoctor(context: Context, reply: ReplyWriter): void {
  const { memoryTouched, bytesLive } = context.cache.stats();
  const max = humanSizeOf(context.server.config.maxmemory);
  const text =
    `${humanSizeOf(memoryTouched)} of ${max} are in use, ${humanSizeOf(bytesLive)} of them by keys and values. ` +
    "The cache is one arena: it does not fragment, and it never takes more than maxmemory.\n";
  reply.verbatim("txt", text);
}

/** Freed memory is used again by the cache; none can be given back to the system. */
export function memoryPurge(_context: Context, reply: ReplyWriter): void {
  reply.simple("OK");
}

/** What Redis would store such a value as. */
export function objectEncoding(context: Context, reply: ReplyWriter): void {
  const item = itemAt(context, 2);
  if (item === MISS) reply.null();
  else reply.bulkString(encodingOf(context, item));
}

export function objectFreq(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  replyFound(reply, raw.frequency(buffer, starts[2]!, ends[2]!, context.session.database));
}

export function objectIdletime(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  replyFound(reply, raw.idleSeconds(buffer, starts[2]!, ends[2]!, context.session.database));
}

export function objectRefcount(context: Context, reply: ReplyWriter): void {
  if (itemAt(context, 2) === MISS) reply.null();
  else reply.integer(1);
}

function replyFound(reply: ReplyWriter, value: number): void {
  if (value === MISS) reply.null();
  else reply.integer(value);
}

function itemAt(context: Context, index: number): number {
  const { raw, buffer, starts, ends } = context;
  return raw.peek(buffer, starts[index]!, ends[index]!, context.session.database);
}

function encodingOf(context: Context, item: number): string {
  const length = context.raw.valueBytes(item);
  if (length > EMBEDDED_BYTES_MAX) return "raw";
  if (length > INT64_TEXT_BYTES_MAX) return "embstr";
  const { scratch } = context;
  context.raw.copyValue(item, scratch, 0);
  return parseInt64(scratch, 0, length) === undefined ? "embstr" : "int";
}
