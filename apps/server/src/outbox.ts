// Replies of the connections that one turn of the event loop serves, until they are sent one after another at its end. The one
// idea: reading, running and sending are long ways through different code, of the system's and of Node's, and each is shorter
// when the processor has just gone it; so all reads of a turn come first and then all writes, as in Redis. Having the end of a turn of
// Node's loop told costs more than that saves for a read with one request, and where a turn has but one read: such replies go at once.
// A ring takes what is sent when it is submitted: at the end of its own turn all of it, with the call that waits for the next reads.
// Invariant: the replies stand in the thread's one reply buffer, in the order in which they were added, and behind them what
// is being written for the connection under way.

import type { ReplyWriter } from "@segcache/resp";
import type { Turn } from "./turn.ts";

/** Replies that are sent together at most. */
const SENDERS_MAX = 256;
/** What has gathered is sent when it is longer, so that it stays in the processor's caches. */
const GATHERED_BYTES_MAX = 64 * 1024;
/** A reply buffer up to this size serves on, so only longer replies leave memory to be collected. */
const BUFFER_BYTES_MAX = 4 * 1024 ** 2;
/** One larger than this gives way to a small one when so many turns have not needed it. */
const SMALL_BUFFER_BYTES_MAX = 256 * 1024;
const IDLE_TURNS = 1000;

/** Whoever replies are sent by. */
export interface Sender {
  /** Kept by the outbox: whether replies to be sent by it wait there. */
  hasReplies: boolean;
  /** Sends bytes [start, end) of a buffer. @returns whether the buffer may be written to again. */
  sendReplies(buffer: Uint8Array, start: number, end: number): boolean;
}

export class Outbox {
  readonly #reply: ReplyWriter;
  readonly #turn: Turn;
  readonly #submit: () => void;
  readonly #senders: (Sender | undefined)[] = new Array<Sender | undefined>(SENDERS_MAX).fill(undefined);
  /** Where in the reply buffer the replies of each sender end; they begin where those before them end. */
  readonly #ends: Int32Array = new Int32Array(SENDERS_MAX);
  #count = 0;
  /** Where the replies that were added begin. */
  #unsent = 0;
  /** Where they end and those of the connection under way begin. */
  #start = 0;
  /** Turns in a row that have not needed a large buffer. */
  #idleTurns = 0;

  /** @param turn at whose end flush() is called when something waits.   @param submit hands over what senders have only prepared. */
  constructor(reply: ReplyWriter, turn: Turn, submit: () => void = () => {}) {
    this.#reply = reply;
    this.#turn = turn;
    this.#submit = submit;
  }

  /** Whether the next call of `add` sends all at once. */
  get isFull(): boolean {
    return this.#count === SENDERS_MAX - 1 || this.#reply.length > GATHERED_BYTES_MAX;
  }

  /** Sends what was written since the last call of `add`, at the end of the turn if that is cheaper.
   * @param requests how many it answers. */
  send(sender: Sender, requests: number): void {
    if (this.#turn.gathersReplies(requests)) this.add(sender);
    else this.sendNow(sender);
  }

  /** Sends at once what was written since the last call of `add`; what that has added waits on. Replies of the same sender that wait
   * are not overtaken: then these wait, too. */
  sendNow(sender: Sender): void {
    if (sender.hasReplies) {
      this.add(sender);
      return;
    }
    const reply = this.#reply;
    const { length } = reply;
    if (length === this.#start) return;
    if (!sender.sendReplies(reply.buffer, this.#start, length)) reply.leave(this.#unsent);
    this.#submit();
    reply.rewind(this.#start);
    this.#restart(length);
  }

  /** Adds what was written since the last call, to be sent in this turn of the event loop. */
  add(sender: Sender): void {
    const { length } = this.#reply;
    if (length === this.#start) return;
    const { isFull } = this;
    sender.hasReplies = true;
    this.#senders[this.#count] = sender;
    this.#ends[this.#count++] = length;
    this.#start = length;
    if (isFull) this.flush();
    else this.#turn.awaitEnd();
  }

  /** Sends at once what was added. What is being written for the connection under way stays where it is. */
  flush(): void {
    this.#sendAll();
    this.#submit();
    this.#restart(this.#reply.length);
  }

  /** The same at the end of a turn of the ring's, which submits by itself before anything else is written. */
  flushLast(): void {
    this.#sendAll();
    this.#restart(this.#reply.length);
  }

  #sendAll(): void {
    const { buffer } = this.#reply;
    let isOurs = true;
    for (let i = 0; i < this.#count; i++) {
      const end = this.#ends[i]!;
      const sender = this.#senders[i]!;
      sender.hasReplies = false;
      if (!sender.sendReplies(buffer, this.#unsent, end)) isOurs = false;
      this.#senders[i] = undefined;
      this.#unsent = end;
    }
    this.#count = 0;
    if (!isOurs) this.#reply.leave(this.#unsent);
  }

  /** Has the buffer written to from its beginning again, if all in it was sent. @param usedBytes how much of it was in use. */
  #restart(usedBytes: number): void {
    const reply = this.#reply;
    const { length } = reply.buffer;
    if (reply.length > this.#unsent) return;
    this.#idleTurns = usedBytes > SMALL_BUFFER_BYTES_MAX ? 0 : this.#idleTurns + 1;
    const isTooLarge = length > BUFFER_BYTES_MAX || (length > SMALL_BUFFER_BYTES_MAX && this.#idleTurns > IDLE_TURNS);
    if (isTooLarge) reply.clear();
    else reply.rewind(0);
    this.#unsent = 0;
    this.#start = 0;
  }
}
