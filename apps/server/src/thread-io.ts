// What all connections of one thread use in turn: the buffer that reads go into, the requests of a read, the replies to
// them. Invariant: whoever is called with what was read is done with all of it when it returns; it keeps copies only.

import { ReplyWriter } from "@segcache/resp";
import { Dispatcher } from "./dispatch.ts";
import { CommandBatch } from "./request-batch.ts";
import type { ServerState } from "./server-state.ts";

/** Most that one read takes. */
const READ_BYTES_MAX = 64 * 1024;

export class ThreadIo {
  /** No Buffer, whose slice() would not copy. */
  readonly readBuffer: Uint8Array = new Uint8Array(READ_BYTES_MAX);
  readonly batch: CommandBatch = new CommandBatch();
  readonly reply: ReplyWriter = new ReplyWriter();
  readonly dispatcher: Dispatcher;

  constructor(server: ServerState) {
    this.dispatcher = new Dispatcher(server);
  }
}
