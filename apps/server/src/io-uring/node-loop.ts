// Node's own event loop of this thread, seen from a function that it has called and that waits for things of its own: how long that may
// take, what tells that Node has something to do, and how Node is kept from waiting itself when it has its turn.
// https://docs.libuv.org/en/v1.x/loop.html

import { MessageChannel } from "node:worker_threads";
import type { ForeignFunction, ForeignFunctions } from "./foreign-functions.ts";

export class NodeLoop {
  readonly #loop: bigint;
  readonly #timeout: ForeignFunction;
  /** Readable while something but a timer waits for Node. */
  readonly descriptor: number;
  readonly #wakened: MessageChannel["port1"];
  readonly #wakening: MessageChannel["port2"];

  /** @throws Error where libuv is not to be reached. */
  constructor(functions: ForeignFunctions) {
    this.#loop = functions.eventLoop();
    this.#timeout = functions.find("uv_backend_timeout", ["pointer"], "i32");
    this.descriptor = functions.find("uv_backend_fd", ["pointer"], "i32")(this.#loop);
    const { port1, port2 } = new MessageChannel();
    this.#wakened = port1;
    this.#wakening = port2;
    port1.on("message", () => {}); // being called is all there is to it
    port1.unref();
    port2.unref();
  }

  /** Milliseconds until Node has something to do by the clock, 0 when it has now; -1 for no such time. */
  get timeoutMs(): number {
    return this.#timeout(this.#loop);
  }

  /** Keeps Node from waiting the next time it would. */
  wake(): void {
    this.#wakening.postMessage(undefined);
  }

  /** Sets whether the process, or the thread, goes on for the sake of whoever waits. */
  keepAlive(isKept: boolean): void {
    if (isKept) this.#wakened.ref();
    else this.#wakened.unref();
  }
}
