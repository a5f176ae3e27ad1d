// MULTI, EXEC, DISCARD, WATCH, UNWATCH. Queued requests run one after another with nothing between them: other threads are
// locked out of all keys concerned, the watched ones included. EXEC refuses everything when a request was refused while queueing, and does nothing when a watched key changed.
// Texts and order of the checks: multi.c of Redis 7.0.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { enterTransactionSection } from "../sections.ts";
import type { Session } from "../session.ts";
import { TRANSACTION_BYTES_MAX, Transaction } from "../transaction.ts";

export function multi(context: Context, reply: ReplyWriter): void {
  const { session } = context;
  if (session.transaction !== undefined) {
    reply.error("ERR MULTI calls can not be nested");
    return;
  }
  session.transaction = new Transaction();
  reply.simple("OK");
}

export function exec(context: Context, reply: ReplyWriter): void {
  const { session } = context;
  const { transaction } = session;
  if (transaction === undefined) {
    reply.error("ERR EXEC without MULTI");
    return;
  }
  if (transaction.isFailed) {
    session.endTransaction();
    reply.error("EXECABORT Transaction discarded because of previous errors.");
    return;
  }
  const { raw } = context;
  const isShared = context.server.threads > 1;
  if (isShared) enterTransactionSection(raw, transaction, session.watches, session.database);
  try {
    const isStale = session.watches.haveChanged(raw);
    session.endTransaction();
    if (isStale) reply.nullArray();
    else runAll(context, reply, transaction);
  } finally {
    if (isShared) raw.leaveSection();
  }
}

function runAll(context: Context, reply: ReplyWriter, transaction: Transaction): void {
  const { session } = context;
  reply.array(transaction.size);
  session.isExecuting = true;
  try {
    for (let i = 0; i < transaction.size; i++) context.runQueued(transaction.request(i), reply);
  } finally {
    session.isExecuting = false;
  }
}

export function discard(context: Context, reply: ReplyWriter): void {
  if (context.session.transaction === undefined) {
    reply.error("ERR DISCARD without MULTI");
    return;
  }
  context.session.endTransaction();
  reply.simple("OK");
}

export function watch(context: Context, reply: ReplyWriter): void {
  const { session, raw } = context;
  if (session.transaction !== undefined) {
    reply.error("ERR WATCH inside MULTI is not allowed");
    return;
  }
  for (let i = 1; i < context.argumentCount; i++) {
    if (session.watches.add(raw, context.bytes(i), session.database)) continue;
    reply.error(`ERR too many keys are watched: the limit is ${TRANSACTION_BYTES_MAX} bytes`);
    return;
  }
  reply.simple("OK");
}

export function unwatch(context: Context, reply: ReplyWriter): void {
  context.session.watches.clear();
  reply.simple("OK");
}

/** EXEC itself was refused: the transaction, if there is one, is over. */
export function abortTransaction(session: Session, reply: ReplyWriter, problem: string): void {
  session.endTransaction();
  reply.error(`EXECABORT Transaction discarded because of: ${problem.replace(/^ERR /, "")}`);
}
