// One client: bytes in, requests run, at once or when the inbox has them run, one write per read, when the outbox sends it.
// This file alone owns back-pressure: while a client does not take its replies, its requests are neither run nor read, so a connection
// holds at most OUTPUT_BYTES_MAX and one reply; client-output-buffer-limit ends connections that hold more than it allows.
// Invariants: replies leave in the order of their requests; after a protocol error or QUIT nothing more is run; when a
// read has been served, or stands in the inbox, nothing of Node's read buffer is in use any more, and nothing of the ring's when
// the turn has ended.

import type { Socket } from "node:net";
import { MALFORMED, READY, RequestParser } from "@segcache/resp";
import type { Recipient } from "./inbox.ts";
import type { RingLoop } from "./io-uring/ring-loop.ts";
import type { RingSocket } from "./io-uring/ring-socket.ts";
import type { Sender } from "./outbox.ts";
import { OUTPUT_BYTES_MAX } from "./output-limits.ts";
import { type CommandBatch, copyOf, type Request } from "./request-batch.ts";
import type { ServerState } from "./server-state.ts";
import type { Peer, Session } from "./session.ts";
import {
  descriptorOf,
  NO_DESCRIPTOR,
  readAsStream,
  readInto,
  type Take,
  writableDescriptorOf,
} from "./socket-handle.ts";
import { SocketOutput } from "./socket-output.ts";
import type { ThreadIo } from "./thread-io.ts";

const TOO_BIG_REQUEST = "Protocol error: too big request";
/** How long a closed connection may keep sending before it is cut; reading on lets the last reply arrive. */
const LINGER_MS = 1000;

/** Where requests come from. */
type Pausable = Pick<RingSocket, "pause" | "resume"> | Pick<Socket, "pause" | "resume">;

export class Connection implements Peer, Sender, Recipient {
  readonly address: string;
  readonly localAddress: string;
  readonly host: string | undefined;
  readonly session: Session;
  readonly #socket: Socket;
  readonly #input: Pausable;
  readonly #output: SocketOutput;
  readonly #server: ServerState;
  readonly #io: ThreadIo;
  readonly #parser: RequestParser;
  /** Whether the parser's limits are those of a peer that has not authenticated. */
  #isStranger: boolean;
  /** Since when more output waits than the soft limit allows; Infinity while it does not. */
  #overSoftLimitMs = Number.POSITIVE_INFINITY;
  /** When the last reply was handed to the socket; Infinity before. */
  #endedMs = Number.POSITIVE_INFINITY;
  /** Set while requests wait that the client's slowness, or a pause, keeps from running. */
  #isStalled = false;
  /** Set while they wait for the end of a pause. */
  #isHeld = false;
  /** Requests that were parsed when the connection stalled; they come before what stands in the parser. */
  readonly #waiting: Request[] = [];
  hasReplies = false;
  isInInbox = false;
  /** The server is stopping: end as soon as what was received is answered. */
  #isFinishing = false;

  /** @param accepted not read from yet.   @param path the Unix socket it came by, if any. */
  constructor(accepted: Socket, server: ServerState, io: ThreadIo, path?: string) {
    const take: Take = (bytes, start, length) => this.#receive(bytes, start, length);
    const { ring } = io;
    const isOfRing = ring !== undefined && canBeOfRing(accepted);
    const socket = isOfRing ? accepted : readInto(accepted, io.readBuffer, take, io.binding);
    this.#socket = socket;
    this.#output = new SocketOutput(socket, io.handleWrites, server.spareMemory, () => this.#resume());
    this.#server = server;
    this.#io = io;
    this.address = `${path ?? socket.remoteAddress ?? "gone"}:${socket.remotePort ?? 0}`;
    this.host = path === undefined ? (socket.remoteAddress ?? "gone") : undefined;
    this.localAddress = `${path ?? socket.localAddress ?? "gone"}:${socket.localPort ?? 0}`;
    this.session = server.sessions.open(this, server.clock.nowMs, server.config.requirepass === "");
    this.session.descriptor = descriptorOf(socket);
    this.#isStranger = !this.session.isAuthenticated;
    const limits = {
      bulkBytesMax: server.config["proto-max-bulk-len"],
      requestBytesMax: server.config["client-query-buffer-limit"],
      unauthenticated: this.#isStranger,
    };
    this.#parser = new RequestParser(limits, server.spareMemory);
    this.#input = isOfRing ? this.#openInRing(ring, take) : socket;
    socket.on("error", (error) => server.log.debug({ err: error, client: this.address }, "connection failed"));
    socket.on("close", () => server.closeSession(this.session));
  }

  /** Has the ring read the socket and send its replies. */
  #openInRing(ring: RingLoop, take: Take): RingSocket {
    const socket = this.#socket;
    const ringSocket = ring.open(descriptorOf(socket), {
      take,
      ended: () => readAsStream(socket, take), // the stream finds the same and ends in the way of all streams
      unsent: (buffer, start, end) => {
        this.#output.queue(buffer, start, end);
        this.#hurry();
      },
    });
    this.#output.sendBy(ringSocket);
    socket.on("close", () => ringSocket.close());
    return ringSocket;
  }

  get inputBytes(): number {
    return this.#waiting.reduce((sum, { buffer }) => sum + buffer.length, this.#parser.pendingBytes);
  }

  get outputBytes(): number {
    return this.#output.waitingBytes;
  }

  /** Has a listener called when the connection is closed. */
  onClose(listener: () => void): void {
    this.#socket.once("close", listener);
  }

  /** Sends bytes that no request asked for. */
  send(bytes: Uint8Array): void {
    this.#io.outbox.flush();
    this.#io.ring?.yield();
    this.#server.metrics.outputBytes += bytes.length;
    this.#output.sendOwn(bytes);
  }

  /** Ends the connection once everything received is answered and the answers are taken. */
  finish(): void {
    this.#isFinishing = true;
    if (!this.isInInbox) this.#endIfDue();
  }

  /** Cuts the connection at once. */
  destroy(): void {
    this.#io.outbox.flush();
    this.#cut();
  }

  #cut(): void {
    this.#io.ring?.yield(); // Node ends sockets step by step
    this.#socket.destroy();
  }

  /** Closes a connection that has been idle or closing for too long. Called about every second. */
  sweep(nowMs: number): void {
    const { timeout } = this.#server.config;
    const isLingering = nowMs - this.#endedMs > LINGER_MS && this.outputBytes === 0;
    const isIdle = timeout > 0 && nowMs - this.session.lastActiveMs > timeout * 1000;
    if (isLingering || isIdle) this.#cut();
    else if (this.#isOverOutputLimit(nowMs)) this.#cutForOutput();
  }

  #receive(bytes: Uint8Array, start: number, length: number): void {
    if (this.session.isClosing || this.#socket.destroyed) return; // the client may not have seen yet that it is over
    const { metrics } = this.#server;
    const { dispatcher, inbox, turn } = this.#io;
    metrics.inputBytes += length;
    metrics.reads++;
    turn.countRead();
    if (this.isInInbox) inbox.drain();
    if (!this.#mayGather || !inbox.admits(bytes, length)) this.#parser.feed(bytes, start, start + length);
    else if (inbox.take(this, this.#parser, bytes, start, length)) return;
    this.session.lastActiveMs = dispatcher.beginBatch();
    this.#serve();
  }

  /** Whether requests that are read now may wait for the end of the turn. */
  get #mayGather(): boolean {
    return !this.#isStalled && this.#parser.pendingBytes === 0;
  }

  runGathered(batch: CommandBatch, first: number, end: number): void {
    const { session } = this;
    const { dispatcher, outbox } = this.#io;
    if (session.isClosing || this.#socket.destroyed) return; // as if they had not been read
    session.lastActiveMs = this.#server.clock.nowMs;
    this.#beginReplies();
    this.#runBatch(batch, first, end);
    if (outbox.isFull) dispatcher.endBatch(); // no other thread is kept waiting while the system takes replies
    outbox.add(this);
    this.#endIfDue();
  }

  /** Runs requests until none is left, the client is too slow, or the connection is to end. */
  #serve(): void {
    const { outbox } = this.#io;
    const { metrics } = this.#server;
    const before = metrics.commandsProcessed;
    this.#beginReplies();
    let state = READY;
    try {
      state = this.#runAll();
    } finally {
      this.#io.dispatcher.endBatch(); // whatever happens, other threads must not be kept waiting
    }
    this.#parser.suspend();
    if (state === MALFORMED) this.#refuse();
    outbox.send(this, metrics.commandsProcessed - before);
    this.#endIfDue();
  }

  #beginReplies(): void {
    const { reply } = this.#io;
    reply.protocol = this.session.protocol;
    this.session.repliesStart = reply.length;
  }

  /** @returns what the parser said last: READY when not all that arrived was run. */
  #runAll(): number {
    const parser = this.#parser;
    const { batch, dispatcher } = this.#io;
    if (this.session.isClosing) return READY; // it was to end when the last reply came
    if (this.#waiting.length > 0 && !this.#runWaiting()) return READY;
    for (;;) {
      batch.fill(parser, dispatcher.commands, this.session.database);
      if (batch.size > 0) {
        if (!this.#runBatch(batch, 0, batch.size)) return READY;
        continue;
      }
      const state = parser.advance();
      if (state !== READY) return state;
      if (!this.#runOne(parser)) return READY;
    }
  }

  /** Runs one request. @returns whether the next one may run. */
  #runOne(request: Request): boolean {
    const { dispatcher, reply } = this.#io;
    if (dispatcher.execute(this.session, request, reply)) return this.#mayGoOn();
    this.#waiting.push(copyOf(request));
    this.#hold();
    return false;
  }

  /** Runs the requests of a batch from `first` to before `end`. @returns as runOne. */
  #runBatch(batch: CommandBatch, first: number, end: number): boolean {
    const { dispatcher, reply } = this.#io;
    const { session } = this;
    for (let i = first; i < end; ) {
      const next = dispatcher.executeBatched(session, batch, i, end, reply);
      if (next === i) {
        this.#keep(batch, i, end);
        this.#hold();
        return false;
      }
      i = next;
      if (this.#mayGoOn()) continue;
      if (this.#isStalled) this.#keep(batch, i, end);
      return false;
    }
    return true;
  }

  /** Keeps copies of the requests of a batch from `first` to before `end`. */
  #keep(batch: CommandBatch, first: number, end: number): void {
    for (let i = first; i < end; i++) this.#waiting.push(copyOf(batch.load(i)));
  }

  /** Runs what waited when the connection stalled. @returns as runOne. */
  #runWaiting(): boolean {
    const { dispatcher, reply } = this.#io;
    for (let i = 0; i < this.#waiting.length; i++) {
      const isRun = dispatcher.execute(this.session, this.#waiting[i]!, reply);
      if (isRun && this.#mayGoOn()) continue;
      this.#waiting.splice(0, isRun ? i + 1 : i);
      if (!isRun) this.#hold();
      return false;
    }
    this.#waiting.length = 0;
    return true;
  }

  /** After a request: sends what has grown long. @returns whether the next one may run. */
  #mayGoOn(): boolean {
    const { session } = this;
    const { dispatcher, outbox, reply } = this.#io;
    if (session.isWaiting) {
      this.#hold();
      return false;
    }
    if (session.isClosing) return false;
    if (session.isAuthenticated === this.#isStranger) this.#changeLimits();
    if (reply.length < OUTPUT_BYTES_MAX) return true;
    dispatcher.endBatch(); // no other thread is kept waiting while the system takes replies
    outbox.add(this);
    outbox.flush();
    if (session.isClosing) return false;
    if (this.outputBytes > OUTPUT_BYTES_MAX) {
      this.#stall();
      return false;
    }
    session.repliesStart = reply.length;
    return true;
  }

  /** AUTH and HELLO lift the stranger's limits, RESET may bring them back. */
  #changeLimits(): void {
    this.#isStranger = !this.session.isAuthenticated;
    this.#parser.limits = { ...this.#parser.limits, unauthenticated: this.#isStranger };
  }

  #refuse(): void {
    const problem = this.#parser.error?.message ?? "Protocol error";
    this.#io.reply.error(`ERR ${problem}`);
    this.session.isClosing = true;
    this.#server.metrics.protocolErrors++;
    if (problem === TOO_BIG_REQUEST) this.#server.metrics.queryLimitDisconnections++;
    this.#server.log.debug({ client: this.address, problem }, "closing a connection that broke the protocol");
  }

  #stall(): void {
    this.#isStalled = true;
    this.#input.pause();
  }

  /** A pause is on, or a reply is on its way: nothing more is read until its end. */
  #hold(): void {
    this.#isHeld = true;
    this.#stall();
    this.#io.ring?.yield();
    this.#server.pause.wait(() => {
      this.#isHeld = false;
      if (!this.#socket.destroyed) this.#resume();
    });
  }

  /** The client has taken all its replies, or a pause is over. */
  #resume(): void {
    if (this.#isHeld) return;
    this.#input.resume();
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#io.dispatcher.beginBatch();
    this.#serve();
  }

  sendReplies(buffer: Uint8Array, start: number, end: number): boolean {
    const { metrics } = this.#server;
    metrics.outputBytes += end - start;
    metrics.writes++;
    const isFree = this.#output.send(buffer, start, end);
    if (this.outputBytes > 0) this.#hurry();
    return isFree;
  }

  /** The client is slower than its replies. */
  #hurry(): void {
    if (this.#isOverOutputLimit(this.#server.clock.nowMs)) this.#cutForOutput();
    else if (this.outputBytes > OUTPUT_BYTES_MAX) this.#input.pause();
  }

  /** Whether the client must go for the output that waits for it; notes when it passes the soft limit. */
  #isOverOutputLimit(nowMs: number): boolean {
    const { hardBytes, softBytes, softSeconds } = this.#server.config["client-output-buffer-limit"].normal;
    const waitingBytes = this.outputBytes;
    if (hardBytes > 0 && waitingBytes > hardBytes) return true;
    if (softBytes === 0 || waitingBytes <= softBytes) this.#overSoftLimitMs = Number.POSITIVE_INFINITY;
    else if (this.#overSoftLimitMs === Number.POSITIVE_INFINITY) this.#overSoftLimitMs = nowMs;
    return nowMs - this.#overSoftLimitMs > softSeconds * 1000;
  }

  #cutForOutput(): void {
    const { metrics, log } = this.#server;
    metrics.outputLimitDisconnections++;
    const waitingBytes = this.outputBytes;
    log.warn({ client: this.address, waitingBytes }, "closing a client for overcoming of output buffer limits");
    this.session.isClosing = true;
    this.#cut();
  }

  #endIfDue(): void {
    if (!this.#isStalled && (this.session.isClosing || this.#isFinishing)) this.#end();
  }

  #end(): void {
    this.#io.outbox.flush();
    this.session.isClosing = true;
    this.#endedMs = this.#server.clock.nowMs;
    this.#io.ring?.yield();
    this.#socket.end();
    this.#input.resume(); // what still comes is read and dropped, lest a reset overtake the last reply
  }
}

/** Whether a socket's bytes are those of the wire, and the ring can be told which socket it is. */
function canBeOfRing(socket: Socket): boolean {
  return writableDescriptorOf(socket) !== NO_DESCRIPTOR;
}
