// Commands about the life of the server as a whole: its end, its role, when it last saved. It has no replicas and keeps
// nothing on disk, so there is little to tell.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { SYNTAX } from "../errors.ts";

const SHUTDOWN_OPTIONS = ["SAVE", "NOSAVE", "NOW", "FORCE", "ABORT"] as const;

/** SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] | ABORT: no reply but the end of the connection. */
export function shutdown(context: Context, reply: ReplyWriter): void {
  const given = new Set<string>();
  for (let i = 1; i < context.argumentCount; i++) given.add(context.text(i).toUpperCase());
  const isKnown = [...given].every((word) => SHUTDOWN_OPTIONS.some((option) => option === word));
  const isAmbiguous = (given.has("SAVE") && given.has("NOSAVE")) || (given.has("ABORT") && given.size > 1);
  if (!isKnown || isAmbiguous) reply.error(SYNTAX);
  else if (given.has("ABORT")) reply.error("ERR No shutdown in progress.");
  else if (given.has("SAVE")) reply.error("ERR SHUTDOWN SAVE is not possible: this server keeps nothing on disk");
  else {
    context.session.isClosing = true;
    context.server.shutDown();
  }
}

/** A server that never saved answers, as Redis does, with when it started. */
export function lastsave(context: Context, reply: ReplyWriter): void {
  reply.integer(Math.floor(context.server.startedMs / 1000));
}

/** A master at offset 0 without replicas. */
export function role(_context: Context, reply: ReplyWriter): void {
  reply.array(3);
  reply.bulkString("master");
  reply.integer(0);
  reply.array(0);
}
