// The listening side: accepts connections up to maxclients, keeps them, and ends them. Stopping is orderly: no new
// connection, what was received is answered, replies are flushed, then every socket is closed.

import type { Socket } from "node:net";
import { refusalOf } from "./admission.ts";
import { Connection } from "./connection.ts";
import type { HandshakeCount } from "./handshakes.ts";
import { forAll, Housekeeping } from "./housekeeping.ts";
import type { RingResources } from "./io-uring/ring.ts";
import { Listeners, type Listening } from "./listeners.ts";
import { LiveSockets } from "./live-sockets.ts";
import type { ServerState } from "./server-state.ts";
import { ThreadIo } from "./thread-io.ts";

/** How long clients may take their last replies when the server stops. */
const GRACE_MS = 2000;

export class Server {
  readonly #state: ServerState;
  readonly #listeners: Listeners;
  readonly #io: ThreadIo;
  readonly #connections = new Set<Connection>();
  readonly #housekeeping: Housekeeping;
  readonly sockets: LiveSockets;

  /** @param sharesPorts whether other threads of the process listen on the same ports. */
  constructor(state: ServerState, sharesPorts = false) {
    this.#state = state;
    this.#io = new ThreadIo(state);
    if (this.#io.ring !== undefined) state.multiplexingApi = "io_uring";
    else if (state.config["io-uring"] && state.thread <= 1)
      state.log.info(
        {},
        "connections are served by libuv: io_uring takes Linux 6.1, Node 26 and a system that allows it",
      );
    this.#listeners = new Listeners({
      config: state.config,
      log: state.log,
      accept: (socket, path) => this.#accept(socket, path),
      handshakes: handshakesOf(state),
      thread: sharesPorts ? state.thread : undefined,
    });
    this.sockets = new LiveSockets(state, this.#listeners);
    state.sockets = this.sockets;
    const sweepConnections = (nowMs: number): void => {
      for (const connection of this.#connections) connection.sweep(nowMs);
    };
    // What concerns the whole server is the main thread's to do.
    this.#housekeeping = new Housekeeping(state, {
      sweepConnections,
      ...(state.team === undefined ? forAll(state) : {}),
    });
  }

  /** What is to be released when this thread has ended. */
  get ringResources(): RingResources | undefined {
    return this.#io.ring?.resources;
  }

  /** Starts accepting. @returns the addresses in use.  @throws Error with a `code` such as EADDRINUSE, or UsageError. */
  async listen(): Promise<Listening> {
    const listening = await this.#listeners.open();
    this.#housekeeping.start();
    return listening;
  }

  /** Stops in order; resolves when every socket is closed, after at most the grace time. */
  async close(): Promise<void> {
    this.#housekeeping.stop();
    const closed = this.#listeners.close();
    // One more turn of the event loop reads what already waits in the sockets.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    this.#state.pause.end(); // those who wait are answered too
    for (const connection of this.#connections) connection.finish();
    const lastCall = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, GRACE_MS);
    await closed;
    clearTimeout(lastCall);
  }

  /** @param path the Unix socket it came by, if any. */
  #accept(socket: Socket, path: string | undefined): void {
    const { config, metrics, clock, log, counts } = this.#state;
    clock.refresh();
    metrics.connectionsReceived++;
    const address = path === undefined ? socket.remoteAddress : undefined;
    const refusal = refusalOf(config, address, counts.addConnection());
    if (refusal !== undefined) {
      counts.removeConnection();
      metrics.connectionsRejected++;
      socket.on("error", (error) => log.debug({ err: error }, "refused connection failed"));
      socket.end(refusal, () => socket.destroy());
      return;
    }
    const keepAliveSeconds = config["tcp-keepalive"];
    if (keepAliveSeconds > 0 && path === undefined) socket.setKeepAlive(true, keepAliveSeconds * 1000);
    const connection = new Connection(socket, this.#state, this.#io, path);
    this.#connections.add(connection);
    log.debug({ client: connection.address }, "accepted a connection");
    connection.onClose(() => {
      this.#connections.delete(connection);
      counts.removeConnection();
    });
  }
}

/** Handshakes and connections together stay within maxclients. */
function handshakesOf({ counts, config }: ServerState): HandshakeCount {
  return {
    begin: () => {
      if (counts.addHandshake() + counts.connections < config.maxclients) return true;
      counts.removeHandshake();
      return false;
    },
    end: () => counts.removeHandshake(),
  };
}
