// What all connections of one thread use one after another: the buffer that reads go into, the requests of a read, the requests and
// the replies of a turn of the event loop. Invariant: whoever is called with what Node has read is done with all of it when it returns,
// and with what the ring has received when the turn ends; it keeps copies only.

import { ReplyWriter } from "@segcache/resp";
import { Dispatcher } from "./dispatch.ts";
import { Inbox } from "./inbox.ts";
import { RingLoop } from "./io-uring/ring-loop.ts";
import { Outbox } from "./outbox.ts";
import { CommandBatch } from "./request-batch.ts";
import type { ServerState } from "./server-state.ts";
import { HandleWrites } from "./socket-handle.ts";
import { findStreamBinding, type StreamBinding } from "./stream-binding.ts";
import { Turn } from "./turn.ts";

/** Most that one read takes. */
const READ_BYTES_MAX = 64 * 1024;

export class ThreadIo {
  /** No Buffer, whose slice() would not copy. */
  readonly readBuffer: Uint8Array = new Uint8Array(READ_BYTES_MAX);
  readonly batch: CommandBatch = new CommandBatch();
  readonly reply: ReplyWriter = new ReplyWriter();
  readonly turn: Turn = new Turn(() => this.#endTurn());
  /** Absent where the system or Node does not offer it, or it is not wanted: then Node reads and writes all sockets. */
  readonly ring: RingLoop | undefined;
  readonly outbox: Outbox = new Outbox(this.reply, this.turn, () => this.ring?.submit());
  /** Absent where Node does not offer it, and where it is not needed beside the ring. */
  readonly binding: StreamBinding | undefined;
  /** Absent with it. */
  readonly handleWrites: HandleWrites | undefined;
  readonly dispatcher: Dispatcher;
  readonly inbox: Inbox;

  constructor(server: ServerState) {
    this.dispatcher = new Dispatcher(server);
    this.ring = server.config["io-uring"] ? RingLoop.find(this.turn) : undefined;
    this.binding = this.ring === undefined ? findStreamBinding() : undefined;
    this.handleWrites = this.binding === undefined ? undefined : new HandleWrites(this.binding);
    this.inbox = new Inbox(this.dispatcher, this.turn, this.readBuffer, this.ring?.bytes);
  }

  #endTurn(): void {
    this.inbox.drain();
    if (!this.turn.isOfRing) {
      this.outbox.flush();
      return;
    }
    this.outbox.flushLast();
    if (this.dispatcher.takeLeftWork()) this.ring?.yield();
  }
}
