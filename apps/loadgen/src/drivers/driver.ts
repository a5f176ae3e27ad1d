// What the load loops need of a client library. Callbacks instead of promises: the loop passes the same function for
// every request of an exchange, so a driver that can do without promises costs nothing more than its own work.
import type { Buffer } from "node:buffer";

/** What a server answered: a value or null for a get, a list of them for an mget, a number for del, incr and expire;
 * for a set only that there is no error counts. Values are read during the call and not kept. */
export type Answer = Buffer | number | null | readonly (Buffer | null)[];

/** Called once for each request, never during the call that made it.
 * @param error why the request failed, or undefined. */
export type Done = (error: Error | undefined, answer: Answer) => void;

/** One connection; requests are answered in the order they were made. */
export interface Connection {
  /** False once the connection was lost or closed; it never comes back. */
  readonly isOpen: boolean;
  get(key: string, done: Done): void;
  /** @param ttlMs whole milliseconds; 0 stores without expiry. */
  set(key: string, value: Buffer, ttlMs: number, done: Done): void;
  del(key: string, done: Done): void;
  incr(key: string, done: Done): void;
  expire(key: string, ttlMs: number, done: Done): void;
  mget(keys: readonly string[], done: Done): void;
  /** Closes at once; requests without a reply fail with `reason`. */
  destroy(reason: string): void;
}

/** Plain data, so that it can be sent to a thread. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Path of a Unix socket, in place of host and port. */
  readonly socket: string | undefined;
  readonly tls: Tls | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Host and port are one node of a Redis Cluster. */
  readonly cluster: boolean;
  /** How long to wait for a connection that is ready. */
  readonly timeoutMs: number;
}

export interface Tls {
  /** PEM of the authority that signed the server's certificate; undefined for the system's. */
  readonly ca: string | undefined;
  /** Takes any certificate. */
  readonly insecure: boolean;
}

export interface Driver {
  /** Name and version, for the report. */
  readonly name: string;
  /** @throws ConnectError when no connection came about. */
  connect(target: Target): Promise<Connection>;
}

/** The server cannot be used; the message is one line that says why. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
}

/** The target as one would write it. */
export function targetText(target: Target): string {
  return target.socket ?? `${target.host}:${target.port}`;
}
