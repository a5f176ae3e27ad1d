// Two short ways around Node's streams for sockets that a server has accepted. Reading: into a buffer that all sockets of
// the thread share, instead of into memory of its own for every read; Node offers that (`onread`) only to sockets one
// makes, so the handle is put into a new socket. Writing: straight to the descriptor, which does not block; only what the
// system does not take goes through the stream. TLS has neither: its bytes are not those of the wire.

import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { isTlsSocket } from "./tls.ts";

/** Takes what one read has brought: bytes [0, length), which are the reader's only until it returns. */
type Take = (bytes: Uint8Array, length: number) => void;

/** What Node's sockets have and its types do not tell. */
interface Handled {
  _handle?: { readonly fd?: number } | null;
  /** Counts the socket until it is destroyed. */
  _server?: object | null;
}

/** What stands for a descriptor where there is none to write to. */
const NO_DESCRIPTOR = -1;

/**
 * Starts reading an accepted socket, which must be paused unless it is TLS.
 * @returns the socket to go on with; it carries no events of what is read.
 */
export function readInto(accepted: Socket, buffer: Uint8Array, take: Take): Socket {
  const handled = accepted as unknown as Handled;
  const handle = handled._handle;
  if (handle === null || handle === undefined || isTlsSocket(accepted)) {
    accepted.on("data", (chunk: Buffer) => {
      take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length), chunk.length);
    });
    accepted.resume();
    return accepted;
  }
  const callback = (length: number): boolean => {
    take(buffer, length);
    return true;
  };
  const options: object = { handle, readable: true, writable: true, onread: { buffer, callback } };
  const socket = new Socket(options);
  // The new socket is in every way what the accepted one was, so that nothing keeps that in memory.
  (socket as unknown as Handled)._server = handled._server ?? null;
  handled._handle = null;
  handled._server = null;
  return socket;
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
 * Writes bytes [0, length) if the system takes them at once and nothing waits in the stream.
 * @returns how many it took; the rest, and any error, is the stream's business.
 */
export function writeNow(socket: Socket, descriptor: number, bytes: Uint8Array, length: number): number {
  if (descriptor === NO_DESCRIPTOR || socket.writableLength > 0 || socket.destroyed) return 0;
  try {
    return writeSync(descriptor, bytes, 0, length);
  } catch {
    return 0;
  }
}
