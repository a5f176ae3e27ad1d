// Reading a socket into a buffer that all sockets of the thread share, instead of into memory of its own for every read.
// Node offers that (`onread`) only to sockets one makes, not to those a server accepts; so an accepted socket's handle is
// put into a new socket. TLS has no such handle: there every read keeps memory of its own.

import { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Takes what one read has brought: bytes [0, length), which are the reader's only until it returns. */
type Take = (bytes: Uint8Array, length: number) => void;

/** What Node's sockets have and its types do not tell. */
interface Handled {
  _handle: object | null;
}

/**
 * Starts reading an accepted socket, which must be paused.
 * @returns the socket to go on with; it carries no events of what is read.
 */
export function readInto(accepted: Socket, buffer: Uint8Array, take: Take): Socket {
  const handled = accepted as unknown as Handled;
  const handle = handled._handle;
  if (handle === null || handle === undefined || accepted instanceof TLSSocket) {
    accepted.on("data", (chunk: Buffer) => {
      take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length), chunk.length);
    });
    accepted.resume();
    return accepted;
  }
  handled._handle = null;
  const socket = new Socket({
    handle,
    readable: true,
    writable: true,
    onread: {
      buffer,
      callback: (length: number) => {
        take(buffer, length);
        return true;
      },
    },
  } as ConstructorParameters<typeof Socket>[0]);
  // The accepted socket is still what its server counts.
  socket.once("close", () => accepted.destroy());
  return socket;
}
