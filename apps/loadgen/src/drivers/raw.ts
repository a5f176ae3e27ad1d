// The raw driver: our own sockets and codec, nothing between a request and its bytes. Far cheaper than a client library,
// so one thread can load a server that a library could not. RESP2; one socket a connection, no reconnecting.
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Reply, ReplyError, ReplyParser } from "@segcache/resp/replies";
import {
  type Answer,
  ConnectError,
  type Connection,
  type Done,
  type Driver,
  type Target,
  targetText,
} from "./driver.ts";
import { failureText } from "./failures.ts";
import { RequestBuffer } from "./requests.ts";

export const rawDriver: Driver = {
  name: "raw sockets",

  async connect(target: Target): Promise<Connection> {
    const connection = new RawConnection(socketTo(target));
    const timer = setTimeout(() => connection.destroy("timed out"), target.timeoutMs);
    try {
      await connection.greet(target);
    } catch (error) {
      connection.destroy("not connected");
      throw new ConnectError(`cannot connect to ${targetText(target)}: ${failureText(error as Error)}`);
    } finally {
      clearTimeout(timer);
    }
    return connection;
  },
};

function socketTo(target: Target): Socket {
  const { host, port, socket, tls } = target;
  const where = socket === undefined ? { host, port } : { path: socket };
  const made =
    tls === undefined
      ? connectTcp(where)
      : connectTls({ ...where, ...serverNameOf(host), rejectUnauthorized: !tls.insecure, ...ca(tls.ca) });
  return made.setNoDelay(true);
}

/** What a TLS server is told it is called: an address is no name (RFC 6066). */
function serverNameOf(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

function ca(pem: string | undefined): { ca?: string } {
  return pem === undefined ? {} : { ca: pem };
}

class RawConnection implements Connection {
  isOpen = true;
  private readonly socket: Socket;
  private readonly parser = new ReplyParser();
  private readonly requests = new RequestBuffer();
  /** Who waits for the next replies, in order; the first of them stands at `head`. */
  private waiting: Done[] = [];
  private head = 0;
  private lostBecause: Error | undefined = undefined;
  private isGathering = false;
  private readonly writeGathered = (): void => {
    this.isGathering = false;
    if (this.isOpen && !this.requests.isEmpty) this.socket.write(this.requests.take());
  };

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", (error: Error) => {
      this.lostBecause ??= error;
    });
    socket.on("close", () => this.lose());
  }

  /** Logs in where asked to, and makes sure that a server answers.   @throws the reason why it does not. */
  async greet(target: Target): Promise<void> {
    const { user, password } = target;
    if (password !== undefined) {
      await this.ask(...(user === undefined ? ["AUTH", password] : ["AUTH", user, password]));
    }
    await this.ask("PING");
  }

  get(key: string, done: Done): void {
    this.requests.append("GET", key);
    this.expectReply(done);
  }

  set(key: string, value: Buffer, ttlMs: number, done: Done): void {
    this.requests.appendSet(key, value, ttlMs);
    this.expectReply(done);
  }

  del(key: string, done: Done): void {
    this.requests.append("DEL", key);
    this.expectReply(done);
  }

  incr(key: string, done: Done): void {
    this.requests.append("INCR", key);
    this.expectReply(done);
  }

  expire(key: string, ttlMs: number, done: Done): void {
    this.requests.append("PEXPIRE", key, String(ttlMs));
    this.expectReply(done);
  }

  mget(keys: readonly string[], done: Done): void {
    this.requests.append("MGET", ...keys);
    this.expectReply(done);
  }

  destroy(reason: string): void {
    this.lostBecause ??= new Error(reason);
    this.isOpen = false;
    this.socket.destroy();
  }

  private ask(...words: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.requests.append(...words);
      this.expectReply((error) => (error === undefined ? resolve() : reject(this.lostBecause ?? error)));
    });
  }

  private expectReply(done: Done): void {
    this.waiting.push(done);
    if (this.isGathering) return;
    this.isGathering = true;
    process.nextTick(this.writeGathered);
  }

  private receive(chunk: Buffer): void {
    for (const reply of this.parser.feed(chunk)) {
      const done = this.waiting[this.head];
      if (done === undefined) {
        this.destroy("a reply that nobody waits for");
        return;
      }
      this.head++;
      deliver(reply, done);
    }
    this.forgetAnswered();
    if (this.parser.error !== undefined) this.destroy(`the server does not speak RESP2: ${this.parser.error.message}`);
  }

  /** Moves the waiting to the front once half of the list is answered: each of them is moved once on average. */
  private forgetAnswered(): void {
    if (this.head * 2 < this.waiting.length) return;
    this.waiting = this.waiting.slice(this.head);
    this.head = 0;
  }

  private lose(): void {
    this.isOpen = false;
    const reason = this.lostBecause === undefined ? "the server closed the connection" : failureText(this.lostBecause);
    const waiting = this.waiting.slice(this.head);
    this.waiting = [];
    this.head = 0;
    for (const done of waiting) done(new Error(`connection lost: ${reason}`), null);
  }
}

function deliver(reply: Reply, done: Done): void {
  if (reply instanceof ReplyError) done(reply, null);
  else done(undefined, reply as Answer);
}
