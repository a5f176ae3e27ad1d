// One client: bytes in, requests run, one write per read. This file alone owns back-pressure: while a client does not
// take its replies, its requests are neither run nor read, so a connection holds at most OUTPUT_BYTES_MAX and one reply;
// client-output-buffer-limit ends connections that hold more than it allows.
// Invariant: replies leave in the order of their requests; after a protocol error or QUIT nothing more is run.

import type { Socket } from "node:net";
import { MALFORMED, READY, type ReplyWriter, RequestParser } from "@segcache/resp";
import { GATHERED_BYTES_MAX } from "./context.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { ServerState } from "./server-state.ts";
import type { Peer, Session } from "./session.ts";

/** Replies waiting for a slow client; above this it is not served until it has taken them. */
export const OUTPUT_BYTES_MAX: number = GATHERED_BYTES_MAX;
const TOO_BIG_REQUEST = "Protocol error: too big request";
/** How long a closed connection may keep sending before it is cut; reading on lets the last reply arrive. */
const LINGER_MS = 1000;

export class Connection implements Peer {
  readonly address: string;
  readonly localAddress: string;
  readonly session: Session;
  readonly #socket: Socket;
  readonly #server: ServerState;
  readonly #dispatcher: Dispatcher;
  readonly #reply: ReplyWriter;
  readonly #parser: RequestParser;
  /** Whether the parser's limits are those of a peer that has not authenticated. */
  #isStranger: boolean;
  /** Since when more output waits than the soft limit allows; Infinity while it does not. */
  #overSoftLimitMs = Number.POSITIVE_INFINITY;
  /** When the last reply was handed to the socket; Infinity before. */
  #endedMs = Number.POSITIVE_INFINITY;
  /** Set while requests stand in the parser that the client's slowness keeps from running. */
  #isStalled = false;
  /** Set while the request at which the parser stands waits for the end of a pause. */
  #isHeld = false;
  /** The server is stopping: end as soon as what was received is answered. */
  #isFinishing = false;

  /** @param reply shared by all connections of the thread; it is empty between calls.
   * @param path the Unix socket it came by, if any. */
  constructor(socket: Socket, server: ServerState, dispatcher: Dispatcher, reply: ReplyWriter, path?: string) {
    this.#socket = socket;
    this.#server = server;
    this.#dispatcher = dispatcher;
    this.#reply = reply;
    this.address = `${path ?? socket.remoteAddress ?? "gone"}:${socket.remotePort ?? 0}`;
    this.localAddress = `${path ?? socket.localAddress ?? "gone"}:${socket.localPort ?? 0}`;
    this.session = server.sessions.open(this, server.clock.nowMs, server.config.requirepass === "");
    this.#isStranger = !this.session.isAuthenticated;
    this.#parser = new RequestParser({
      bulkBytesMax: server.config["proto-max-bulk-len"],
      requestBytesMax: server.config["client-query-buffer-limit"],
      unauthenticated: this.#isStranger,
    });
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("drain", () => this.#resume());
    socket.on("error", (error) => server.log.debug({ err: error, client: this.address }, "connection failed"));
    socket.on("close", () => server.closeSession(this.session));
  }

  get inputBytes(): number {
    return this.#parser.pendingBytes;
  }

  get outputBytes(): number {
    return this.#socket.writableLength;
  }

  /** Sends bytes that no request asked for. */
  send(bytes: Uint8Array): void {
    this.#server.metrics.outputBytes += bytes.length;
    this.#socket.write(bytes);
  }

  /** Ends the connection once everything received is answered and the answers are taken. */
  finish(): void {
    this.#isFinishing = true;
    if (!this.#isStalled) this.#end();
  }

  /** Cuts the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Closes a connection that has been idle or closing for too long. Called about every second. */
  sweep(nowMs: number): void {
    const { timeout } = this.#server.config;
    const isLingering = nowMs - this.#endedMs > LINGER_MS && this.#socket.writableLength === 0;
    const isIdle = timeout > 0 && nowMs - this.session.lastActiveMs > timeout * 1000;
    if (isLingering || isIdle) this.#socket.destroy();
    else if (this.#isOverOutputLimit(nowMs)) this.#cutForOutput();
  }

  #receive(chunk: Uint8Array): void {
    if (this.session.isClosing) return; // the client may not have seen yet that it is over
    const { metrics, clock } = this.#server;
    metrics.inputBytes += chunk.length;
    metrics.reads++;
    this.session.lastActiveMs = clock.refresh();
    // The stream gives every chunk its own memory, so the parser may borrow it across a stall. A reused read buffer
    // would have to be copied before the socket is read again.
    this.#parser.feed(chunk);
    this.#run();
  }

  /** Runs requests until none is left, the client is too slow, or the connection is to end. */
  #run(): void {
    const { session } = this;
    const reply = this.#reply;
    reply.protocol = session.protocol;
    let state = this.#isHeld ? READY : this.#parser.next();
    this.#isHeld = false;
    while (state === READY) {
      if (!this.#dispatcher.execute(session, this.#parser, reply)) {
        this.#hold();
        return;
      }
      if (session.isClosing) break;
      if (session.isAuthenticated === this.#isStranger) this.#changeLimits();
      if (reply.length >= OUTPUT_BYTES_MAX) {
        this.#flush();
        if (session.isClosing) return;
        if (this.#socket.writableLength > OUTPUT_BYTES_MAX) {
          this.#stall();
          return;
        }
        reply.protocol = session.protocol;
      }
      state = this.#parser.next();
    }
    if (state === MALFORMED) this.#refuse();
    this.#flush();
    if (session.isClosing || this.#isFinishing) this.#end();
    else if (this.#socket.writableLength > OUTPUT_BYTES_MAX) this.#socket.pause();
  }

  /** AUTH and HELLO lift the stranger's limits, RESET may bring them back. */
  #changeLimits(): void {
    this.#isStranger = !this.session.isAuthenticated;
    this.#parser.limits = { ...this.#parser.limits, unauthenticated: this.#isStranger };
  }

  #refuse(): void {
    const problem = this.#parser.error?.message ?? "Protocol error";
    this.#reply.error(`ERR ${problem}`);
    this.session.isClosing = true;
    this.#server.metrics.protocolErrors++;
    if (problem === TOO_BIG_REQUEST) this.#server.metrics.queryLimitDisconnections++;
    this.#server.log.debug({ client: this.address, problem }, "closing a connection that broke the protocol");
  }

  #stall(): void {
    this.#isStalled = true;
    this.#socket.pause();
  }

  /** A pause is on: nothing more is read until its end. */
  #hold(): void {
    this.#flush();
    this.#isHeld = true;
    this.#isStalled = true;
    this.#socket.pause();
    this.#server.pause.wait(() => {
      this.#isStalled = false;
      if (this.#socket.destroyed) return;
      this.#socket.resume();
      this.#run();
    });
  }

  /** The client has taken all its replies. */
  #resume(): void {
    if (this.#isHeld) return;
    this.#socket.resume();
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#server.clock.refresh();
    this.#run();
  }

  #flush(): void {
    this.#dispatcher.endBatch();
    if (this.#reply.length === 0) return;
    const bytes = this.#reply.take();
    this.#server.metrics.outputBytes += bytes.length;
    this.#server.metrics.writes++;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > 0 && this.#isOverOutputLimit(this.#server.clock.nowMs)) this.#cutForOutput();
  }

  /** Whether the client must go for the output that waits for it; notes when it passes the soft limit. */
  #isOverOutputLimit(nowMs: number): boolean {
    const { hardBytes, softBytes, softSeconds } = this.#server.config["client-output-buffer-limit"].normal;
    const waitingBytes = this.#socket.writableLength;
    if (hardBytes > 0 && waitingBytes > hardBytes) return true;
    if (softBytes === 0 || waitingBytes <= softBytes) this.#overSoftLimitMs = Number.POSITIVE_INFINITY;
    else if (this.#overSoftLimitMs === Number.POSITIVE_INFINITY) this.#overSoftLimitMs = nowMs;
    return nowMs - this.#overSoftLimitMs > softSeconds * 1000;
  }

  #cutForOutput(): void {
    const { metrics, log } = this.#server;
    metrics.outputLimitDisconnections++;
    const waitingBytes = this.#socket.writableLength;
    log.warn({ client: this.address, waitingBytes }, "closing a client for overcoming of output buffer limits");
    this.session.isClosing = true;
    this.#socket.destroy();
  }

  #end(): void {
    this.session.isClosing = true;
    this.#endedMs = this.#server.clock.nowMs;
    this.#socket.end();
    this.#socket.resume(); // what still comes is read and dropped, lest a reset overtake the last reply
  }
}
