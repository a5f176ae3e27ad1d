// What a command handler works with: the cache, the client's session, and the request's arguments as ranges of a
// buffer. One context per thread is refilled for each request, so handing it over allocates nothing; a handler must
// not keep it. Nothing here knows sockets.

import { parseInt64, parseInteger, type ReplyWriter } from "@segcache/resp";
import { MISS, type RawCache, type Segcache } from "segcache-core";
import type { Command } from "./commands/command.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./session.ts";
import type { QueuedRequest } from "./transaction.ts";
import { equalsWord } from "./words.ts";

const NO_BYTES = new Uint8Array(0);
const NO_RANGES = new Int32Array(0);
const decoder = new TextDecoder();

type RunQueued = (request: QueuedRequest, reply: ReplyWriter) => void;

export class Context {
  readonly server: ServerState;
  readonly cache: Segcache;
  readonly raw: RawCache;
  /** Room for the text of one 64-bit integer. */
  readonly scratch: Uint8Array = new Uint8Array(32);

  session: Session;
  command: Command;
  buffer: Uint8Array = NO_BYTES;
  /** Argument i is buffer[starts[i]..ends[i]); argument 0 is the command's name. */
  starts: Int32Array = NO_RANGES;
  ends: Int32Array = NO_RANGES;
  argumentCount = 0;
  /** Runs a queued request and replies to it; the context is then again that of the command that asked for it. */
  readonly runQueued: RunQueued;

  constructor(server: ServerState, session: Session, command: Command, runQueued: RunQueued) {
    this.runQueued = runQueued;
    this.server = server;
    this.cache = server.cache;
    this.raw = server.cache.raw;
    this.session = session;
    this.command = command;
  }

  /** The instant this request runs at, Unix milliseconds. */
  get nowMs(): number {
    return this.server.clock.nowMs;
  }

  argumentBytes(index: number): number {
    return this.ends[index]! - this.starts[index]!;
  }

  /** A view of the argument; borrowed, like everything here. */
  bytes(index: number): Uint8Array {
    return this.buffer.subarray(this.starts[index]!, this.ends[index]!);
  }

  /** The argument as a string (UTF-8). It allocates: not for the hot path. */
  text(index: number): string {
    return decoder.decode(this.bytes(index));
  }

  /** Finds argument `index` as a key to be read. The access counts towards the key's popularity, unless the client asked
   * that its reads do not (CLIENT NO-TOUCH). @returns the item, or MISS. */
  find(index: number): number {
    const { raw, buffer, session } = this;
    const start = this.starts[index]!;
    const end = this.ends[index]!;
    if (session.noTouch) {
      const item = raw.peek(buffer, start, end, session.database);
      if (item !== MISS) {
        this.server.metrics.untouchedHits++;
        return item;
      }
    }
    return raw.get(buffer, start, end, session.database);
  }

  /** Whether the argument is `word`, in any case. */
  isWord(index: number, word: Uint8Array): boolean {
    return equalsWord(this.buffer, this.starts[index]!, this.ends[index]!, word);
  }

  /** The argument as an integer of at most 53 bits, else NaN. */
  integer(index: number): number {
    return parseInteger(this.buffer, this.starts[index]!, this.ends[index]!);
  }

  /** The argument as a signed 64-bit integer, rounded where a double cannot hold it; else NaN. For numbers of which beyond
   * 53 bits only the sign matters, and that they are out of everything's reach. */
  rounded(index: number): number {
    const value = this.integer(index);
    return Number.isNaN(value) ? Number(this.int64(index) ?? Number.NaN) : value;
  }

  /** The argument as a signed 64-bit integer, else undefined. */
  int64(index: number): bigint | undefined {
    return parseInt64(this.buffer, this.starts[index]!, this.ends[index]!);
  }
}

/** A reply grew above what client-output-buffer-limit allows: its client goes, as if the output had waited. */
export class ReplyTooLarge extends Error {
  override readonly name = "ReplyTooLarge";
}

/** Replies are sent before they are this long together, so what is longer than this and the limit is one reply above the limit. */
export const GATHERED_BYTES_MAX: number = 1024 ** 2;

/** Copies an item's value out as a bulk string. @throws ReplyTooLarge when many items are more than a client may get. */
export function replyItem(context: Context, reply: ReplyWriter, item: number): void {
  const { raw } = context;
  if (reply.length > GATHERED_BYTES_MAX) {
    const { hardBytes } = context.server.config["client-output-buffer-limit"].normal;
    if (hardBytes > 0 && reply.length > GATHERED_BYTES_MAX + hardBytes) throw new ReplyTooLarge();
  }
  const at = reply.beginBulk(raw.valueBytes(item));
  raw.copyValue(item, reply.buffer, at);
}
