// Commands that read a value and change or end its life in the same step: GETEX and GETDEL.

import type { ReplyWriter } from "@segcache/resp";
import { MISS, NEVER, NO_SPACE } from "segcache-core";
import { type Context, replyItem } from "../context.ts";
import { OUT_OF_MEMORY, SYNTAX } from "../errors.ts";
import { wordOf } from "../words.ts";
import { deadlineProblem, readPositiveDeadline, TIME_OPTIONS, type TimeForm } from "./deadlines.ts";

const PERSIST = wordOf("PERSIST");
const NO_OPTION = 0;
const PERSISTS = -1;
const BAD_OPTION = -2;

export function getdel(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  const item = context.find(1);
  if (item === MISS) {
    reply.null();
    return;
  }
  replyItem(context, reply, item);
  raw.delete(buffer, starts[1]!, ends[1]!, database);
}

/** GETEX key [EX n | PX n | EXAT t | PXAT t | PERSIST] */
export function getex(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  const timeIndex = readOption(context);
  if (timeIndex === BAD_OPTION) {
    reply.error(SYNTAX);
    return;
  }
  const item = context.find(1);
  if (item === MISS) {
    reply.null(); // before the number is looked at, as in Redis
    return;
  }
  let deadlineMs = NEVER;
  if (timeIndex > 0) {
    deadlineMs = readPositiveDeadline(context, timeIndex, timeFormAt(context, timeIndex - 1)!);
    const problem = deadlineProblem(context, deadlineMs);
    if (problem !== undefined) {
      reply.error(problem);
      return;
    }
  }
  const mark = reply.length;
  const isUnchanged = timeIndex === NO_OPTION || raw.deadline(item) === deadlineMs;
  replyItem(context, reply, item);
  if (isUnchanged || raw.setDeadline(buffer, starts[1]!, ends[1]!, database, deadlineMs) !== NO_SPACE) return;
  reply.rewind(mark);
  reply.error(OUT_OF_MEMORY);
}

/** Where the option's number stands, or PERSISTS, NO_OPTION, BAD_OPTION. The same option may be repeated, as in Redis. */
function readOption(context: Context): number {
  let found = NO_OPTION;
  for (let i = 2; i < context.argumentCount; i++) {
    const form = timeFormAt(context, i);
    if (form === undefined) {
      if (!context.isWord(i, PERSIST) || found > 0) return BAD_OPTION;
      found = PERSISTS;
    } else {
      const isOther = found === PERSISTS || (found > 0 && timeFormAt(context, found - 1) !== form);
      if (isOther || ++i >= context.argumentCount) return BAD_OPTION;
      found = i;
    }
  }
  return found;
}

function timeFormAt(context: Context, index: number): TimeForm | undefined {
  return TIME_OPTIONS.find((option) => context.isWord(index, option.word))?.form;
}
