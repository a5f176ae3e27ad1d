// The listening sockets: TCP, TLS and Unix, opened together or not at all. They hand every accepted socket on; who is
// served is decided elsewhere. A TLS peer is handed on when its handshake is done, and may not take long for it.

import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { type Endpoint, endpointsOf, type TcpEndpoint } from "./endpoints.ts";
import { tlsOptionsOf } from "./tls-options.ts";

/** Where the first endpoint listens, and all of them in words. A Unix socket has port 0. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly endpoints: readonly string[];
}

export interface ListenersOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Takes an accepted socket, which is not read from yet. @param path of the Unix socket it came by. */
  readonly accept: (socket: Socket, path: string | undefined) => void;
  /** Whether one more peer may start a TLS handshake while so many are under way. */
  readonly mayShakeHands: (handshakes: number) => boolean;
}

/** What the system says when an address is none of this machine's. */
const ADDRESS_MISSING = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

export class Listeners {
  readonly #options: ListenersOptions;
  readonly #servers: NetServer[] = [];
  /** TLS peers that have not finished their handshake, by address. */
  readonly #handshakes = new Map<string, Socket>();

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  /** Opens every endpoint. @throws Error with a `code` such as EADDRINUSE, UsageError for certificates. */
  async open(): Promise<Listening> {
    const { config, log } = this.#options;
    const endpoints = endpointsOf(config);
    const opened: Listening[] = [];
    try {
      for (const endpoint of endpoints) {
        const one = await this.#open(endpoint, opened[0]?.port ?? 0, endpoints.length > 1);
        if (one !== undefined) opened.push(one);
        else log.warn({ endpoint }, "not listening on an address this machine does not have");
      }
      if (opened.length === 0) throw Object.assign(new Error("no address"), { code: "EADDRNOTAVAIL" });
    } catch (error) {
      await this.close();
      throw error;
    }
    const { address, port } = opened[0]!;
    return { address, port, endpoints: opened.flatMap((one) => one.endpoints) };
  }

  /** Accepts nobody any more. Resolves when every accepted socket is closed. */
  async close(): Promise<void> {
    for (const socket of this.#handshakes.values()) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #open(endpoint: Endpoint, firstPort: number, isOneOfSeveral: boolean): Promise<Listening | undefined> {
    const backlog = this.#options.config["tcp-backlog"];
    if (endpoint.kind === "unix") {
      await clearStaleSocket(endpoint.path);
      const server = this.#serverFor(endpoint);
      await listen(server, { path: endpoint.path, backlog });
      if (endpoint.mode !== 0) chmodSync(endpoint.path, endpoint.mode);
      this.#opened(server);
      return { address: endpoint.path, port: 0, endpoints: [endpoint.path] };
    }
    const server = this.#serverFor(endpoint);
    const { host } = endpoint;
    // A port the system chose for the first address is everybody's. IPv6's wildcard takes IPv4 in only when it is alone.
    const port = endpoint.port === 0 ? firstPort : endpoint.port;
    try {
      await listen(server, { host, port, backlog, ipv6Only: isOneOfSeveral });
    } catch (error) {
      if (endpoint.isOptional && ADDRESS_MISSING.has(codeOf(error))) return undefined;
      throw error;
    }
    this.#opened(server);
    return listeningOf(server, endpoint);
  }

  #serverFor(endpoint: Endpoint): NetServer {
    const { accept } = this.#options;
    if (endpoint.kind === "tls") return this.#tlsServer();
    const path = endpoint.kind === "unix" ? endpoint.path : undefined;
    return createServer({ noDelay: true, pauseOnConnect: true }, (socket) => accept(socket, path));
  }

  #tlsServer(): NetServer {
    const { config, log, accept, mayShakeHands } = this.#options;
    const server = createTlsServer({ ...tlsOptionsOf(config), noDelay: true });
    server.prependListener("connection", (socket: Socket) => {
      const peer = peerOf(socket);
      if (!mayShakeHands(this.#handshakes.size)) {
        socket.destroy();
        return;
      }
      this.#handshakes.set(peer, socket);
      socket.once("close", () => this.#handshakes.delete(peer));
    });
    server.on("secureConnection", (socket) => {
      this.#handshakes.delete(peerOf(socket));
      const hasCertificate = Object.keys(socket.getPeerCertificate()).length > 0;
      if (hasCertificate && !socket.authorized && config["tls-auth-clients"] !== "no") socket.destroy();
      else accept(socket, undefined);
    });
    server.on("tlsClientError", (error, socket) => {
      log.debug({ err: error, client: peerOf(socket) }, "TLS handshake failed");
      socket.destroy();
    });
    return server;
  }

  #opened(server: NetServer): void {
    // Running out of file descriptors must not end the server; those connected go on.
    server.on("error", (error) => this.#options.log.warn({ err: error }, "cannot accept a connection"));
    this.#servers.push(server);
  }
}

type ListenOptions = Parameters<NetServer["listen"]>[0] & object;

function listen(server: NetServer, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function listeningOf(server: NetServer, endpoint: TcpEndpoint): Listening {
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no TCP address");
  const { address, port, family } = bound;
  const text = `${family === "IPv6" ? `[${address}]` : address}:${port}${endpoint.kind === "tls" ? " (TLS)" : ""}`;
  return { address, port, endpoints: [text] };
}

/** Removes what a server that crashed left behind. @throws Error EADDRINUSE if somebody listens there, or it is no socket. */
async function clearStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket() || (await isAnswering(path))) {
    throw Object.assign(new Error(`${path} is taken`), { code: "EADDRINUSE", address: path });
  }
  unlinkSync(path);
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
