// Requests of one read that are worked on together: all are parsed and their commands found, then their keys' memory is
// touched, then they run one after another. The one idea: memory is slow one line after another and fast many lines at
// once. Slots are made once, so gathering allocates nothing; ranges are copied, because the parser reuses its own.
// Invariant: ranges hold in `buffer`, which stays as it is until the batch has run.

import type { RequestParser } from "@segcache/resp";
import type { Command } from "./commands/command.ts";

/** The part of a parser that a request is read from. */
export type Request = Pick<RequestParser, "buffer" | "starts" | "ends" | "argumentCount">;

/** Most requests of a batch: as many keys as the engine takes in one batch. */
export const BATCH_REQUESTS_MAX = 64;
/** A request of more arguments runs by itself, from the parser's ranges. */
const ARGUMENTS_MAX = 16;

const NO_BYTES = new Uint8Array(0);

/** One request of a batch. */
export class BatchedRequest {
  /** The batch's. */
  buffer: Uint8Array = NO_BYTES;
  readonly starts: Int32Array = new Int32Array(ARGUMENTS_MAX);
  readonly ends: Int32Array = new Int32Array(ARGUMENTS_MAX);
  argumentCount = 0;
  /** What its first argument names, if anything. */
  command: Command | undefined = undefined;
}

export class RequestBatch {
  readonly requests: readonly BatchedRequest[] = Array.from({ length: BATCH_REQUESTS_MAX }, () => new BatchedRequest());
  size = 0;
  /** Requests before this one have had their keys announced. */
  announced = 0;

  clear(): void {
    this.size = 0;
    this.announced = 0;
  }

  /**
   * Adds a request, unless the batch is full, it has many arguments, or what follows it may have to be parsed by other
   * limits. @returns whether it was added.
   */
  add({ starts, ends, argumentCount }: Request, command: Command | undefined): boolean {
    if (this.size === BATCH_REQUESTS_MAX || argumentCount > ARGUMENTS_MAX) return false;
    if (command?.isHandshake === true) return false;
    const slot = this.requests[this.size++]!;
    slot.command = command;
    slot.argumentCount = argumentCount;
    for (let i = 0; i < argumentCount; i++) {
      slot.starts[i] = starts[i]!;
      slot.ends[i] = ends[i]!;
    }
    return true;
  }

  /** The requests added are ranges of this buffer. */
  setBuffer(buffer: Uint8Array): void {
    for (let i = 0; i < this.size; i++) this.requests[i]!.buffer = buffer;
  }
}

/** A copy of a request that has to wait, in memory of its own. */
export function copyOf({ buffer, starts, ends, argumentCount }: Request): Request {
  const from = starts[0]!;
  return {
    buffer: buffer.slice(from, ends[argumentCount - 1]!),
    starts: starts.slice(0, argumentCount).map((start) => start - from),
    ends: ends.slice(0, argumentCount).map((end) => end - from),
    argumentCount,
  };
}
