// The sending side of one connection. Replies go past Node's stream to the system: by the thread's ring, else short ones by the socket's
// handle; what the system does not take at once waits in the stream, and then all that follows waits behind it.
// Invariant: bytes leave in the order in which they were given. The buffer that replies stand in is copied from or used up
// when send() returns, unless it says otherwise, or when the ring has been submitted.

import type { Socket } from "node:net";
import type { RingSocket } from "./io-uring/ring-socket.ts";
import {
  UNDER_WAY,
  WRITTEN,
  type WritableHandle,
  writableDescriptorOf,
  writableHandleOf,
  writeNow,
} from "./socket-handle.ts";
import type { SpareMemory } from "./spare-memory.ts";
import { withoutStacks } from "./stackless.ts";
import type { ThreadIo } from "./thread-io.ts";

/** What may be kept from the thread until a slow client takes it: buffers up to this size. */
const LENT_BYTES_MAX = 256 * 1024;

export class SocketOutput {
  readonly #socket: Socket;
  readonly #descriptor: number;
  /** Goes before the rest where there is one. */
  #ringSocket: RingSocket | undefined = undefined;
  /** Absent where nothing is to be written by it. */
  #handle: WritableHandle | undefined;
  readonly #writes: ThreadIo["handleWrites"];
  readonly #spareMemory: SpareMemory;
  /** Bytes of the last write by the handle that the system has not taken, as far as is known. */
  #underWayBytes = 0;
  readonly #written: (status: number) => void;

  /** @param taken called when all that waited has been taken. */
  constructor(socket: Socket, writes: ThreadIo["handleWrites"], spareMemory: SpareMemory, taken: () => void) {
    this.#socket = socket;
    this.#descriptor = writableDescriptorOf(socket);
    this.#handle = writes === undefined ? undefined : writableHandleOf(socket);
    this.#writes = writes;
    this.#spareMemory = spareMemory;
    this.#written = (status) => {
      this.#underWayBytes = 0;
      if (status < 0) withoutStacks(() => socket.destroy(new Error(`the system refused a reply, error ${status}`)));
      else if (this.waitingBytes === 0) taken();
    };
    socket.on("drain", taken);
  }

  /** Has replies sent by the thread's ring from here on. */
  sendBy(ringSocket: RingSocket): void {
    this.#ringSocket = ringSocket;
  }

  /** Bytes that the system has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength + this.#underWayBytes;
  }

  /**
   * Sends bytes [start, end) of a buffer.
   * @returns whether the buffer is the caller's again; if not, nothing may be written to it any more.
   */
  send(buffer: Uint8Array, start: number, end: number): boolean {
    let from = start;
    if (this.waitingBytes === 0 && !this.#socket.destroyed) {
      if (this.#ringSocket !== undefined) {
        this.#ringSocket.send(buffer, start, end);
        return true;
      }
      if (this.#handle === undefined || buffer.length > LENT_BYTES_MAX) {
        from += writeNow(this.#descriptor, buffer, start, end);
      } else {
        const outcome = this.#writes!.write(this.#handle, buffer, start, end, this.#written);
        if (outcome === WRITTEN) return true;
        if (outcome === UNDER_WAY) {
          this.#underWayBytes = end - start;
          this.#handle = undefined; // a client that is slow once may be so again, and is lent no second buffer
          return false;
        }
      }
    }
    if (from < end) this.queue(buffer, from, end);
    return true;
  }

  /** Sends bytes that are not used for anything else. */
  sendOwn(bytes: Uint8Array): void {
    withoutStacks(() => this.#socket.write(bytes));
  }

  /** Has the stream send bytes [start, end) of a buffer that serves others at once: the stream gets a copy. */
  queue(buffer: Uint8Array, start: number, end: number): void {
    const piece = this.#spareMemory.take(end - start);
    piece.set(buffer.subarray(start, end));
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, end - start);
    withoutStacks(() => this.#socket.write(bytes, () => this.#spareMemory.give(piece)));
  }
}
