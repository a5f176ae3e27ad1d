// What the server counts about itself; the engine counts its own. Counters only grow until CONFIG RESETSTAT, which
// empties these and remembers the engine's counters as a baseline to subtract, so the engine needs no reset.
// Unit in each name: a bare noun is a count.

import type { Counters } from "segcache-core";

const SAMPLE_INTERVAL_MS = 1000;

/** The engine's counters that INFO reports and CONFIG RESETSTAT resets. */
type Resettable = Pick<Counters, "hits" | "misses" | "itemsEvicted" | "itemsExpired">;
const NOTHING: Resettable = { hits: 0, misses: 0, itemsEvicted: 0, itemsExpired: 0 };

export class Metrics {
  connectionsReceived = 0;
  connectionsRejected = 0;
  commandsProcessed = 0;
  inputBytes = 0;
  outputBytes = 0;
  reads = 0;
  writes = 0;
  errorReplies = 0;
  protocolErrors = 0;
  authenticationFailures = 0;
  outputLimitDisconnections = 0;
  queryLimitDisconnections = 0;
  internalErrors = 0;
  evictedClients = 0;
  /** Reads of clients with NO-TOUCH that found their key. The engine does not know of these hits; as its own they only grow. */
  untouchedHits = 0;
  /** Rates over the last full sample. */
  commandsPerSecond = 0;
  inputBytesPerSecond = 0;
  outputBytesPerSecond = 0;

  #baseline: Resettable = NOTHING;
  #sampledAtMs: number;
  #sampledCommands = 0;
  #sampledInputBytes = 0;
  #sampledOutputBytes = 0;

  constructor(nowMs: number) {
    this.#sampledAtMs = nowMs;
  }

  /** Called often; takes a sample of the rate once a second. */
  sample(nowMs: number): void {
    const elapsedMs = nowMs - this.#sampledAtMs;
    if (elapsedMs >= 0 && elapsedMs < SAMPLE_INTERVAL_MS) return;
    const perSecond = (count: number): number => (elapsedMs > 0 ? Math.round((count * 1000) / elapsedMs) : 0);
    this.commandsPerSecond = perSecond(this.commandsProcessed - this.#sampledCommands);
    this.inputBytesPerSecond = perSecond(this.inputBytes - this.#sampledInputBytes);
    this.outputBytesPerSecond = perSecond(this.outputBytes - this.#sampledOutputBytes);
    this.#sampledAtMs = nowMs;
    this.#remember();
  }

  #remember(): void {
    this.#sampledCommands = this.commandsProcessed;
    this.#sampledInputBytes = this.inputBytes;
    this.#sampledOutputBytes = this.outputBytes;
  }

  /** CONFIG RESETSTAT. */
  reset(cache: Resettable): void {
    this.connectionsReceived = 0;
    this.connectionsRejected = 0;
    this.commandsProcessed = 0;
    this.inputBytes = 0;
    this.outputBytes = 0;
    this.reads = 0;
    this.writes = 0;
    this.errorReplies = 0;
    this.protocolErrors = 0;
    this.authenticationFailures = 0;
    this.outputLimitDisconnections = 0;
    this.queryLimitDisconnections = 0;
    this.internalErrors = 0;
    this.evictedClients = 0;
    this.commandsPerSecond = 0;
    this.inputBytesPerSecond = 0;
    this.outputBytesPerSecond = 0;
    this.#remember();
    const { hits, misses, itemsEvicted, itemsExpired } = cache;
    this.#baseline = { hits: hits + this.untouchedHits, misses, itemsEvicted, itemsExpired };
  }

  /** The engine's counters since the last reset. */
  sinceReset(cache: Resettable): Resettable {
    const base = this.#baseline;
    return {
      hits: cache.hits + this.untouchedHits - base.hits,
      misses: cache.misses - base.misses,
      itemsEvicted: cache.itemsEvicted - base.itemsEvicted,
      itemsExpired: cache.itemsExpired - base.itemsExpired,
    };
  }
}
