// Requests that are worked on together, of one read or of several connections: all are parsed and their commands found, then their
// keys' memory is touched, then they run one after another. The one idea: memory is slow one line after another and fast many lines
// at once. All tables are made once, so gathering allocates nothing.
// Invariant: what the batch says of requests holds as long as the bytes stay that they are ranges of.

import { BATCH_ARGUMENTS_MAX, BATCH_REQUESTS_MAX, RequestBatch, type RequestParser } from "@segcache/resp";
import type { Command, CommandIndex } from "./commands/command.ts";

/** The part of a parser that a request is read from. */
export type Request = Pick<RequestParser, "buffer" | "starts" | "ends" | "argumentCount">;

/** One request of a batch, with tables of its own for the ranges. */
class BatchedRequest {
  readonly #requests: RequestBatch;
  readonly starts: Int32Array = new Int32Array(BATCH_ARGUMENTS_MAX);
  readonly ends: Int32Array = new Int32Array(BATCH_ARGUMENTS_MAX);
  argumentCount = 0;

  constructor(requests: RequestBatch) {
    this.#requests = requests;
  }

  get buffer(): Uint8Array {
    return this.#requests.buffer;
  }
}

export class CommandBatch {
  readonly #requests: RequestBatch = new RequestBatch();
  /** The request that load() was called for last. */
  readonly loaded: BatchedRequest = new BatchedRequest(this.#requests);
  /** What the first argument of each request names, if anything. */
  readonly commands: (Command | undefined)[] = new Array<Command | undefined>(BATCH_REQUESTS_MAX).fill(undefined);
  /** Which database the keys of each are likely of. */
  readonly databases: Int32Array = new Int32Array(BATCH_REQUESTS_MAX);
  /** Requests before this one have had their keys announced. */
  announced = 0;

  get size(): number {
    return this.#requests.size;
  }

  /** What the ranges of all requests refer to. */
  get buffer(): Uint8Array {
    return this.#requests.buffer;
  }

  /** Where in `buffer` the arguments of all requests begin; those of one from `rangesOf` it on. */
  get starts(): Int32Array {
    return this.#requests.starts;
  }

  /** Where they end. */
  get ends(): Int32Array {
    return this.#requests.ends;
  }

  /** Empties the batch; the requests to come are ranges of `buffer`. */
  clear(buffer: Uint8Array): void {
    this.#requests.clear(buffer);
    this.announced = 0;
  }

  /** Takes the plain requests that follow, up to one after which the parser may have other limits.
   * @param database which their keys are likely of. */
  fill(parser: RequestParser, index: CommandIndex, database: number): void {
    this.clear(parser.buffer);
    parser.gather(this.#requests);
    this.#findCommands(0, parser, index, database);
  }

  /** Adds all that a parser of the same buffer was fed, unless fill() would leave some of it. @returns whether it has. */
  add(parser: RequestParser, index: CommandIndex, database: number): boolean {
    const { size } = this;
    parser.gather(this.#requests);
    this.#findCommands(size, parser, index, database);
    if (parser.pendingBytes === 0) return true;
    parser.putBack(this.#requests, size);
    return false;
  }

  /** Finds the commands of the requests from `from` on, and puts back those from a handshake on. */
  #findCommands(from: number, parser: RequestParser, index: CommandIndex, database: number): void {
    const { commands, databases } = this;
    const { buffer, starts, ends, size } = this.#requests;
    for (let i = from; i < size; i++) {
      const first = i * BATCH_ARGUMENTS_MAX;
      const command = index.find(buffer, starts[first]!, ends[first]!);
      if (command?.isHandshake === true) {
        parser.putBack(this.#requests, i);
        return;
      }
      databases[i] = database;
      if (commands[i] !== command) commands[i] = command; // a reference costs more to write than to compare
    }
  }

  argumentCount(index: number): number {
    return this.#requests.argumentCounts[index]!;
  }

  /** The place of a request's first range in `starts` and `ends`. */
  rangesOf(index: number): number {
    return index * BATCH_ARGUMENTS_MAX;
  }

  /** @returns the request at `index`, in the one place where requests of this batch are shown. */
  load(index: number): Request {
    const { loaded } = this;
    const { starts, ends } = loaded; // one load each; the loop sees locals
    const { starts: allStarts, ends: allEnds, argumentCounts } = this.#requests;
    const count = argumentCounts[index]!;
    loaded.argumentCount = count;
    for (let i = 0, from = index * BATCH_ARGUMENTS_MAX; i < count; i++, from++) {
      starts[i] = allStarts[from]!;
      ends[i] = allEnds[from]!;
    }
    return loaded;
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
