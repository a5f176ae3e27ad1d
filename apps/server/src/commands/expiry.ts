// Commands on deadlines. Answers are Redis's: -2 for no key, -1 for no deadline, seconds rounded to the nearest; a
// deadline in the past deletes the key.

import type { ReplyWriter } from "@segcache/resp";
import { MISS, NEVER, NO_SPACE, STORED } from "segcache-core";
import type { Context } from "../context.ts";
import { OUT_OF_MEMORY, replyErrorQuoting } from "../errors.ts";
import { wordOf } from "../words.ts";
import { deadlineProblem, EX, EXAT, PX, PXAT, readDeadline, type TimeForm } from "./deadlines.ts";

const NO_KEY = -2;
const NO_DEADLINE = -1;
/** deadlineOf's answer for an absent key; no deadline is negative. */
const ABSENT = -1;

export function ttl(context: Context, reply: ReplyWriter): void {
  replyDeadline(context, reply, context.nowMs, 1000);
}

export function pttl(context: Context, reply: ReplyWriter): void {
  replyDeadline(context, reply, context.nowMs, 1);
}

export function expiretime(context: Context, reply: ReplyWriter): void {
  replyDeadline(context, reply, 0, 1000);
}

export function pexpiretime(context: Context, reply: ReplyWriter): void {
  replyDeadline(context, reply, 0, 1);
}

export function persist(context: Context, reply: ReplyWriter): void {
  const deadlineMs = deadlineOf(context);
  if (deadlineMs === ABSENT || deadlineMs === NEVER) {
    reply.integer(0);
    return;
  }
  setDeadline(context, reply, NEVER);
}

export function expire(context: Context, reply: ReplyWriter): void {
  expireBy(context, reply, EX);
}

export function pexpire(context: Context, reply: ReplyWriter): void {
  expireBy(context, reply, PX);
}

export function expireat(context: Context, reply: ReplyWriter): void {
  expireBy(context, reply, EXAT);
}

export function pexpireat(context: Context, reply: ReplyWriter): void {
  expireBy(context, reply, PXAT);
}

/** The key's deadline, NEVER or ABSENT. */
function deadlineOf(context: Context): number {
  const { raw, buffer, starts, ends } = context;
  const item = raw.peek(buffer, starts[1]!, ends[1]!, context.session.database);
  return item === MISS ? ABSENT : raw.deadline(item);
}

function replyDeadline(context: Context, reply: ReplyWriter, sinceMs: number, unitMs: number): void {
  const deadlineMs = deadlineOf(context);
  if (deadlineMs === ABSENT) {
    reply.integer(NO_KEY);
    return;
  }
  if (deadlineMs === NEVER) {
    reply.integer(NO_DEADLINE);
    return;
  }
  reply.integer(Math.floor((deadlineMs - sinceMs + Math.floor(unitMs / 2)) / unitMs));
}

function setDeadline(context: Context, reply: ReplyWriter, deadlineMs: number): void {
  const { raw, buffer, starts, ends } = context;
  const outcome = raw.setDeadline(buffer, starts[1]!, ends[1]!, context.session.database, deadlineMs);
  // An item without room for a deadline is stored anew, which may find no space; the item then stays as it was.
  if (outcome === NO_SPACE) reply.error(OUT_OF_MEMORY);
  else reply.integer(outcome === STORED ? 1 : 0);
}

/** EXPIRE and relatives: key number [NX | XX | GT | LT]. */
function expireBy(context: Context, reply: ReplyWriter, form: TimeForm): void {
  const conditions = readConditions(context, reply);
  if (conditions === BAD_CONDITIONS) return;
  const deadlineMs = readDeadline(context, 2, form);
  const problem = deadlineProblem(context, deadlineMs);
  if (problem !== undefined) {
    reply.error(problem);
    return;
  }
  if (conditions !== 0 && !meetsConditions(conditions, deadlineOf(context), deadlineMs)) {
    reply.integer(0);
    return;
  }
  setDeadline(context, reply, deadlineMs);
}

const IF_NONE = 1;
const IF_SOME = 2;
const IF_LATER = 4;
const IF_EARLIER = 8;
const BAD_CONDITIONS = -1;
const CONDITIONS: readonly { readonly word: Uint8Array; readonly bit: number }[] = [
  { word: wordOf("NX"), bit: IF_NONE },
  { word: wordOf("XX"), bit: IF_SOME },
  { word: wordOf("GT"), bit: IF_LATER },
  { word: wordOf("LT"), bit: IF_EARLIER },
];

/** The conditions from argument 3 on, as bits; BAD_CONDITIONS after an error reply. */
function readConditions(context: Context, reply: ReplyWriter): number {
  let conditions = 0;
  for (let i = 3; i < context.argumentCount; i++) {
    let bit = 0;
    for (let c = 0; c < CONDITIONS.length; c++) {
      if (context.isWord(i, CONDITIONS[c]!.word)) bit = CONDITIONS[c]!.bit;
    }
    if (bit === 0) {
      replyErrorQuoting(reply, "ERR Unsupported option ", context.bytes(i));
      return BAD_CONDITIONS;
    }
    conditions |= bit;
  }
  if ((conditions & IF_NONE) !== 0 && (conditions & ~IF_NONE) !== 0) {
    reply.error("ERR NX and XX, GT or LT options at the same time are not compatible");
    return BAD_CONDITIONS;
  }
  if ((conditions & IF_LATER) !== 0 && (conditions & IF_EARLIER) !== 0) {
    reply.error("ERR GT and LT options at the same time are not compatible");
    return BAD_CONDITIONS;
  }
  return conditions;
}

/** A key without deadline counts as one that never ends: nothing is later, everything is earlier. */
function meetsConditions(conditions: number, currentMs: number, wantedMs: number): boolean {
  if (currentMs === ABSENT) return false;
  if ((conditions & IF_NONE) !== 0 && currentMs !== NEVER) return false;
  if ((conditions & IF_SOME) !== 0 && currentMs === NEVER) return false;
  if ((conditions & IF_LATER) !== 0 && wantedMs <= currentMs) return false;
  return (conditions & IF_EARLIER) === 0 || wantedMs < currentMs;
}
