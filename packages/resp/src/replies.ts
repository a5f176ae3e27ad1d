// Replies out of a byte stream, for clients: a typed wrapper over redis-parser, which reads RESP2.
// Needs Node (its Buffer). Adds what redis-parser leaves to its callers: values instead of callbacks, one error type that
// does not come from a transitive package, and a parser that stays stopped after bytes that are no reply.

import RedisParser from "redis-parser";
import { ProtocolError, ReplyError } from "./errors.ts";

export { ProtocolError, ReplyError } from "./errors.ts";

/** One RESP2 reply. Simple and bulk strings are both Buffers; an integer is exact up to 2 ** 53; a null is null. */
export type Reply = Buffer | number | null | ReplyError | Reply[];

/** Incremental parser of one connection's replies. */
export class ReplyParser {
  /** Set once the stream has turned out not to be RESP2; nothing is read from then on. */
  error: ProtocolError | undefined;

  #parser: RedisParser;
  #replies: Reply[];
  #fedBytes: number;

  constructor() {
    this.error = undefined;
    this.#replies = [];
    this.#fedBytes = 0;
    this.#parser = new RedisParser({
      returnBuffers: true,
      returnReply: (reply: unknown) => {
        this.#replies.push(ownReply(reply));
      },
      returnError: (error) => {
        this.#replies.push(new ReplyError(error.message));
      },
      returnFatalError: (error) => this.#fail(error.message),
    });
  }

  /** Reads `chunk`, which must not be written to as long as a reply is in use: strings are views of it where they can be.
   * @returns the replies completed by it, in order. Check `error` afterwards. */
  feed(chunk: Uint8Array): Reply[] {
    if (this.error !== undefined || chunk.length === 0) return [];
    this.#fedBytes += chunk.length;
    try {
      this.#parser.execute(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (cause) {
      this.#fail(cause instanceof Error ? cause.message : String(cause)); // an impossible array length, thousands of levels
    }
    const replies = this.#replies;
    this.#replies = [];
    return replies;
  }

  #fail(reason: string): void {
    this.error ??= new ProtocolError(reason, this.#fedBytes);
  }
}

/** Replaces redis-parser's error objects, also those inside arrays, by ours. */
function ownReply(reply: unknown): Reply {
  if (Array.isArray(reply)) {
    for (let i = 0; i < reply.length; i++) reply[i] = ownReply(reply[i]);
    return reply;
  }
  return reply instanceof Error ? new ReplyError(reply.message) : (reply as Reply);
}
