// What one thread of the server counts about itself; the engine counts its own. Counters only grow until CONFIG RESETSTAT,
// which empties these and remembers the engine's counters as a baseline to subtract, so the engine needs no reset. What
// several threads have counted adds up. Unit in each name: a bare noun is a count.

import type { Counters } from "segcache-core";

const SAMPLE_INTERVAL_MS = 1000;

/** The engine's counters that INFO reports and CONFIG RESETSTAT resets. */
export type Resettable = Pick<Counters, "hits" | "misses" | "itemsEvicted" | "itemsExpired">;
const NOTHING: Resettable = { hits: 0, misses: 0, itemsEvicted: 0, itemsExpired: 0 };

/** What CONFIG RESETSTAT sets to zero. */
const COUNTS = [
  "connectionsReceived",
  "connectionsRejected",
  "commandsProcessed",
  "inputBytes",
  "outputBytes",
  "reads",
  "writes",
  "errorReplies",
  "protocolErrors",
  "authenticationFailures",
  "outputLimitDisconnections",
  "queryLimitDisconnections",
  "internalErrors",
  "evictedClients",
] as const;
const RATES = ["commandsPerSecond", "inputBytesPerSecond", "outputBytesPerSecond"] as const;
const UNTOUCHED = ["untouchedHits", "untouchedHitsAtReset"] as const;

/** The numbers of one thread as plain data. */
export type MetricValues = Readonly<Record<(typeof COUNTS | typeof RATES | typeof UNTOUCHED)[number], number>>;

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
  untouchedHitsAtReset = 0;
  /** Rates over the last full sample. */
  commandsPerSecond = 0;
  inputBytesPerSecond = 0;
  outputBytesPerSecond = 0;

  /** The engine's counters at the last reset. */
  #baseline: Resettable;
  #sampledAtMs: number;
  #sampledCommands = 0;
  #sampledInputBytes = 0;
  #sampledOutputBytes = 0;

  constructor(nowMs: number, baseline: Resettable = NOTHING) {
    this.#sampledAtMs = nowMs;
    this.#baseline = baseline;
  }

  get baseline(): Resettable {
    return this.#baseline;
  }

  /** The numbers as they are now. */
  values(): MetricValues {
    return Object.fromEntries([...COUNTS, ...RATES, ...UNTOUCHED].map((name) => [name, this[name]])) as MetricValues;
  }

  /** Adds what another thread has counted, and how fast it is. */
  add(other: MetricValues): void {
    this.addCounts(other);
    for (const name of RATES) this[name] += other[name];
  }

  /** Adds what a thread has counted that is no more. */
  addCounts(other: MetricValues): void {
    for (const name of [...COUNTS, ...UNTOUCHED]) this[name] += other[name];
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

  /** CONFIG RESETSTAT. @param cache the engine's counters at that moment, the same for all threads. */
  reset({ hits, misses, itemsEvicted, itemsExpired }: Resettable): void {
    for (const name of [...COUNTS, ...RATES]) this[name] = 0;
    this.#remember();
    this.untouchedHitsAtReset = this.untouchedHits;
    this.#baseline = { hits, misses, itemsEvicted, itemsExpired };
  }

  /** The engine's counters since the last reset. */
  sinceReset(cache: Resettable): Resettable {
    const base = this.#baseline;
    return {
      hits: cache.hits + this.untouchedHits - this.untouchedHitsAtReset - base.hits,
      misses: cache.misses - base.misses,
      itemsEvicted: cache.itemsEvicted - base.itemsEvicted,
      itemsExpired: cache.itemsExpired - base.itemsExpired,
    };
  }
}
