// Lines on their way to the thread that writes them into a file: gathered for a turn of the event loop, so that a batch of
// requests costs one message. Each piece sent ends at the end of a line, so lines of several threads do not mix.

import type { LineSink } from "../command-log.ts";

/** Gathered lines are sent at once above this. */
const GATHERED_LENGTH_MAX = 64 * 1024;

export class PostedLines implements LineSink {
  readonly #send: (lines: string) => void;
  readonly #defer: (task: () => void) => void;
  #lines = "";

  /** @param defer runs a task after the current turn; a test may run it when it wants. */
  constructor(send: (lines: string) => void, defer: (task: () => void) => void = setImmediate) {
    this.#send = send;
    this.#defer = defer;
  }

  write(line: string): void {
    if (this.#lines === "") this.#defer(() => this.flush());
    this.#lines += line;
    if (this.#lines.length > GATHERED_LENGTH_MAX) this.flush();
  }

  /** Sends what has been gathered. */
  flush(): void {
    if (this.#lines === "") return;
    this.#send(this.#lines);
    this.#lines = "";
  }
}
