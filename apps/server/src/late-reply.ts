// Commands whose outcome takes longer than a turn of the event loop. Until it is there the session waits: its later requests
// are held back as in a pause, so that replies keep their order. In a transaction nothing can come later.

import { ReplyWriter } from "@segcache/resp";
import type { Context } from "./context.ts";

type WriteReply = (reply: ReplyWriter) => void;

/** Replies when the work is done. @param work resolves to what writes the reply; rejecting is a defect of the command. */
export function replyLater(context: Context, work: Promise<WriteReply>): void {
  const { session, server, command } = context;
  const isSilent = session.replyMode !== "on";
  session.isWaiting = true;
  const finished = work.catch((error: unknown): WriteReply => {
    server.metrics.internalErrors++;
    server.log.error({ err: error, command: command.fullName }, "command failed");
    return (reply) => reply.error("ERR internal error");
  });
  void finished.then((write) => {
    const reply = new ReplyWriter({ initialBytes: 256 });
    reply.protocol = session.protocol;
    write(reply);
    session.isWaiting = false;
    const bytes = reply.take();
    if (bytes[0] === ERROR_MARK) {
      server.metrics.errorReplies++;
      server.errorStats.count(bytes, 0);
      server.commandStats.failed[command.number]!++;
    }
    const isThere = server.sessions.find(session.id) === session;
    if (isThere && !isSilent) session.peer.send(bytes);
    server.pause.wake();
  });
}

const ERROR_MARK = 0x2d; // "-", the first byte of an error reply
