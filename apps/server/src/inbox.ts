// Requests of different connections that run as one batch at the end of the event loop's turn, so that the memory of all their keys is
// fetched side by side, as for a pipeline, and one reading of the time serves them all. Only where turns have several reads, and only
// whole requests of short reads. What stands in a buffer that is needed for the next read is copied; what a ring has received stays.
// Invariants: a connection has at most one read here, so its requests cannot overtake one another; its parser holds nothing meanwhile.

import { BATCH_REQUESTS_MAX, type RequestParser } from "@segcache/resp";
import type { Dispatcher } from "./dispatch.ts";
import { CommandBatch } from "./request-batch.ts";
import type { Session } from "./session.ts";
import type { Turn } from "./turn.ts";

/** Longer reads are not taken: they are worth a batch of their own. */
const READ_BYTES_MAX = 512;
const WORD_BYTES = 4;

/** Whose requests wait. */
export interface Recipient {
  readonly session: Session;
  /** Kept by the inbox: whether requests wait there. */
  isInInbox: boolean;
  /** Runs its requests of the batch, from number `first` to before `end`. */
  runGathered(batch: CommandBatch, first: number, end: number): void;
}

export class Inbox {
  readonly #dispatcher: Dispatcher;
  readonly #turn: Turn;
  readonly #batch: CommandBatch = new CommandBatch();
  readonly #readBuffer: Uint8Array;
  /** Where what a ring received stands, and stays until the turn ends. */
  readonly #received: Uint8Array | undefined;
  readonly #readWords: Int32Array;
  readonly #words: Int32Array = new Int32Array((BATCH_REQUESTS_MAX * READ_BYTES_MAX) / WORD_BYTES);
  readonly #bytes: Uint8Array = new Uint8Array(this.#words.buffer);
  /** Words of those that are in use. */
  #used = 0;
  readonly #recipients: (Recipient | undefined)[] = new Array<Recipient | undefined>(BATCH_REQUESTS_MAX).fill(
    undefined,
  );
  /** Where in the batch the requests of each end; they begin where those before them end. */
  readonly #ends: Int32Array = new Int32Array(BATCH_REQUESTS_MAX);
  #count = 0;

  /** @param readBuffer what reads go into; it begins at the beginning of its memory.
   * @param received what a ring's receives go into. */
  constructor(dispatcher: Dispatcher, turn: Turn, readBuffer: Uint8Array, received?: Uint8Array) {
    this.#dispatcher = dispatcher;
    this.#turn = turn;
    this.#readBuffer = readBuffer;
    this.#received = received;
    this.#readWords = new Int32Array(readBuffer.buffer);
    this.#batch.clear(this.#bytes);
  }

  /** Whether what was read may wait here, if it is nothing but whole requests. The rest is for take() to find out. */
  admits(bytes: Uint8Array, length: number): boolean {
    if (length > READ_BYTES_MAX || !this.#turn.gathersRequests) return false;
    return this.#turn.isOfRing ? bytes === this.#received : bytes === this.#readBuffer;
  }

  /**
   * Takes what was read and admitted, if it is nothing but whole requests.
   * @param parser that of the recipient; nothing must stand in it.
   * @returns whether it was taken; if not, the parser has been fed with it.
   */
  take(recipient: Recipient, parser: RequestParser, bytes: Uint8Array, start: number, length: number): boolean {
    const batch = this.#batch;
    const kept = bytes === this.#received ? bytes : this.#bytes;
    if (batch.size === BATCH_REQUESTS_MAX || (this.#count > 0 && batch.buffer !== kept)) this.drain();
    if (batch.buffer !== kept) batch.clear(kept);
    if (bytes === kept) parser.feed(bytes, start, start + length);
    else this.#feedCopy(parser, length);
    if (!batch.add(parser, this.#dispatcher.commands, recipient.session.database)) return false;
    parser.suspend();
    if (bytes !== kept) this.#used += wordsOf(length);
    this.#ends[this.#count] = batch.size;
    this.#recipients[this.#count++] = recipient;
    recipient.isInInbox = true;
    this.#turn.awaitEnd();
    return true;
  }

  /** Runs all that waits. */
  drain(): void {
    const count = this.#count;
    if (count === 0) return;
    const batch = this.#batch;
    const dispatcher = this.#dispatcher;
    try {
      dispatcher.beginBatch();
      for (let i = 0, first = 0; i < count; i++) {
        const end = this.#ends[i]!;
        const recipient = this.#recipients[i]!;
        this.#recipients[i] = undefined;
        recipient.isInInbox = false;
        recipient.runGathered(batch, first, end);
        first = end;
      }
    } finally {
      dispatcher.endBatch();
      batch.clear(batch.buffer);
      this.#count = 0;
      this.#used = 0;
    }
  }

  /** Feeds a copy of the first bytes of the read buffer. It is made in a loop, since a native function costs more to call than so few
   * words to copy. */
  #feedCopy(parser: RequestParser, length: number): void {
    const from = this.#readWords;
    const to = this.#words;
    const start = this.#used * WORD_BYTES;
    for (let i = 0, at = this.#used; i < wordsOf(length); i++, at++) to[at] = from[i]!;
    parser.feed(this.#bytes, start, start + length);
  }
}

function wordsOf(bytes: number): number {
  return Math.ceil(bytes / WORD_BYTES);
}
