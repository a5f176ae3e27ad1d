// The listening sockets: TCP, TLS and Unix, opened together or not at all, and exchanged while the server runs in the same
// way: what stays is not touched, what is new is opened before the rest is closed, and a failure leaves all as it was.
// They hand every accepted socket on; who is served is decided elsewhere. TLS peers are handed on after their handshake.

import { chmodSync } from "node:fs";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import type { Server as TlsServer } from "node:tls";
import type { Config } from "./config.ts";
import { type Endpoint, endpointsOf, isSameEndpoint } from "./endpoints.ts";
import { type HandshakeCount, Handshakes } from "./handshakes.ts";
import type { Log } from "./log-level.ts";
import { tlsOptionsOf } from "./tls-options.ts";
import { clearStaleSocket } from "./unix-socket.ts";

/** Where the first endpoint listens, and all of them in words. A Unix socket has port 0. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly endpoints: readonly string[];
}

export interface ListenersOptions {
  readonly config: Config;
  readonly log: Log;
  /** Takes an accepted socket, which is not read from yet. @param path of the Unix socket it came by. */
  readonly accept: (socket: Socket, path: string | undefined) => void;
  /** Peers at their TLS handshake. */
  readonly handshakes: HandshakeCount;
  /** Which of several threads this is that listen on the same ports, from 1 on; absent when nobody else listens. */
  readonly thread?: number | undefined;
}

interface Listener {
  readonly endpoint: Endpoint;
  readonly server: NetServer;
  readonly address: string;
  readonly port: number;
}

/** What the system says when an address is none of this machine's. */
const ADDRESS_MISSING = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

export class Listeners {
  readonly #options: ListenersOptions;
  #listeners: readonly Listener[] = [];
  /** Servers that accept nobody any more but whose sockets are still open. */
  readonly #closing = new Set<Promise<void>>();
  readonly #handshakes: Handshakes;
  #isClosed = false;

  constructor(options: ListenersOptions) {
    this.#options = options;
    this.#handshakes = new Handshakes(options.log, options.handshakes, (socket) => options.accept(socket, undefined));
  }

  /** Listens where the server's own configuration says. @throws as `use`. */
  open(): Promise<Listening> {
    return this.use(this.#options.config);
  }

  /**
   * Listens where a configuration says and nowhere else; TLS goes by its files as they are now.
   * @throws Error with a `code` such as EADDRINUSE, UsageError for certificates; then nothing has changed.
   */
  async use(config: Config): Promise<Listening> {
    const wanted = this.#endpointsOf(config);
    const present = this.#listeners.filter(({ server }) => server.listening);
    const kept = present.filter((one) => wanted.some((endpoint) => isSameEndpoint(endpoint, one.endpoint)));
    const surplus = present.filter((one) => !kept.includes(one));
    const missing = wanted.filter((endpoint) => !kept.some((one) => isSameEndpoint(endpoint, one.endpoint)));
    const tlsOptions = wanted.some(({ kind }) => kind === "tls") ? tlsOptionsOf(config) : undefined;
    const fresh = await this.#openBesides(missing, kept, surplus, config);
    for (const one of surplus) this.#retire(one);
    if (tlsOptions !== undefined)
      for (const { server } of kept) if (isTlsServer(server)) server.setSecureContext(tlsOptions);
    const opened = [...kept, ...fresh];
    this.#listeners = wanted.flatMap((endpoint) => opened.filter((one) => isSameEndpoint(endpoint, one.endpoint)));
    const { address, port } = this.#listeners[0] ?? { address: "", port: 0 };
    return { address, port, endpoints: this.#listeners.map(textOf) };
  }

  /** Where this thread listens. A port can be shared, a Unix socket cannot: the first thread serves it. */
  #endpointsOf(config: Config): readonly Endpoint[] {
    const { thread = 1 } = this.#options;
    return endpointsOf(config).filter(({ kind }) => kind !== "unix" || thread === 1);
  }

  /** Accepts nobody any more. Resolves when every accepted socket is closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#handshakes.end();
    for (const one of this.#listeners) this.#retire(one);
    this.#listeners = [];
    await Promise.all(this.#closing);
  }

  /** Opens what is missing; where what is to go stands in its way (every address instead of one), that goes first. */
  async #openBesides(
    missing: readonly Endpoint[],
    kept: readonly Listener[],
    surplus: readonly Listener[],
    config: Config,
  ): Promise<readonly Listener[]> {
    try {
      return await this.#openAll(missing, kept, config);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || surplus.length === 0) throw error;
    }
    for (const one of surplus) this.#retire(one);
    try {
      return await this.#openAll(missing, kept, config);
    } catch (error) {
      const endpoints = surplus.map(({ endpoint, port }) =>
        endpoint.kind === "unix" ? endpoint : { ...endpoint, port },
      );
      this.#listeners = [...kept, ...(await this.#openAll(endpoints, kept, this.#options.config))];
      throw error;
    }
  }

  /** Opens endpoints, all or none. @param besides what listens already. */
  async #openAll(
    endpoints: readonly Endpoint[],
    besides: readonly Listener[],
    config: Config,
  ): Promise<readonly Listener[]> {
    const opened: Listener[] = [];
    try {
      for (const endpoint of endpoints) {
        const chosen = [...besides, ...opened].find(({ port }) => port !== 0)?.port ?? 0;
        const one = await this.#open(endpoint, chosen, config);
        if (one !== undefined) opened.push(one);
        else this.#options.log.warn({ endpoint }, "not listening on an address this machine does not have");
      }
      if (endpoints.length > 0 && opened.length + besides.length === 0)
        throw Object.assign(new Error("no address"), { code: "EADDRNOTAVAIL" });
      if (this.#isClosed) throw Object.assign(new Error("the server stops"), { code: "ECANCELED" });
    } catch (error) {
      for (const one of opened) this.#retire(one);
      throw error;
    }
    return opened;
  }

  /** @param chosen the port the system chose for an earlier address, which is everybody's. */
  async #open(endpoint: Endpoint, chosen: number, config: Config): Promise<Listener | undefined> {
    const backlog = config["tcp-backlog"];
    const server = this.#serverFor(endpoint, config);
    if (endpoint.kind === "unix") {
      const { path, mode } = endpoint;
      await clearStaleSocket(path);
      await listen(server, { path, backlog });
      if (mode !== 0) chmodSync(path, mode);
      this.#guard(server);
      return { endpoint, server, address: path, port: 0 };
    }
    const { host, isIpv6Only: ipv6Only } = endpoint;
    try {
      const port = endpoint.port === 0 ? chosen : endpoint.port;
      await listen(server, { host, port, backlog, ipv6Only, reusePort: this.#options.thread !== undefined });
    } catch (error) {
      if (endpoint.isOptional && ADDRESS_MISSING.has(codeOf(error))) return undefined;
      throw error;
    }
    this.#guard(server);
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("the server has no TCP address");
    return { endpoint, server, address: bound.address, port: bound.port };
  }

  #serverFor(endpoint: Endpoint, config: Config): NetServer {
    const { accept } = this.#options;
    if (endpoint.kind === "tls") return this.#handshakes.serverWith(tlsOptionsOf(config));
    const path = endpoint.kind === "unix" ? endpoint.path : undefined;
    return createServer({ noDelay: true, pauseOnConnect: true }, (socket) => accept(socket, path));
  }

  #guard(server: NetServer): void {
    // Running out of file descriptors must not end the server; those connected go on.
    server.on("error", (error) => this.#options.log.warn({ err: error }, "cannot accept a connection"));
  }

  #retire({ server }: Listener): void {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#closing.add(closed);
    void closed.then(() => this.#closing.delete(closed));
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

function textOf({ endpoint, address, port }: Listener): string {
  if (endpoint.kind === "unix") return address;
  const host = address.includes(":") ? `[${address}]` : address;
  return `${host}:${port}${endpoint.kind === "tls" ? " (TLS)" : ""}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function isTlsServer(server: NetServer): server is TlsServer {
  return "setSecureContext" in server;
}
