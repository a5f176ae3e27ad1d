// What happens without a request: expired items are removed, rates sampled, idle connections and those that hold too much
// closed. Expiry works in bounded slices with requests served between them. Timers do not keep the process alive.

import { evictClients } from "./client-memory.ts";
import type { ServerState } from "./server-state.ts";

const TICK_MS = 100;
const TICKS_PER_SWEEP = 10;

/** What is to be done beside sampling rates and ending pauses. */
export interface Chores {
  /** Called about every second. */
  readonly sweepConnections?: (nowMs: number) => void;
  /** Called at every tick: closes clients that hold too much. */
  readonly evictClients?: () => void;
  /** Does one slice of the engine's work. @returns whether more is due. */
  readonly expireSlice?: () => boolean;
}

/** The chores that one thread does for the whole server. */
export function forAll(server: ServerState): Chores {
  return { evictClients: () => evictClients(server), expireSlice: () => server.cache.expireSlice() };
}

export class Housekeeping {
  readonly #server: ServerState;
  readonly #chores: Chores;
  #timer: NodeJS.Timeout | undefined = undefined;
  #slice: NodeJS.Immediate | undefined = undefined;
  #ticks = 0;

  constructor(server: ServerState, chores: Chores) {
    this.#server = server;
    this.#chores = chores;
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
    this.#chores.evictClients?.();
    if (this.#slice === undefined) this.#expire(); // else the last tick's work is still going on
    if (++this.#ticks % TICKS_PER_SWEEP === 0) this.#chores.sweepConnections?.(nowMs);
  }

  #expire(): void {
    this.#slice = undefined;
    if (this.#chores.expireSlice?.() !== true) return;
    this.#slice = setImmediate(() => {
      this.#server.clock.refresh();
      this.#expire();
    });
  }
}
