// MULTI ... EXEC of one session: the requests that wait, and the keys watched before. A request's bytes belong to the
// connection's buffer, so queueing copies them. Invariant: a transaction holds at most TRANSACTION_BYTES_MAX; the request
// that would exceed it is refused, and the whole is then refused by EXEC.
// Source: https://redis.io/docs/latest/develop/using-commands/transactions/

import type { RawCache } from "segcache-core";
import type { Command } from "./commands/command.ts";
import type { Request } from "./dispatch.ts";

/** What one client may keep waiting on the server. */
export const TRANSACTION_BYTES_MAX: number = 64 * 1024 ** 2;
/** What a queued argument costs beside its bytes: its two ends, and its share of the request's objects. */
const BYTES_PER_ARGUMENT = 32;
/** What a watched key costs beside its bytes. */
const BYTES_PER_WATCH = 256;

export interface QueuedRequest extends Request {
  readonly command: Command;
}

export class Transaction {
  readonly requests: QueuedRequest[] = [];
  /** A request was refused while queueing: EXEC will discard everything. */
  isFailed = false;
  /** Memory that the requests take, approximately. */
  bytes = 0;
  /** Whether a queued command writes. */
  writes = false;

  /** Queues a copy of the request. @returns false when there is no room. */
  queue(command: Command, request: Request): boolean {
    const { argumentCount } = request;
    let length = 0;
    for (let i = 0; i < argumentCount; i++) length += request.ends[i]! - request.starts[i]!;
    const cost = length + argumentCount * BYTES_PER_ARGUMENT;
    if (this.bytes + cost > TRANSACTION_BYTES_MAX) return false;
    const buffer = new Uint8Array(length);
    const starts = new Int32Array(argumentCount);
    const ends = new Int32Array(argumentCount);
    let at = 0;
    for (let i = 0; i < argumentCount; i++) {
      starts[i] = at;
      buffer.set(request.buffer.subarray(request.starts[i]!, request.ends[i]!), at);
      at += request.ends[i]! - request.starts[i]!;
      ends[i] = at;
    }
    this.requests.push({ command, buffer, starts, ends, argumentCount });
    this.bytes += cost;
    this.writes ||= command.isWrite;
    return true;
  }
}

interface WatchedKey {
  readonly key: Uint8Array;
  readonly database: number;
  readonly version: number;
}

/** The keys a session watches, each with the version it had then. */
export class Watches {
  /** By database and key, whose bytes stand as characters of the same value. */
  readonly #keys = new Map<string, WatchedKey>();
  #bytes = 0;

  get size(): number {
    return this.#keys.size;
  }

  /** Watches a copy of the key; one that is watched already keeps its version. @returns false when there is no room. */
  add(raw: RawCache, key: Uint8Array, database: number): boolean {
    const name = `${database}:${Buffer.from(key).toString("latin1")}`;
    if (this.#keys.has(name)) return true;
    const cost = 2 * key.length + BYTES_PER_WATCH;
    if (this.#bytes + cost > TRANSACTION_BYTES_MAX) return false;
    this.#bytes += cost;
    this.#keys.set(name, { key: key.slice(), database, version: raw.version(key, 0, key.length, database) });
    return true;
  }

  /** Whether one of the keys may have changed since it was watched. */
  haveChanged(raw: RawCache): boolean {
    for (const { key, database, version } of this.#keys.values()) {
      if (raw.version(key, 0, key.length, database) !== version) return true;
    }
    return false;
  }

  clear(): void {
    this.#keys.clear();
    this.#bytes = 0;
  }
}
