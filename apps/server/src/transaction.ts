// MULTI ... EXEC of one session: the requests that wait, and the keys watched before. A request's bytes belong to the
// connection's buffer, so queueing copies them. Invariant: a transaction holds at most TRANSACTION_BYTES_MAX; the request
// that would exceed it is refused, and the whole is then refused by EXEC.
// Source: https://redis.io/docs/latest/develop/using-commands/transactions/

import type { RawCache } from "segcache-core";
import type { Command } from "./commands/command.ts";
import type { Request } from "./request-batch.ts";
import type { Reads } from "./threads/report.ts";

/** What one client may keep waiting on the server. */
export const TRANSACTION_BYTES_MAX: number = 64 * 1024 ** 2;
/** What a queued request costs beside its arguments: its command, and where its arguments begin. */
const BYTES_PER_REQUEST = 16;
const BYTES_PER_EDGE = 4;
/** What a watched key costs beside its bytes. */
const BYTES_PER_WATCH = 256;

export interface QueuedRequest extends Request {
  readonly command: Command;
}

export class Transaction {
  /** A request was refused while queueing: EXEC will discard everything. */
  isFailed = false;
  /** Whether a queued command writes. */
  writes = false;
  /** What other threads have to report before EXEC. */
  reads: Reads | undefined = undefined;
  /** Whether a queued command concerns keys that are not known beforehand. */
  locksAll = false;
  readonly #commands: Command[] = [];
  /** By request: the number of its first argument. */
  readonly #firsts: number[] = [];
  /** Arguments stand end to end: argument i is #buffer[#edges[i]..#edges[i + 1]). */
  #buffer = new Uint8Array(1024);
  #edges = new Int32Array(64);
  #argumentCount = 0;

  /** How many requests wait. */
  get size(): number {
    return this.#commands.length;
  }

  /** Memory that the requests take, without room to grow. */
  get bytes(): number {
    return this.#edges[this.#argumentCount]! + this.#argumentCount * BYTES_PER_EDGE + this.size * BYTES_PER_REQUEST;
  }

  /** Queues a copy of the request. @returns false when there is no room. */
  queue(command: Command, { buffer, starts, ends, argumentCount }: Request): boolean {
    let length = 0;
    for (let i = 0; i < argumentCount; i++) length += ends[i]! - starts[i]!;
    if (this.bytes + length + argumentCount * BYTES_PER_EDGE + BYTES_PER_REQUEST > TRANSACTION_BYTES_MAX) return false;
    let at = this.#edges[this.#argumentCount]!;
    this.#buffer = grown(this.#buffer, at, at + length, (size) => new Uint8Array(size));
    const edgesUsed = this.#argumentCount + 1;
    this.#edges = grown(this.#edges, edgesUsed, edgesUsed + argumentCount, (size) => new Int32Array(size));
    this.#commands.push(command);
    this.#firsts.push(this.#argumentCount);
    for (let i = 0; i < argumentCount; i++) {
      this.#buffer.set(buffer.subarray(starts[i]!, ends[i]!), at);
      at += ends[i]! - starts[i]!;
      this.#edges[++this.#argumentCount] = at;
    }
    this.writes ||= command.isWrite;
    if (this.reads !== "clients") this.reads = command.reads ?? this.reads;
    this.locksAll ||= command.transactionLocking === "all";
    return true;
  }

  /** A request that waits; its bytes are the transaction's. */
  request(index: number): QueuedRequest {
    const first = this.#firsts[index]!;
    const end = this.#firsts[index + 1] ?? this.#argumentCount;
    return {
      command: this.#commands[index]!,
      buffer: this.#buffer,
      starts: this.#edges.subarray(first, end),
      ends: this.#edges.subarray(first + 1, end + 1),
      argumentCount: end - first,
    };
  }
}

/** The array itself if it has room for `needed` elements, else a larger one with the first `used` of them. */
function grown<T extends Uint8Array | Int32Array>(
  array: T,
  used: number,
  needed: number,
  create: (size: number) => T,
): T {
  if (needed <= array.length) return array;
  const larger = create(Math.max(needed, array.length * 2));
  larger.set(array.subarray(0, used));
  return larger;
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

  /** Memory that the keys take. */
  get bytes(): number {
    return this.#bytes;
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

  /** Adds the keys to the section being prepared. */
  addTo(raw: RawCache): void {
    for (const { key, database } of this.#keys.values()) raw.addToSection(key, 0, key.length, database);
  }

  clear(): void {
    this.#keys.clear();
    this.#bytes = 0;
  }
}
