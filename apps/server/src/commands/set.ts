// SET and its relatives. The options may come in any order; which exclude each other is Redis's rule
// (https://redis.io/docs/latest/commands/set/): NX and XX, and the five ways to say how long the value lives.

import type { ReplyWriter } from "@segcache/resp";
import { IF_ABSENT, IF_PRESENT, KEEP_TTL, MISS, NEVER, SKIPPED, STORED } from "segcache-core";
import { type Context, replyItem } from "../context.ts";
import { refusedWrite, SYNTAX, wrongArity } from "../errors.ts";
import { wordOf } from "../words.ts";
import { deadlineProblem, EX, PX, readPositiveDeadline, TIME_OPTIONS, type TimeForm } from "./deadlines.ts";

const NX = wordOf("NX");
const XX = wordOf("XX");
const GET = wordOf("GET");
const KEEPTTL = wordOf("KEEPTTL");

/** Options of SET as bits of one number, so that reading them allocates nothing. */
const WANTS_OLD = 1;
const ONLY_ABSENT = 2;
const ONLY_PRESENT = 4;
const KEEPS_TTL = 8;
/** TIME << form index: at most one of the four. */
const TIME = 16;
const ANY_TIME = TIME * 15;
const BAD_OPTIONS = -1;

/** SET key value [NX | XX] [GET] [EX n | PX n | EXAT t | PXAT t | KEEPTTL] */
export function set(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount === 3) {
    store(context, reply, 2, NEVER, 0);
    return;
  }
  const options = readOptions(context);
  if (options === BAD_OPTIONS) {
    reply.error(SYNTAX);
    return;
  }
  let deadlineMs = NEVER;
  if ((options & ANY_TIME) !== 0) {
    deadlineMs = readPositiveDeadline(
      context,
      timeArgumentOf(context, options),
      TIME_OPTIONS[timeIndexOf(options)]!.form,
    );
    const problem = deadlineProblem(context, deadlineMs);
    if (problem !== undefined) {
      reply.error(problem);
      return;
    }
  }
  store(context, reply, 2, deadlineMs, options);
}

/** GETSET key value: SET with GET under its old name. */
export function getset(context: Context, reply: ReplyWriter): void {
  store(context, reply, 2, NEVER, WANTS_OLD);
}

export function setex(context: Context, reply: ReplyWriter): void {
  storeFor(context, reply, EX);
}

export function psetex(context: Context, reply: ReplyWriter): void {
  storeFor(context, reply, PX);
}

export function setnx(context: Context, reply: ReplyWriter): void {
  const outcome = setArgument(context, 1, 2, NEVER, IF_ABSENT);
  if (outcome === STORED || outcome === SKIPPED) {
    reply.integer(outcome === STORED ? 1 : 0);
    return;
  }
  reply.error(refusedWrite(context, outcome, context.argumentBytes(1), context.argumentBytes(2)));
}

/**
 * MSET key value [key value ...]. When a pair is refused the others are stored all the same, so that after any MSET
 * no key of it holds an older value; the reply names the first refusal.
 */
export function mset(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount % 2 === 0) {
    reply.error(wrongArity("mset"));
    return;
  }
  let problem = "";
  for (let i = 1; i < context.argumentCount; i += 2) {
    const outcome = setArgument(context, i, i + 1, NEVER, 0);
    if (outcome !== STORED && problem === "") {
      problem = refusedWrite(context, outcome, context.argumentBytes(i), context.argumentBytes(i + 1));
    }
  }
  if (problem === "") reply.ok();
  else reply.error(problem);
}

/** MSETNX key value [key value ...]: all of them when none exists, else nothing; also nothing when one is refused. */
export function msetnx(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends, argumentCount } = context;
  const { database } = context.session;
  if (argumentCount % 2 === 0) {
    reply.error(wrongArity("msetnx"));
    return;
  }
  for (let i = 1; i < argumentCount; i += 2) {
    if (raw.peek(buffer, starts[i]!, ends[i]!, database) === MISS) continue;
    reply.integer(0);
    return;
  }
  for (let i = 1; i < argumentCount; i += 2) {
    const outcome = setArgument(context, i, i + 1, NEVER, 0);
    if (outcome === STORED) continue;
    for (let stored = 1; stored < i; stored += 2) raw.delete(buffer, starts[stored]!, ends[stored]!, database);
    reply.error(refusedWrite(context, outcome, context.argumentBytes(i), context.argumentBytes(i + 1)));
    return;
  }
  reply.integer(1);
}

function storeFor(context: Context, reply: ReplyWriter, form: TimeForm): void {
  const deadlineMs = readPositiveDeadline(context, 2, form);
  const problem = deadlineProblem(context, deadlineMs);
  if (problem !== undefined) {
    reply.error(problem);
    return;
  }
  store(context, reply, 3, deadlineMs, 0);
}

/** Stores the value under argument 1 and replies as SET does. */
function store(context: Context, reply: ReplyWriter, valueIndex: number, deadlineMs: number, options: number): void {
  const mark = reply.length;
  if ((options & WANTS_OLD) !== 0) {
    const item = context.find(1);
    if (item === MISS) reply.null();
    else replyItem(context, reply, item);
  }
  const outcome = setArgument(context, 1, valueIndex, deadlineMs, engineFlagsOf(options));
  if (outcome !== STORED && outcome !== SKIPPED) {
    reply.rewind(mark); // the old value may stand there already
    reply.error(refusedWrite(context, outcome, context.argumentBytes(1), context.argumentBytes(valueIndex)));
    return;
  }
  if ((options & WANTS_OLD) !== 0) return;
  if (outcome === STORED) reply.ok();
  else reply.null();
}

function setArgument(context: Context, key: number, value: number, deadlineMs: number, flags: number): number {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  return raw.set(buffer, starts[key]!, ends[key]!, database, buffer, starts[value]!, ends[value]!, deadlineMs, flags);
}

function engineFlagsOf(options: number): number {
  let flags = 0;
  if ((options & ONLY_ABSENT) !== 0) flags |= IF_ABSENT;
  if ((options & ONLY_PRESENT) !== 0) flags |= IF_PRESENT;
  if ((options & KEEPS_TTL) !== 0) flags |= KEEP_TTL;
  return flags;
}

/** The options from argument 3 on, as bits, or BAD_OPTIONS. A repeated option is allowed, as in Redis. */
function readOptions(context: Context): number {
  let options = 0;
  for (let i = 3; i < context.argumentCount; i++) {
    const option = optionAt(context, i);
    const together = options | option;
    const hasConflict =
      option === 0 ||
      ((together & ONLY_ABSENT) !== 0 && (together & ONLY_PRESENT) !== 0) ||
      lifetimesIn(together) > 1 ||
      (option >= TIME && i + 1 >= context.argumentCount);
    if (hasConflict) return BAD_OPTIONS;
    if (option >= TIME) i++; // its number
    options = together;
  }
  return options;
}

/** The bit of the option word at argument `index`, or 0. */
function optionAt(context: Context, index: number): number {
  if (context.isWord(index, NX)) return ONLY_ABSENT;
  if (context.isWord(index, XX)) return ONLY_PRESENT;
  if (context.isWord(index, GET)) return WANTS_OLD;
  if (context.isWord(index, KEEPTTL)) return KEEPS_TTL;
  for (let time = 0; time < TIME_OPTIONS.length; time++) {
    if (context.isWord(index, TIME_OPTIONS[time]!.word)) return TIME << time;
  }
  return 0;
}

function lifetimesIn(options: number): number {
  let count = (options & KEEPS_TTL) !== 0 ? 1 : 0;
  for (let bit = TIME; bit < TIME << TIME_OPTIONS.length; bit <<= 1) {
    if ((options & bit) !== 0) count++;
  }
  return count;
}

function timeIndexOf(options: number): number {
  let index = 0;
  while ((options & (TIME << index)) === 0) index++;
  return index;
}

/** The argument with the number of the time option; of a repeated option the last counts. */
function timeArgumentOf(context: Context, options: number): number {
  const { word } = TIME_OPTIONS[timeIndexOf(options)]!;
  let found = 0;
  for (let i = 3; i < context.argumentCount; i++) {
    const option = optionAt(context, i);
    if (option < TIME) continue;
    i++;
    if (context.isWord(i - 1, word)) found = i;
  }
  return found;
}
