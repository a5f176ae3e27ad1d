// TLS peers from the first byte to the end of their handshake: how many there may be, and who is let in.

import type { Socket } from "node:net";
import type { Server, TlsOptions } from "node:tls";
import type { Log } from "./log-level.ts";
import { tls } from "./tls.ts";

/** Counts peers that are at their handshake, those of other threads included. */
export interface HandshakeCount {
  /** Counts one more. @returns false when there may be no more; then it is not counted. */
  begin(): boolean;
  end(): void;
}

export class Handshakes {
  /** Sockets of the peers that have not finished, by address. */
  readonly #unfinished = new Map<string, Socket>();
  readonly #log: Log;
  readonly #count: HandshakeCount;
  readonly #accept: (socket: Socket) => void;

  /** @param accept takes who is let in. */
  constructor(log: Log, count: HandshakeCount, accept: (socket: Socket) => void) {
    this.#log = log;
    this.#count = count;
    this.#accept = accept;
  }

  /** A server that is not listening yet. */
  serverWith(options: TlsOptions): Server {
    const server = tls().createServer({ ...options, noDelay: true });
    server.prependListener("connection", (socket: Socket) => this.#begin(socket));
    server.on("secureConnection", (socket) => {
      this.#end(peerOf(socket));
      const hasCertificate = Object.keys(socket.getPeerCertificate()).length > 0;
      if (options.requestCert === true && hasCertificate && !socket.authorized) socket.destroy();
      else this.#accept(socket);
    });
    server.on("tlsClientError", (error, socket) => {
      this.#log.debug({ err: error, client: peerOf(socket) }, "TLS handshake failed");
      socket.destroy();
    });
    return server;
  }

  /** Cuts everybody who has not finished. */
  end(): void {
    for (const socket of this.#unfinished.values()) socket.destroy();
  }

  #begin(socket: Socket): void {
    if (!this.#count.begin()) {
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.#unfinished.set(peer, socket);
    socket.once("close", () => this.#end(peer));
  }

  #end(peer: string): void {
    if (this.#unfinished.delete(peer)) this.#count.end();
  }
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}
