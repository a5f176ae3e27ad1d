// Commands on the key space: walking it (SCAN, KEYS, RANDOMKEY) and giving values other names (RENAME, RENAMENX, COPY).
// What has expired is never met.

import { ReplyWriter } from "@segcache/resp";
import { IF_ABSENT, MISS, SKIPPED, STORED } from "segcache-core";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER, refusedWrite, SYNTAX } from "../errors.ts";
import { matchesGlob } from "../glob.ts";
import { wordOf } from "../words.ts";
import { readDatabase } from "./databases.ts";

const MATCH = wordOf("MATCH");
const COUNT = wordOf("COUNT");
const TYPE = wordOf("TYPE");
const STRING = wordOf("string");
const REPLACE = wordOf("REPLACE");
const DB = wordOf("DB");
const DEFAULT_COUNT = 10;
/** More is not walked in one go, whatever COUNT says: others are waiting. */
const COUNT_MAX = 100_000;
/** One SCAN takes so many steps of the engine at COUNT 1, fewer at a larger COUNT: each looks at some buckets per key. */
const STEPS_TIMES_COUNT = 1000;
const KEYS_PER_STEP = 1000;
const CURSOR_LIMIT = 2n ** 64n;

interface ScanOptions {
  count: number;
  /** Undefined matches every key. */
  pattern: Uint8Array | undefined;
  /** Another type than string was asked for. */
  isOtherType: boolean;
}

/** SCAN cursor [MATCH pattern] [COUNT count] [TYPE type] */
export function scan(context: Context, reply: ReplyWriter): void {
  const cursor = readCursor(context.text(1));
  if (cursor === undefined) {
    reply.error("ERR invalid cursor");
    return;
  }
  const options = readScanOptions(context, reply);
  if (options === undefined) return;
  const found = new ReplyWriter({ initialBytes: 1024 });
  const { next, matches } = walk(context, found, cursor, options);
  reply.array(2);
  reply.bulkString(String(next));
  reply.array(matches);
  reply.raw(found.take());
}

interface Walk {
  readonly next: number;
  readonly matches: number;
}

/**
 * Walks on until about as many keys are found as were asked for, matching or not. A database with few keys among many of
 * other databases has long ways between them, so one step may look at many buckets, though not at all of them.
 */
function walk(context: Context, found: ReplyWriter, cursor: number, options: ScanOptions): Walk {
  const { raw, session } = context;
  const total = raw.count(session.database);
  // A cursor that a double cannot hold is none of ours: nothing is left to walk.
  if (total === 0 || !Number.isSafeInteger(cursor)) return { next: 0, matches: 0 };
  let next = cursor;
  let met = 0;
  let matches = 0;
  // Where several threads share the cache, a step ends with the part of it that it has walked.
  const parts = context.server.threads > 1 ? context.cache.limits.shardCount : 1;
  for (let steps = parts - 1 + Math.max(1, Math.floor(STEPS_TIMES_COUNT / options.count)); steps > 0; steps--) {
    next = raw.scan(next, session.database, options.count - met);
    met += raw.scannedCount;
    if (!options.isOtherType) matches += writeScanned(context, found, options.pattern);
    if (next === 0 || met >= options.count) break;
    if (cursor === 0 && met === total) return { next: 0, matches }; // all there are
  }
  return { next, matches };
}

/** KEYS pattern: the whole database in one go. */
export function keys(context: Context, reply: ReplyWriter): void {
  const { raw, session } = context;
  const found = new ReplyWriter();
  let count = 0;
  let cursor = 0;
  do {
    cursor = raw.scan(cursor, session.database, KEYS_PER_STEP);
    count += writeScanned(context, found, context.bytes(1));
  } while (cursor !== 0);
  reply.array(count);
  reply.raw(found.take());
}

export function randomkey(context: Context, reply: ReplyWriter): void {
  const { raw } = context;
  const item = raw.randomItem(context.session.database);
  if (item === MISS) {
    reply.null();
    return;
  }
  const at = reply.beginBulk(raw.keyBytes(item));
  raw.copyKey(item, reply.buffer, at);
}

export function rename(context: Context, reply: ReplyWriter): void {
  if (move(context, reply, 0) === STORED) reply.simple("OK");
}

export function renamenx(context: Context, reply: ReplyWriter): void {
  const outcome = move(context, reply, IF_ABSENT);
  if (outcome !== REFUSED) reply.integer(outcome === STORED && !isSameKey(context) ? 1 : 0);
}

/** COPY source destination [DB number] [REPLACE] */
export function copy(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends, session } = context;
  let database = session.database;
  let flags = IF_ABSENT;
  for (let i = 3; i < context.argumentCount; i++) {
    if (context.isWord(i, REPLACE)) flags = 0;
    else if (context.isWord(i, DB) && i + 1 < context.argumentCount) {
      const chosen = readDatabase(context, reply, ++i);
      if (chosen === undefined) return;
      database = chosen;
    } else {
      reply.error(SYNTAX);
      return;
    }
  }
  if (database === session.database && isSameKey(context)) {
    reply.error("ERR source and destination objects are the same");
    return;
  }
  const outcome = raw.copy(
    buffer,
    starts[1]!,
    ends[1]!,
    session.database,
    buffer,
    starts[2]!,
    ends[2]!,
    database,
    flags,
  );
  if (outcome === STORED) reply.integer(1);
  else if (isRefusal(context, reply, outcome)) return;
  else reply.integer(0);
}

/** The move was refused and the reply written. */
const REFUSED = Number.NEGATIVE_INFINITY;

/** Gives argument 1's value the name of argument 2. @returns STORED, SKIPPED or REFUSED. */
function move(context: Context, reply: ReplyWriter, flags: number): number {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  if (raw.peek(buffer, starts[1]!, ends[1]!, database) === MISS) {
    reply.error("ERR no such key");
    return REFUSED;
  }
  if (isSameKey(context)) return STORED;
  const outcome = raw.copy(buffer, starts[1]!, ends[1]!, database, buffer, starts[2]!, ends[2]!, database, flags);
  if (isRefusal(context, reply, outcome)) return REFUSED;
  if (outcome === STORED) raw.delete(buffer, starts[1]!, ends[1]!, database);
  return outcome;
}

/** Whether a copy found no room; the reply is then written. */
function isRefusal(context: Context, reply: ReplyWriter, outcome: number): boolean {
  if (outcome === STORED || outcome === SKIPPED || outcome === MISS) return false;
  const { raw, buffer, starts, ends } = context;
  const item = raw.peek(buffer, starts[1]!, ends[1]!, context.session.database);
  const valueBytes = item === MISS ? 0 : raw.valueBytes(item);
  reply.error(refusedWrite(context, outcome, context.argumentBytes(2), valueBytes));
  return true;
}

function isSameKey(context: Context): boolean {
  return Buffer.compare(context.bytes(1), context.bytes(2)) === 0;
}

/** A cursor as C's strtoul reads it, up to a zero byte, with its sign and its wrapping; undefined when it is none. */
function readCursor(argument: string): number | undefined {
  const [text = ""] = argument.split("\0");
  if (!/^[+-]?\d*$/.test(text) || text === "+" || text === "-") return undefined;
  const cursor = BigInt(text.replace(/^[+-]/, "") || "0");
  if (cursor >= CURSOR_LIMIT) return undefined;
  return Number(text.startsWith("-") ? (CURSOR_LIMIT - cursor) % CURSOR_LIMIT : cursor);
}

/** Options from argument 2 on; undefined after an error reply. */
function readScanOptions(context: Context, reply: ReplyWriter): ScanOptions | undefined {
  const options: ScanOptions = { count: DEFAULT_COUNT, pattern: undefined, isOtherType: false };
  for (let i = 2; i < context.argumentCount; i += 2) {
    let problem = i + 1 < context.argumentCount ? "" : SYNTAX;
    if (problem === "" && context.isWord(i, COUNT)) {
      const count = context.int64(i + 1);
      if (count === undefined) problem = NOT_AN_INTEGER;
      else if (count < 1n) problem = SYNTAX;
      else options.count = Math.min(Number(count), COUNT_MAX);
    } else if (problem === "" && context.isWord(i, MATCH)) options.pattern = context.bytes(i + 1);
    else if (problem === "" && context.isWord(i, TYPE)) options.isOtherType = !context.isWord(i + 1, STRING);
    else problem = SYNTAX;
    if (problem === "") continue;
    reply.error(problem);
    return undefined;
  }
  return options;
}

/** Writes the keys just scanned that match, as bulk strings. @returns how many. */
function writeScanned(context: Context, found: ReplyWriter, pattern: Uint8Array | undefined): number {
  const { raw } = context;
  let count = 0;
  for (let i = 0; i < raw.scannedCount; i++) {
    const item = raw.scanned[i]!;
    const mark = found.length;
    const length = raw.keyBytes(item);
    const at = found.beginBulk(length);
    raw.copyKey(item, found.buffer, at);
    if (pattern === undefined || matchesGlob(pattern, found.buffer.subarray(at, at + length))) count++;
    else found.rewind(mark);
  }
  return count;
}
