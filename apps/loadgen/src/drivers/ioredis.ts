// The default driver: ioredis 6, what most Node programs use. By itself it makes a system call for every command; the
// driver holds the commands of one turn of the event loop back and writes them together. Reconnecting is off, since a
// load generator must see a lost connection and not hide it.
import { createRequire } from "node:module";
import { Redis } from "ioredis";
import { ConnectError, type Connection, type Done, type Driver, MISS, type Target } from "./driver.ts";

const { version } = createRequire(import.meta.url)("ioredis/package.json") as { version: string };

const CONNECT_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused (is a server running there?)",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name server did not answer",
  ECONNRESET: "the server closed the connection",
  EMFILE: "too many open files (raise `ulimit -n` or lower --clients)",
};

export const ioredisDriver: Driver = {
  name: `ioredis ${version}`,

  async connect(target: Target): Promise<Connection> {
    const redis = new Redis({
      host: target.host,
      port: target.port,
      connectTimeout: target.timeoutMs,
      retryStrategy: null,
      enableAutoPipelining: false,
      lazyConnect: true,
    });
    const connection = new IoredisConnection(redis);
    // connectTimeout ends with the TCP handshake; a server that accepts and then says nothing needs this one.
    const timer = setTimeout(() => connection.destroy("timed out"), target.timeoutMs);
    try {
      await redis.connect();
    } catch (error) {
      const reason = connection.lostBecause ?? (error as Error);
      connection.destroy("not connected");
      throw new ConnectError(`cannot connect to ${target.host}:${target.port}: ${failureText(reason)}`);
    } finally {
      clearTimeout(timer);
    }
    return connection;
  },
};

class IoredisConnection implements Connection {
  /** What the socket reported, or why it was destroyed; the library itself says only "Connection is closed." */
  lostBecause: Error | undefined = undefined;
  private readonly redis: Redis;
  private isGathering = false;
  private readonly writeGathered = (): void => {
    this.isGathering = false;
    this.redis.stream.uncork();
  };

  constructor(redis: Redis) {
    this.redis = redis;
    redis.on("error", (error: Error) => {
      this.lostBecause ??= error;
    });
  }

  get isOpen(): boolean {
    return this.redis.status === "ready";
  }

  get(key: string, done: Done): void {
    this.gatherWrites();
    this.redis.getBuffer(key).then(
      (value) => done(undefined, value === null ? MISS : value.length),
      (error: Error) => done(this.explained(error), 0),
    );
  }

  set(key: string, value: Buffer, ttlMs: number, done: Done): void {
    this.gatherWrites();
    const reply = ttlMs === 0 ? this.redis.set(key, value) : this.redis.set(key, value, "PX", ttlMs);
    reply.then(
      () => done(undefined, 0),
      (error: Error) => done(this.explained(error), 0),
    );
  }

  destroy(reason: string): void {
    this.lostBecause ??= new Error(reason);
    // Not redis.disconnect(): it waits for the server to close its side, which a server that hangs never does. Without
    // a retry strategy a destroyed stream ends the client all the same. There is no stream before connect().
    (this.redis.stream as Redis["stream"] | undefined)?.destroy();
  }

  /** Opens a batch that ends with this turn: ticks run when all replies of a chunk have led to their next requests. */
  private gatherWrites(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    this.redis.stream.cork();
    process.nextTick(this.writeGathered);
  }

  private explained(error: Error): Error {
    if (this.isOpen) return error; // the server's own error reply
    const reason = this.lostBecause === undefined ? "closed by the server" : failureText(this.lostBecause);
    return new Error(`connection lost: ${reason}`);
  }
}

function failureText(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : CONNECT_FAILURES[code];
  if (known !== undefined) return known;
  if (code === "ETIMEDOUT") return "timed out";
  if (error.message === "Connection is closed.") return "the server closed the connection before it was ready";
  return error.message.split("\n", 1)[0] || (code ?? error.name);
}
