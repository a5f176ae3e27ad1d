// The listening side: accepts connections up to maxclients, keeps them, and ends them. Stopping is orderly: no new
// connection, what was received is answered, replies are flushed, then every socket is closed.

import { type AddressInfo, createServer, type Server as NetServer, type Socket } from "node:net";
import { ReplyWriter } from "@segcache/resp";
import { Connection } from "./connection.ts";
import { Dispatcher } from "./dispatch.ts";
import { Housekeeping } from "./housekeeping.ts";
import type { ServerState } from "./server-state.ts";

/** Connections that have not arrived at accept() yet. */
const BACKLOG = 511;
/** How long clients may take their last replies when the server stops. */
const GRACE_MS = 2000;
const TOO_MANY_CLIENTS = "-ERR max number of clients reached\r\n";

export class Server {
  readonly #state: ServerState;
  readonly #net: NetServer;
  readonly #dispatcher: Dispatcher;
  readonly #reply: ReplyWriter = new ReplyWriter();
  readonly #connections = new Set<Connection>();
  readonly #housekeeping: Housekeeping;

  constructor(state: ServerState) {
    this.#state = state;
    this.#dispatcher = new Dispatcher(state);
    this.#net = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#housekeeping = new Housekeeping(state, (nowMs) => {
      for (const connection of this.#connections) connection.sweep(nowMs);
    });
  }

  /** Starts accepting. @returns the address in use.  @throws Error with a `code` such as EADDRINUSE. */
  listen(): Promise<AddressInfo> {
    const { port, bind } = this.#state.config;
    return new Promise((resolve, reject) => {
      this.#net.once("error", reject);
      this.#net.listen({ port, host: bind[0], backlog: BACKLOG }, () => {
        this.#net.off("error", reject);
        // Running out of file descriptors must not end the server; those connected go on.
        this.#net.on("error", (error) => this.#state.log.warn({ err: error }, "cannot accept a connection"));
        this.#housekeeping.start();
        const address = this.#net.address();
        if (address === null || typeof address === "string") reject(new Error("the server has no TCP address"));
        else resolve(address);
      });
    });
  }

  /** Stops in order; resolves when every socket is closed, after at most the grace time. */
  async close(): Promise<void> {
    this.#housekeeping.stop();
    const closed = new Promise<void>((resolve) => this.#net.close(() => resolve()));
    // One more turn of the event loop reads what already waits in the sockets.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    for (const connection of this.#connections) connection.finish();
    const lastCall = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, GRACE_MS);
    await closed;
    clearTimeout(lastCall);
  }

  #accept(socket: Socket): void {
    const { config, metrics, clock, log } = this.#state;
    clock.refresh();
    metrics.connectionsReceived++;
    if (this.#connections.size >= config.maxclients) {
      metrics.connectionsRejected++;
      socket.on("error", (error) => log.debug({ err: error }, "refused connection failed"));
      socket.end(TOO_MANY_CLIENTS, () => socket.destroy());
      return;
    }
    const keepAliveSeconds = config["tcp-keepalive"];
    if (keepAliveSeconds > 0) socket.setKeepAlive(true, keepAliveSeconds * 1000);
    const connection = new Connection(socket, this.#state, this.#dispatcher, this.#reply);
    this.#connections.add(connection);
    log.debug({ client: connection.address }, "accepted a connection");
    socket.once("close", () => this.#connections.delete(connection));
  }
}
