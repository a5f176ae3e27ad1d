// A client that sends bytes and reads replies in readable notation. Nothing is hidden: no handshake, no retries.

import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { readReply } from "./replies.ts";
import { argumentsOf, encodeRequest } from "./requests.ts";

const REPLY_TIMEOUT_MS = 10_000;

export class RawClient {
  readonly socket: Socket;
  /** What came and has not been read, one character per byte. */
  received = "";
  isClosed = false;
  #wake: () => void = () => {};

  /** @param socket connected, or about to be. */
  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.received += chunk.toString("latin1");
      this.#wake();
    });
    socket.on("error", () => {}); // a close follows
    socket.on("close", () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  static open(port: number, host = "127.0.0.1"): Promise<RawClient> {
    return RawClient.#connected(connect({ port, host, noDelay: true }), "connect");
  }

  static openPath(path: string): Promise<RawClient> {
    return RawClient.#connected(connect(path), "connect");
  }

  static openTls(options: ConnectionOptions): Promise<RawClient> {
    return RawClient.#connected(connectTls({ host: "127.0.0.1", ...options }), "secureConnect");
  }

  static #connected(socket: Socket, event: "connect" | "secureConnect"): Promise<RawClient> {
    const client = new RawClient(socket);
    return new Promise((resolve, reject) => {
      socket.once(event, () => resolve(client));
      socket.once("error", reject);
    });
  }

  /** Sends one line as a request and returns its reply. */
  async request(line: string): Promise<string> {
    this.socket.write(encodeRequest(argumentsOf(line)));
    return this.reply();
  }

  /** The next reply. @throws if the connection closes first, or nothing comes. */
  async reply(): Promise<string> {
    for (;;) {
      const reply = readReply(this.received);
      if (reply !== undefined) {
        this.received = this.received.slice(reply.next);
        return reply.text;
      }
      if (this.isClosed) throw new Error(`closed before a reply; received ${JSON.stringify(this.received)}`);
      await this.#change("a reply");
    }
  }

  /** All replies up to that of an ECHO of `end`, without the connection's number that HELLO tells, since it is another each time. */
  async repliesUpTo(end: string): Promise<string[]> {
    const replies: string[] = [];
    for (let reply = await this.reply(); reply !== JSON.stringify(end); reply = await this.reply())
      replies.push(reply.replaceAll(/:\d+(?=[^\d]*mode)/g, ""));
    return replies;
  }

  /** Waits until the server closes. */
  async closed(): Promise<void> {
    while (!this.isClosed) await this.#change("the end");
  }

  /** Waits until at least so many bytes stand unread. */
  async bytes(count: number): Promise<void> {
    while (this.received.length < count) {
      if (this.isClosed) throw new Error(`closed after ${this.received.length} of ${count} bytes`);
      await this.#change(`${count} bytes`);
    }
  }

  destroy(): void {
    this.socket.destroy();
  }

  #change(awaited: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${awaited} in time`)), REPLY_TIMEOUT_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
