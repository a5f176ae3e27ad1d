// What the load loops need of a client library. Callbacks instead of promises: the loop passes the same function for
// every request of a slot, so a driver that can do without promises costs nothing more than its own work.

/** Given in place of a size when a get found nothing. */
export const MISS = -1;

/** Called once for each request, never during the call that made it.
 * @param error why the request failed, or undefined.   @param valueBytes size of the value of a get, or `MISS`; 0 for a set. */
export type Done = (error: Error | undefined, valueBytes: number) => void;

/** One connection; requests are answered in the order they were made. */
export interface Connection {
  /** False once the connection was lost or closed; it never comes back. */
  readonly isOpen: boolean;
  get(key: string, done: Done): void;
  /** @param ttlMs whole milliseconds; 0 stores without expiry. */
  set(key: string, value: Buffer, ttlMs: number, done: Done): void;
  /** Closes at once; requests without a reply fail with `reason`. */
  destroy(reason: string): void;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** How long to wait for a connection that is ready. */
  readonly timeoutMs: number;
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
