// What happens without a request: expired items are removed, rates sampled, idle connections and those that hold too much closed. Expiry works in
// bounded slices with requests served between them. Timers do not keep the process alive.

import { evictClients } from "./client-memory.ts";
import type { ServerState } from "./server-state.ts";

const TICK_MS = 100;
const TICKS_PER_SWEEP = 10;

export class Housekeeping {
  readonly #server: ServerState;
  readonly #sweepConnections: (nowMs: number) => void;
  #timer: NodeJS.Timeout | undefined = undefined;
  #slice: NodeJS.Immediate | undefined = undefined;
  #ticks = 0;

  /** @param sweepConnections called about every second. */
  constructor(server: ServerState, sweepConnections: (nowMs: number) => void) {
    this.#server = server;
    this.#sweepConnections = sweepConnections;
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#slice);
    this.#slice = undefined;
  }

  tick(): void {
    const { clock, metrics, pause } = this.#server;
    const nowMs = clock.refresh();
    metrics.sample(nowMs);
    pause.tick(nowMs);
    evictClients(this.#server);
    if (this.#slice === undefined) this.#expire(); // else the last tick's work is still going on
    if (++this.#ticks % TICKS_PER_SWEEP === 0) this.#sweepConnections(nowMs);
  }

  #expire(): void {
    this.#slice = undefined;
    if (!this.#server.cache.expireSlice()) return;
    this.#slice = setImmediate(() => {
      this.#server.clock.refresh();
      this.#expire();
    }).unref();
  }
}
