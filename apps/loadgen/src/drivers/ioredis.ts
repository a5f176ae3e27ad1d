// The default driver: ioredis 6, what most Node programs use. By itself it makes a system call for every command; the
// driver holds the commands of one turn of the event loop back and writes them together. Reconnecting is off, since a
// load generator must see a lost connection and not hide it.
import { createRequire } from "node:module";
import type { ConnectionOptions } from "node:tls";
import { type Cluster, Redis } from "ioredis";
import {
  type Answer,
  ConnectError,
  type Connection,
  type Done,
  type Driver,
  type Target,
  type Tls,
  targetText,
} from "./driver.ts";
import { failureText } from "./failures.ts";
import { type Access, connectCluster } from "./ioredis-cluster.ts";

const { version } = createRequire(import.meta.url)("ioredis/package.json") as { version: string };

export const ioredisDriver: Driver = {
  name: `ioredis ${version}`,

  async connect(target: Target): Promise<Connection> {
    if (target.cluster) return connectCluster(target, accessOf(target), (cluster) => new IoredisCommands(cluster));
    const { host, port, socket } = target;
    const redis = new Redis({
      ...(socket === undefined ? { host, port } : { path: socket }),
      ...accessOf(target),
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
      throw new ConnectError(`cannot connect to ${targetText(target)}: ${failureText(reason)}`);
    } finally {
      clearTimeout(timer);
    }
    return connection;
  },
};

/** How to get in, of a single server or every node of a cluster. */
function accessOf({ host, tls, user, password, timeoutMs }: Target): Access {
  return {
    ...(tls === undefined ? {} : { tls: tlsOptionsOf(tls, host) }),
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    connectTimeout: timeoutMs,
  };
}

function tlsOptionsOf(tls: Tls, host: string): ConnectionOptions {
  return { host, rejectUnauthorized: !tls.insecure, ...(tls.ca === undefined ? {} : { ca: tls.ca }) };
}

/** The commands of a single server or a cluster. */
export class IoredisCommands {
  private readonly redis: Redis | Cluster;

  constructor(redis: Redis | Cluster) {
    this.redis = redis;
  }

  get(key: string): Promise<Answer> {
    return this.redis.getBuffer(key);
  }

  set(key: string, value: Buffer, ttlMs: number): Promise<unknown> {
    return ttlMs === 0 ? this.redis.set(key, value) : this.redis.set(key, value, "PX", ttlMs);
  }

  del(key: string): Promise<Answer> {
    return this.redis.del(key);
  }

  incr(key: string): Promise<Answer> {
    return this.redis.incr(key);
  }

  expire(key: string, ttlMs: number): Promise<Answer> {
    return this.redis.pexpire(key, ttlMs);
  }

  mget(keys: readonly string[]): Promise<Answer> {
    return this.redis.mgetBuffer(...keys);
  }
}

class IoredisConnection implements Connection {
  /** What the socket reported, or why it was destroyed; the library itself says only "Connection is closed." */
  lostBecause: Error | undefined = undefined;
  private readonly redis: Redis;
  private readonly commands: IoredisCommands;
  private isGathering = false;
  private readonly writeGathered = (): void => {
    this.isGathering = false;
    this.redis.stream.uncork();
  };

  constructor(redis: Redis) {
    this.redis = redis;
    this.commands = new IoredisCommands(redis);
    redis.on("error", (error: Error) => {
      this.lostBecause ??= error;
    });
  }

  get isOpen(): boolean {
    return this.redis.status === "ready";
  }

  get(key: string, done: Done): void {
    this.gatherWrites();
    this.settle(this.commands.get(key), done);
  }

  set(key: string, value: Buffer, ttlMs: number, done: Done): void {
    this.gatherWrites();
    this.settle(
      this.commands.set(key, value, ttlMs).then(() => null),
      done,
    );
  }

  del(key: string, done: Done): void {
    this.gatherWrites();
    this.settle(this.commands.del(key), done);
  }

  incr(key: string, done: Done): void {
    this.gatherWrites();
    this.settle(this.commands.incr(key), done);
  }

  expire(key: string, ttlMs: number, done: Done): void {
    this.gatherWrites();
    this.settle(this.commands.expire(key, ttlMs), done);
  }

  mget(keys: readonly string[], done: Done): void {
    this.gatherWrites();
    this.settle(this.commands.mget(keys), done);
  }

  destroy(reason: string): void {
    this.lostBecause ??= new Error(reason);
    // Not redis.disconnect(): it waits for the server to close its side, which a server that hangs never does. Without
    // a retry strategy a destroyed stream ends the client all the same. There is no stream before connect().
    (this.redis.stream as Redis["stream"] | undefined)?.destroy();
  }

  private settle(reply: Promise<Answer>, done: Done): void {
    reply.then(
      (answer) => done(undefined, answer),
      (error: Error) => done(this.explained(error), null),
    );
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
    const reason = this.lostBecause === undefined ? "the server closed the connection" : failureText(this.lostBecause);
    return new Error(`connection lost: ${reason}`);
  }
}
