// A Redis Cluster through ioredis, which learns the slots, follows MOVED and sends each command to its node. One
// connection here is one cluster client: a socket to every node. Replies of different nodes come in any order.
import type { ConnectionOptions } from "node:tls";
import { Cluster } from "ioredis";
import { type Answer, ConnectError, type Connection, type Done, type Target, targetText } from "./driver.ts";
import { failureText } from "./failures.ts";
import type { IoredisCommands } from "./ioredis.ts";

export interface Access {
  readonly tls?: ConnectionOptions;
  readonly username?: string;
  readonly password?: string;
  readonly connectTimeout: number;
}

/** @throws ConnectError */
export async function connectCluster(
  target: Target,
  access: Access,
  commandsOf: (cluster: Cluster) => IoredisCommands,
): Promise<Connection> {
  const cluster = new Cluster([{ host: target.host, port: target.port }], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
    slotsRefreshTimeout: target.timeoutMs,
    redisOptions: access,
  });
  const connection = new ClusterConnection(cluster, commandsOf(cluster));
  const timer = setTimeout(() => connection.destroy("timed out"), target.timeoutMs);
  try {
    await cluster.connect();
  } catch (error) {
    const reason = connection.lostBecause ?? (error as Error);
    connection.destroy("not connected");
    throw new ConnectError(`cannot connect to the cluster at ${targetText(target)}: ${failureText(reason)}`);
  } finally {
    clearTimeout(timer);
  }
  return connection;
}

class ClusterConnection implements Connection {
  lostBecause: Error | undefined = undefined;
  private readonly cluster: Cluster;
  private readonly commands: IoredisCommands;

  constructor(cluster: Cluster, commands: IoredisCommands) {
    this.cluster = cluster;
    this.commands = commands;
    cluster.on("error", (error: Error & { lastNodeError?: Error }) => {
      this.lostBecause ??= error.lastNodeError ?? error;
    });
    cluster.on("node error", (error: Error) => {
      this.lostBecause ??= error;
    });
  }

  get isOpen(): boolean {
    return this.cluster.status === "ready";
  }

  get(key: string, done: Done): void {
    this.settle(this.commands.get(key), done);
  }

  set(key: string, value: Buffer, ttlMs: number, done: Done): void {
    this.settle(
      this.commands.set(key, value, ttlMs).then(() => null),
      done,
    );
  }

  del(key: string, done: Done): void {
    this.settle(this.commands.del(key), done);
  }

  incr(key: string, done: Done): void {
    this.settle(this.commands.incr(key), done);
  }

  expire(key: string, ttlMs: number, done: Done): void {
    this.settle(this.commands.expire(key, ttlMs), done);
  }

  mget(keys: readonly string[], done: Done): void {
    this.settle(this.commands.mget(keys), done);
  }

  destroy(reason: string): void {
    this.lostBecause ??= new Error(reason);
    this.cluster.disconnect();
  }

  private settle(reply: Promise<Answer>, done: Done): void {
    reply.then(
      (answer) => done(undefined, answer),
      (error: Error) => done(this.isOpen ? error : this.lost(error), null),
    );
  }

  private lost(error: Error): Error {
    return new Error(`connection lost: ${failureText(this.lostBecause ?? error)}`);
  }
}
