// What the server knows of one client, apart from its socket: the chosen database and protocol, its names, when it
// was last heard. Handlers read and change it; the connection looks at `isClosing` after each command.

import type { Command } from "./commands/command.ts";
import type { ThreadReport } from "./threads/report.ts";
import { type Transaction, Watches } from "./transaction.ts";

/** What a session may ask of its connection. */
export interface Peer {
  /** `host:port` of the client. */
  readonly address: string;
  /** The client's IP address; undefined when it came by a Unix socket. */
  readonly host: string | undefined;
  /** `host:port` the client connected to. */
  readonly localAddress: string;
  /** Bytes of a request that has not fully arrived. */
  readonly inputBytes: number;
  /** Bytes of replies the client has not taken yet. */
  readonly outputBytes: number;
  /** Sends bytes that no request asked for. */
  send(bytes: Uint8Array): void;
  /** Cuts the connection at once. */
  destroy(): void;
}

/** CLIENT REPLY: whether replies are sent; "skip-next" becomes "skip" for one command, which becomes "on". */
export type ReplyMode = "on" | "off" | "skip-next" | "skip";

export class Session {
  readonly id: number;
  readonly peer: Peer;
  readonly createdMs: number;
  lastActiveMs: number;
  /** Number of its socket among the process's open files; -1 where the runtime does not tell. */
  descriptor = -1;
  /** Whether it gave the password, or came when none was asked for. */
  isAuthenticated: boolean;
  database = 0;
  protocol: 2 | 3 = 2;
  name = "";
  libName = "";
  libVersion = "";
  noEvict = false;
  noTouch = false;
  /** Set by a command that ends the connection: answer what stands, then close. */
  isClosing = false;
  lastCommand: Command | undefined = undefined;
  replyMode: ReplyMode = "on";
  /** Where in the thread's reply buffer the replies begin that it has not been sent. */
  repliesStart = 0;
  /** From MULTI to EXEC or DISCARD. */
  transaction: Transaction | undefined = undefined;
  /** A command of its is still at work; its reply comes later, and what it sends meanwhile waits. */
  isWaiting = false;
  /** EXEC is running what was queued. */
  isExecuting = false;
  readonly watches: Watches = new Watches();
  /** What other threads told for the request that waits for it. */
  reports: readonly ThreadReport[] | undefined = undefined;

  constructor(id: number, peer: Peer, nowMs: number, isAuthenticated: boolean) {
    this.id = id;
    this.peer = peer;
    this.createdMs = nowMs;
    this.lastActiveMs = nowMs;
    this.isAuthenticated = isAuthenticated;
  }

  /** Back to the state of a new connection, as RESET wants it; the library's name stays. */
  reset(): void {
    this.database = 0;
    this.protocol = 2;
    this.name = "";
    this.noEvict = false;
    this.noTouch = false;
    this.replyMode = "on";
    this.endTransaction();
  }

  /** Forgets what is queued and what is watched. */
  endTransaction(): void {
    this.transaction = undefined;
    this.watches.clear();
  }
}

/** The sessions of one thread by id, in the order they came. */
export class Sessions {
  readonly #byId = new Map<number, Session>();
  readonly #nextId: () => number;

  /** @param nextId draws a number that no session of any thread has had. */
  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  get size(): number {
    return this.#byId.size;
  }

  open(peer: Peer, nowMs: number, isAuthenticated = true): Session {
    const session = new Session(this.#nextId(), peer, nowMs, isAuthenticated);
    this.#byId.set(session.id, session);
    return session;
  }

  close(session: Session): void {
    this.#byId.delete(session.id);
  }

  find(id: number): Session | undefined {
    return this.#byId.get(id);
  }

  values(): Iterable<Session> {
    return this.#byId.values();
  }
}
