// One connected socket that is read and written by way of a ring: a request to receive stands in the ring as long as the socket is read
// and completes each time something has come; replies are handed over with all that the turn sends. Invariants: what was received is
// taken in its order, and only while the socket is not paused; a socket has at most one send that the system has not been handed, so
// that what one does not get rid of comes before what follows; its place among the ring's sockets is given up when nothing of it is
// under way in the system any more.

/** What has come of a receive besides bytes: negative error numbers (errno(3)). */
const INTERRUPTED = -4;
const TRY_AGAIN = -11;
const NO_BUFFERS = -105;
const CANCELLED = -125;

/** What a socket's owner is told. */
export interface RingSocketOwner {
  /** Takes bytes that have come, [start, start + length); they are its own until the turn of the ring ends. */
  take(bytes: Uint8Array, start: number, length: number): void;
  /** Nothing more is received here: the peer has ended, or something went wrong. */
  ended(): void;
  /** The system has not taken bytes [start, end) of a buffer that was to be sent. They are borrowed. */
  unsent(buffer: Uint8Array, start: number, end: number): void;
}

/** What a socket asks its ring for; it is known there by its place. */
export interface RingRequests {
  /** The number of times that what was asked for has been handed to the system. */
  readonly submissions: number;
  submit(): void;
  receive(place: number, descriptor: number): void;
  cancelReceive(place: number): void;
  send(place: number, descriptor: number, buffer: Uint8Array, start: number, end: number): void;
  /** Has `deliverLate` called at the next turn. */
  deliverLater(socket: RingSocket): void;
  giveUp(place: number): void;
}

const NO_BYTES = new Uint8Array(0);

export class RingSocket {
  readonly #requests: RingRequests;
  readonly #place: number;
  readonly #descriptor: number;
  readonly #owner: RingSocketOwner;
  /** A request to receive is under way. */
  #isReceiving = false;
  #isPaused = false;
  #isClosed = false;
  #hasEnded = false;
  #isEndTold = false;
  /** Copies of what came after the socket was paused: what was under way then. */
  readonly #late: Uint8Array[] = [];
  /** What was sent last, and in which submission. */
  #buffer: Uint8Array = NO_BYTES;
  #start = 0;
  #end = 0;
  #sentIn = -1;

  /** @param descriptor stays open until close() has been called. */
  constructor(requests: RingRequests, place: number, descriptor: number, owner: RingSocketOwner) {
    this.#requests = requests;
    this.#place = place;
    this.#descriptor = descriptor;
    this.#owner = owner;
    this.#receive();
  }

  /** Has nothing taken until `resume`. */
  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    if (this.#isReceiving) this.#requests.cancelReceive(this.#place);
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#late.length > 0 || this.#hasEnded) this.#requests.deliverLater(this);
    else this.#goOn();
  }

  /** Sends bytes [start, end) of a buffer, which stay as they are until the ring has submitted. What the system does not take at once
   * is the owner's business. */
  send(buffer: Uint8Array, start: number, end: number): void {
    if (this.#sentIn === this.#requests.submissions) this.#requests.submit();
    this.#sentIn = this.#requests.submissions;
    this.#buffer = buffer;
    this.#start = start;
    this.#end = end;
    this.#requests.send(this.#place, this.#descriptor, buffer, start, end);
  }

  /** Ends all dealings; the owner is not told of anything more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#late.length = 0;
    if (!this.#isReceiving) this.#requests.giveUp(this.#place);
    else if (!this.#isPaused) this.#requests.cancelReceive(this.#place);
  }

  /** Takes what a receive brought. @param goesOn whether it is still under way. */
  received(bytes: Uint8Array, start: number, result: number, goesOn: boolean): void {
    this.#isReceiving = goesOn;
    if (this.#isClosed) {
      if (!goesOn) this.#requests.giveUp(this.#place);
      return;
    }
    if (result > 0) {
      if (this.#isPaused || this.#late.length > 0) this.#late.push(bytes.slice(start, start + result));
      else this.#owner.take(bytes, start, result);
    } else if (!canGoOn(result)) {
      this.#hasEnded = true;
    }
    this.#goOn();
  }

  /** Has taken what came while the socket was paused. */
  deliverLate(): void {
    while (this.#late.length > 0 && !this.#isPaused) {
      const bytes = this.#late.shift()!;
      this.#owner.take(bytes, 0, bytes.length);
    }
    this.#goOn();
  }

  /** A send was not done as a whole. @param result the bytes that the system took, or a negative error number. */
  fellShort(result: number): void {
    if (!this.#isClosed) this.#owner.unsent(this.#buffer, this.#start + Math.max(0, result), this.#end);
  }

  /** When all that has come is taken: has what comes next received, or tells the end, once. */
  #goOn(): void {
    if (this.#isPaused || this.#isClosed || this.#late.length > 0) return;
    if (!this.#hasEnded) {
      this.#receive();
    } else if (!this.#isEndTold) {
      this.#isEndTold = true;
      this.#owner.ended();
    }
  }

  /** Has what comes received, unless that is under way. */
  #receive(): void {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    this.#requests.receive(this.#place, this.#descriptor);
  }
}

/** Whether what ended a receive is no reason not to ask for another. */
function canGoOn(result: number): boolean {
  return result === NO_BUFFERS || result === CANCELLED || result === TRY_AGAIN || result === INTERRUPTED;
}
