// Lines without threads: what one side posts the other receives, as a copy, when the test lets it.

import type { Port } from "../../src/threads/line.ts";

class TestPort implements Port {
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #waiting: unknown[] = [];
  other: TestPort | undefined = undefined;

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => this.other?.receive(copy));
  }

  on(_event: "message", listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
    for (const message of this.#waiting.splice(0)) listener(message);
  }

  /** As a real port, it keeps what comes before anybody listens. */
  receive(message: unknown): void {
    if (this.#listeners.length === 0) this.#waiting.push(message);
    for (const listener of this.#listeners) listener(message);
  }
}

/** Both ends of a line. */
export function portPair(): [Port, Port] {
  const one = new TestPort();
  const other = new TestPort();
  one.other = other;
  other.other = one;
  return [one, other];
}

/** Lets everything that was posted arrive, and what that caused. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
