// Short ways around Node's streams for sockets that a server has accepted. Reading: into a buffer that all sockets of the thread
// share, instead of into memory of its own for every read; Node offers that (`onread`) only to sockets one makes, so the handle is
// put into a new socket, and what a read has brought is taken from the handle itself. Writing: by the handle, or straight to the
// descriptor, which does not block. TLS has none of this: its bytes are not those of the wire.

import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { withoutStacks } from "./stackless.ts";
import type { StreamBinding, StreamHandle, WriteRequest } from "./stream-binding.ts";
import { isTlsSocket } from "./tls.ts";

/** Takes what one read has brought: bytes [start, start + length), which are the reader's only until it returns. */
export type Take = (bytes: Uint8Array, start: number, length: number) => void;

/** What Node's sockets have and its types do not tell. */
interface Handled {
  _handle?: StreamHandle | null;
  /** Counts the socket until it is destroyed. */
  _server?: object | null;
}

/** What stands for a descriptor where there is none to write to. */
export const NO_DESCRIPTOR = -1;

/**
 * Starts reading an accepted socket, which must be paused unless it is TLS.
 * @returns the socket to go on with; it carries no events of what is read.
 */
export function readInto(accepted: Socket, buffer: Uint8Array, take: Take, binding?: StreamBinding): Socket {
  const handled = accepted as unknown as Handled;
  const handle = handled._handle;
  if (handle === null || handle === undefined || isTlsSocket(accepted)) {
    readAsStream(accepted, take);
    return accepted;
  }
  const callback = (length: number): boolean => {
    take(buffer, 0, length);
    return true;
  };
  const options: object = { handle, readable: true, writable: true, onread: { buffer, callback } };
  const socket = new Socket(options);
  // The new socket is in every way what the accepted one was, so that nothing keeps that in memory.
  (socket as unknown as Handled)._server = handled._server ?? null;
  handled._handle = null;
  handled._server = null;
  if (binding !== undefined) takeFromHandle(handle, buffer, take, binding);
  return socket;
}

/** Starts reading a socket in the way of all streams. */
export function readAsStream(socket: Socket, take: Take): void {
  socket.on("data", (chunk: Buffer) => {
    take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length), 0, chunk.length);
  });
  socket.resume();
}

/** Has reads that bring something handed over by the handle; what else a read can end with stays the socket's business. */
function takeFromHandle(handle: StreamHandle, buffer: Uint8Array, take: Take, binding: StreamBinding): void {
  const { state, readBytes } = binding;
  const { onread } = handle;
  if (onread === undefined) return;
  handle.onread = (memory) => {
    const length = state[readBytes]!;
    if (length > 0) take(buffer, 0, length);
    else withoutStacks(() => onread.call(handle, memory));
  };
}

/** The socket's file descriptor; -1 when the runtime does not tell. */
export function descriptorOf(socket: Socket): number {
  const fd = (socket as unknown as Handled)._handle?.fd;
  return fd !== undefined && Number.isInteger(fd) ? fd : NO_DESCRIPTOR;
}

/** What writeNow() writes to. It is the socket's only until that is destroyed: then the system may give it to another. */
export function writableDescriptorOf(socket: Socket): number {
  return isTlsSocket(socket) ? NO_DESCRIPTOR : descriptorOf(socket);
}

/**
 * Writes bytes [start, end) if the system takes them at once. Nothing may wait in the stream.
 * @returns how many it took; the rest, and any error, is the stream's business.
 */
export function writeNow(descriptor: number, bytes: Uint8Array, start: number, end: number): number {
  if (descriptor === NO_DESCRIPTOR) return 0;
  try {
    return writeSync(descriptor, bytes, start, end - start);
  } catch {
    return 0;
  }
}

/** A handle that writes by itself. */
export type WritableHandle = Required<Pick<StreamHandle, "writeBuffer">>;

/** What a socket can be written to by, past its stream; it is the socket's until that is destroyed. */
export function writableHandleOf(socket: Socket): WritableHandle | undefined {
  const handle = (socket as unknown as Handled)._handle;
  return isTlsSocket(socket) || typeof handle?.writeBuffer !== "function" ? undefined : (handle as WritableHandle);
}

export const WRITTEN = 0;
/** The system has not taken all: the handle goes on with the rest, from the same memory. */
export const UNDER_WAY = 1;
/** Nothing was written. */
export const FAILED = 2;

/** Views of so many bytes at most are kept. */
const KEPT_VIEW_BYTES_MAX = 1024;

/** The writes of one thread by its sockets' handles: cheaper than those to descriptors, by what Node does around every call of its fs. */
export class HandleWrites {
  readonly #binding: StreamBinding;
  /** Views of the first bytes of one buffer, by their length: replies to single requests stand there and are mostly of a few lengths. */
  readonly #views: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(KEPT_VIEW_BYTES_MAX + 1).fill(
    undefined,
  );
  #viewed: Uint8Array | undefined = undefined;
  /** Serves all writes in turn that are done at once, which leave it as it is. */
  #request: WriteRequest;

  constructor(binding: StreamBinding) {
    this.#binding = binding;
    this.#request = new binding.WriteRequest();
  }

  /**
   * Writes bytes [start, end) of a buffer.
   * @param written called when what was under way has been taken, with 0, or will not be, with a negative error number.
   */
  write(
    handle: WritableHandle,
    buffer: Uint8Array,
    start: number,
    end: number,
    written: (status: number) => void,
  ): typeof WRITTEN | typeof UNDER_WAY | typeof FAILED {
    const { state, isUnderWay, WriteRequest } = this.#binding;
    const bytes = this.#viewOf(buffer, start, end);
    if (handle.writeBuffer(this.#request, bytes) !== 0) return FAILED;
    if (state[isUnderWay] === 0) return WRITTEN;
    this.#request.oncomplete = written;
    this.#request.buffer = bytes;
    this.#request = new WriteRequest();
    return UNDER_WAY;
  }

  #viewOf(buffer: Uint8Array, start: number, end: number): Uint8Array {
    if (start !== 0 || end > KEPT_VIEW_BYTES_MAX) return buffer.subarray(start, end);
    if (this.#viewed !== buffer) {
      this.#viewed = buffer;
      this.#views.fill(undefined);
    }
    const kept = this.#views[end];
    if (kept !== undefined) return kept;
    const view = buffer.subarray(0, end);
    this.#views[end] = view;
    return view;
  }
}
