// SLOWLOG and MONITOR: what the server has been doing, request by request.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { replySubcommandSyntax } from "../errors.ts";

const DEFAULT_COUNT = 10;
const ALL = -1;
const ENTRY_FIELDS = 6;

/** SLOWLOG GET [count], newest first; -1 means all. */
export function slowlogGet(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount > 3) {
    replySubcommandSyntax(context, reply);
    return;
  }
  const count = context.argumentCount === 3 ? context.rounded(2) : DEFAULT_COUNT;
  if (!(count >= ALL)) {
    reply.error("ERR count should be greater than or equal to -1");
    return;
  }
  const { slowLog } = context.server.whole;
  const entries = slowLog.newest(count === ALL ? slowLog.length : count);
  reply.array(entries.length);
  for (const { id, atSeconds, micros, args, address, name } of entries) {
    reply.array(ENTRY_FIELDS);
    reply.integer(id);
    reply.integer(atSeconds);
    reply.integer(micros);
    reply.array(args.length);
    for (const argument of args) reply.bulk(argument);
    reply.bulkString(address);
    reply.bulkString(name);
  }
}

export function slowlogLen(context: Context, reply: ReplyWriter): void {
  reply.integer(context.server.whole.slowLog.length);
}

export function slowlogReset(context: Context, reply: ReplyWriter): void {
  context.server.change({ kind: "reset-slow-log" });
  reply.simple("OK");
}

/** From here on this session is told of every command run on the server. */
export function monitor(context: Context, reply: ReplyWriter): void {
  const { session, server } = context;
  if (session.isExecuting) {
    reply.error("ERR MONITOR isn't allowed for DENY BLOCKING client");
    return;
  }
  server.setMonitoring(session, true);
  reply.simple("OK");
}
