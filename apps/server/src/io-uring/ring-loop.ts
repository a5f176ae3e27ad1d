// The event loop of a thread's connections: in each turn one call of the system hands over all replies of the turn before and waits for
// what clients send next. Node's own loop (timers, other threads, listening, TLS) goes on beside it: it calls this one, which watches
// Node's and goes back to it as soon as that has something to do. So all of Node works as ever, and connections are spared
// what it does for every read and write. Invariants: while this loop waits, nothing waits for Node that it would not be woken by; where
// what has run may have left something that Node alone knows of, such as a promise, yield() has been called.

import { ForeignFunctions } from "./foreign-functions.ts";
import { NodeLoop } from "./node-loop.ts";
import { ReceiveBuffers } from "./receive-buffers.ts";
import { COMPLETION, ENTRY, Ring, type RingResources, releaseRing } from "./ring.ts";
import { type RingRequests, RingSocket, type RingSocketOwner } from "./ring-socket.ts";

/** Entries that are prepared between two calls of the system. */
const ENTRIES_MAX = 512;
const BUFFERS = 64;
const BUFFER_BYTES = 32 * 1024;
/** Connections accepted in a row while others wait to be served. */
const NEWCOMERS_MAX = 64;

/** Operations, with what belongs in an entry's first word besides. */
const POLL = 6;
const TIMEOUT = 11;
const CANCEL = 14;
const SEND_WITHOUT_COMPLETION = 26 | (1 << (8 + 6)); // IOSQE_CQE_SKIP_SUCCESS: only what goes wrong completes
const RECEIVE_AGAIN_AND_AGAIN = 27 | (1 << (8 + 5)) | (1 << (16 + 1)); // IOSQE_BUFFER_SELECT, IORING_RECV_MULTISHOT
/** MSG_DONTWAIT, MSG_NOSIGNAL, and MSG_WAITALL, by which a send that is not done as a whole counts as gone wrong. */
const SEND_FLAGS = 0x40 | 0x4000 | 0x100;
const POLL_READABLE = 1;

/** What a completion is of. */
const NOBODY = 0;
const RECEIVE = 1;
const SEND = 2;
const NODE = 3;
const TIMER = 4;

/** Bits of a completion: whether more are to come of the entry, and from where on stands the number of the buffer. */
const MORE = 2;
const BUFFER_SHIFT = 16;

/** Turns as those know them who wait for their ends. */
export interface Turns {
  begin(reads: number): void;
  /** What is sent from here on is handed to the system as soon as this returns. */
  end(): void;
}

export class RingLoop implements RingRequests {
  readonly #functions: ForeignFunctions;
  readonly #ring: Ring;
  readonly #buffers: ReceiveBuffers;
  readonly #node: NodeLoop;
  readonly #turns: Turns;
  /** By their places; some are closed and wait for what is under way. */
  readonly #sockets: (RingSocket | undefined)[] = [];
  readonly #freePlaces: number[] = [];
  #late: RingSocket[] = [];
  submissions = 0;
  #isYielding = false;
  /** Node will call `run`. */
  #isDue = false;
  /** Connections since the last turn, and whether the last of them came since `run` was called. */
  #newcomers = 0;
  #hasNewcomer = false;
  /** Tells the watches of Node's loop and their timers from each other. */
  #watch = 0;
  readonly #timespec: Int32Array = new Int32Array(new ArrayBuffer(16)); // seconds and nanoseconds, 64 bits each
  readonly #timespecAddress: number;
  /** Where replies stand, and its address; it is kept until others have been submitted. */
  #replies: Uint8Array = new Uint8Array(0);
  #repliesAddress = 0;

  private constructor(functions: ForeignFunctions, turns: Turns) {
    this.#functions = functions;
    this.#turns = turns;
    this.#ring = new Ring(functions, ENTRIES_MAX); // the likeliest to be missing comes first
    try {
      this.#buffers = new ReceiveBuffers(functions, this.#ring, BUFFERS, BUFFER_BYTES);
      this.#node = new NodeLoop(functions);
    } catch (error) {
      releaseRing(this.#ring.resources);
      throw error;
    }
    this.#timespecAddress = functions.addressOf(this.#timespec);
  }

  /** A loop for this thread; undefined where Node or the system does not offer what it takes. */
  static find(turns: Turns): RingLoop | undefined {
    if (process.platform !== "linux" || (process.arch !== "x64" && process.arch !== "arm64")) return undefined;
    const functions = ForeignFunctions.find();
    try {
      return functions === undefined ? undefined : new RingLoop(functions, turns);
    } catch {
      return undefined;
    }
  }

  /** What is to be released when this thread has ended. */
  get resources(): RingResources {
    return this.#ring.resources;
  }

  /** Where all that is received stands. */
  get bytes(): Uint8Array {
    return this.#buffers.bytes;
  }

  /** Starts receiving from a connected socket, which is not to be read from elsewhere.
   * @param descriptor stays open until the RingSocket's close() has been called. */
  open(descriptor: number, owner: RingSocketOwner): RingSocket {
    const place = this.#freePlaces.pop() ?? this.#sockets.length;
    const socket = new RingSocket(this, place, descriptor, owner);
    this.#sockets[place] = socket;
    this.#newcomers++;
    this.#hasNewcomer = true;
    this.#node.keepAlive(true);
    this.#callSoon();
    return socket;
  }

  /** Has Node's loop go on when this turn ends. */
  yield(): void {
    this.#isYielding = true;
  }

  submit(): void {
    this.submissions++;
    this.#ring.submit();
    this.#settle();
  }

  receive(place: number, descriptor: number): void {
    this.#prepare(RECEIVE_AGAIN_AND_AGAIN, descriptor, RECEIVE, place);
  }

  cancelReceive(place: number): void {
    this.#cancel(RECEIVE, place);
  }

  send(place: number, descriptor: number, buffer: Uint8Array, start: number, end: number): void {
    if (buffer !== this.#replies) {
      this.#repliesAddress = this.#functions.addressOf(buffer);
      this.#replies = buffer;
    }
    const at = this.#prepare(SEND_WITHOUT_COMPLETION, descriptor, SEND, place);
    this.#ring.setMemory(at, this.#repliesAddress + start, end - start);
    this.#ring.entries[at + ENTRY.options] = SEND_FLAGS;
  }

  deliverLater(socket: RingSocket): void {
    this.#late.push(socket);
    this.#callSoon();
  }

  giveUp(place: number): void {
    this.#sockets[place] = undefined;
    this.#freePlaces.push(place);
    if (this.#freePlaces.length === this.#sockets.length) this.#node.keepAlive(false);
  }

  #callSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run).unref(); // one that is not would have Node's loop say that it has something to do
    this.#node.wake();
  }

  /** Takes turns until Node's loop has something to do. */
  readonly #run = (): void => {
    this.#isDue = false;
    if (this.#hasNewcomer && this.#newcomers < NEWCOMERS_MAX) {
      // Node accepts one in each turn of its loop, and where many are served a turn of this one takes milliseconds.
      this.#hasNewcomer = false;
      this.#callSoon();
      return;
    }
    this.#newcomers = 0;
    this.#hasNewcomer = false;
    this.#isYielding = false;
    const watch = ++this.#watch;
    try {
      this.#takeTurn(0, 0); // what Node's loop has done may have left something to be sent
      const { timeoutMs } = this.#node;
      this.#watchNode(watch, timeoutMs);
      for (;;) {
        const hasToWait = timeoutMs !== 0 && !this.#isYielding && this.#late.length === 0;
        this.submissions++;
        this.#ring.submitAndWait(hasToWait ? 1 : 0);
        this.#settle();
        this.#takeTurn(this.#ring.head, this.#ring.tail);
        if (this.#isYielding || timeoutMs === 0 || !this.#hasSockets) break;
      }
    } finally {
      this.#cancel(NODE, watch);
      this.#cancel(TIMER, watch);
      this.submit();
      if (this.#hasSockets) this.#callSoon();
    }
  };

  get #hasSockets(): boolean {
    return this.#freePlaces.length < this.#sockets.length;
  }

  /** Asks to be told once when something waits for Node, or when it wants to be called by the clock. */
  #watchNode(watch: number, timeoutMs: number): void {
    const poll = this.#prepare(POLL, this.#node.descriptor, NODE, watch);
    this.#ring.entries[poll + ENTRY.options] = POLL_READABLE;
    if (timeoutMs <= 0) return;
    this.#timespec[0] = Math.floor(timeoutMs / 1000);
    this.#timespec[2] = (timeoutMs % 1000) * 1_000_000;
    const timer = this.#prepare(TIMEOUT, -1, TIMER, watch);
    this.#ring.setMemory(timer, this.#timespecAddress, 1);
  }

  /** Works off completions, from number `head` to before `tail`. */
  #takeTurn(head: number, tail: number): void {
    this.#turns.begin(tail - head);
    try {
      const late = this.#late;
      if (late.length > 0) {
        this.#late = [];
        for (const socket of late) socket.deliverLate();
      }
      for (let completion = head; completion !== tail; completion = (completion + 1) | 0) this.#complete(completion);
    } finally {
      if (head !== tail) this.#ring.release(tail);
      this.#turns.end();
      this.#buffers.publish();
    }
  }

  #complete(completion: number): void {
    const { words } = this.#ring;
    const at = this.#ring.wordOf(completion);
    const id = words[at + COMPLETION.id]!;
    const kind = words[at + COMPLETION.kind];
    if (kind === RECEIVE) this.#received(id, words[at + COMPLETION.result]!, words[at + COMPLETION.flags]!);
    else if ((kind === NODE || kind === TIMER) && id === this.#watch) this.#isYielding = true;
  }

  #received(place: number, result: number, flags: number): void {
    const socket = this.#sockets[place]!;
    const goesOn = (flags & MORE) !== 0;
    if (result > 0) {
      const buffer = flags >>> BUFFER_SHIFT;
      this.#buffers.give(buffer); // the system has it when the turn ends
      socket.received(this.#buffers.bytes, this.#buffers.startOf(buffer), result, goesOn);
    } else {
      this.#isYielding = true;
      socket.received(this.#buffers.bytes, 0, result, goesOn);
    }
  }

  /** Has the owners know of sends that were not done as a whole. They complete while they are submitted, before anything that follows
   * can have used the memory of the replies for others. */
  #settle(): void {
    const { words, tail } = this.#ring;
    for (let completion = this.#ring.head; completion !== tail; completion = (completion + 1) | 0) {
      const at = this.#ring.wordOf(completion);
      if (words[at + COMPLETION.kind] !== SEND) continue;
      words[at + COMPLETION.kind] = NOBODY;
      this.#isYielding = true; // the stream that has the rest has Node wait for the client
      this.#sockets[words[at + COMPLETION.id]!]?.fellShort(words[at + COMPLETION.result]!);
    }
  }

  #cancel(kind: number, id: number): void {
    const at = this.#prepare(CANCEL, -1, NOBODY, 0);
    this.#ring.entries[at + ENTRY.addressLow] = id;
    this.#ring.entries[at + ENTRY.addressHigh] = kind;
  }

  #prepare(what: number, descriptor: number, kind: number, id: number): number {
    if (!this.#ring.hasRoom) this.submit();
    return this.#ring.prepare(what, descriptor, kind, id);
  }
}
