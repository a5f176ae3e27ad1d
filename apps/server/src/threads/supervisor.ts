// The main thread of a server of several: starts the workers, replaces one that crashes, and stops them in order. A crash costs
// the clients of that thread their connections and the cache what the thread was changing at that moment; the next worker is
// started after a delay that grows while crashes follow one another.

import { availableParallelism } from "node:os";
import { clientBytesMax, idsAbove } from "../client-memory.ts";
import type { LineSink, Seeds } from "../command-log.ts";
import type { Config } from "../config.ts";
import { Housekeeping } from "../housekeeping.ts";
import { type RingResources, releaseRing } from "../io-uring/ring.ts";
import type { Listening } from "../listeners.ts";
import type { ServerState } from "../server-state.ts";
import { Exchange } from "./exchange.ts";
import { canSharePorts, findTakenPort } from "./free-ports.ts";
import type { ToMain, WorkerStart } from "./messages.ts";
import { errorOf } from "./problems.ts";
import type { ThreadReport } from "./report.ts";
import { type StartWorker, startWorker, type WorkerThread } from "./worker-thread.ts";

const RESTART_MS_MIN = 100;
const RESTART_MS_MAX = 10_000;
/** A worker that is not done by then, though none takes long to give its clients up, stands still. */
const CLOSE_MS_MAX = 5000;
/** A worker that lived so long was all right: the next delay is the shortest again. */
const SETTLED_MS = 60_000;

/** How many threads are to serve clients. Where there is only a Unix socket, one is: threads cannot share it. */
export function threadsOf(config: Config): number {
  if (config.port === 0 && config["tls-port"] === 0) return 1;
  return config.threads === 0 ? availableParallelism() : config.threads;
}

export interface SupervisorOptions {
  /** Where workers' lines of the command log go, and the secrets they hash keys with. */
  readonly commandLog?: { readonly sink: LineSink; readonly seeds: Seeds } | undefined;
  readonly startWorker?: StartWorker;
  /** Calls back after so many milliseconds. */
  readonly delay?: (ms: number, task: () => void) => void;
  readonly findTaken?: typeof findTakenPort;
  readonly canShare?: typeof canSharePorts;
}

interface Crewman {
  readonly worker: WorkerThread;
  /** Its number in the cache; 0 until it has opened it. */
  cacheThread: number;
  /** What is left when it ends; undefined until it has told, and where it has no ring. */
  ringResources: RingResources | undefined;
  readonly startedMs: number;
}

export class Supervisor {
  readonly #state: ServerState;
  readonly #options: SupervisorOptions;
  readonly #exchange: Exchange;
  readonly #housekeeping: Housekeeping;
  readonly #crew = new Map<number, Crewman>();
  /** How long the next replacement of a thread has to wait. */
  readonly #delays = new Map<number, number>();
  #isEvicting = false;
  #isServing = false;
  #isStopping = false;
  #sharesPorts = true;

  /** @param state the main thread's, with the cache that all are to use. */
  constructor(state: ServerState, options: SupervisorOptions = {}) {
    this.#state = state;
    this.#options = options;
    this.#exchange = new Exchange(state, options.findTaken ?? findTakenPort);
    const evictClients = (): void => void this.#evictClients();
    this.#housekeeping = new Housekeeping(state, { evictClients, expireSlice: () => state.cache.expireSlice() });
  }

  /** Starts the workers. @returns the addresses in use. @throws what keeps a worker from listening; then none is left. */
  async listen(): Promise<Listening> {
    const { config, threads, log } = this.#state;
    const taken = await (this.#options.findTaken ?? findTakenPort)(undefined, config);
    if (taken !== undefined) throw taken;
    this.#sharesPorts = await (this.#options.canShare ?? canSharePorts)();
    const count = this.#sharesPorts ? threads : 1;
    if (count < threads)
      log.warn({ threads }, "this system cannot share a port between threads: one thread serves all");
    for (let thread = 1; thread <= count; thread++) this.#start(thread);
    const outcomes = await Promise.all([...this.#crew.values()].map(({ worker }) => worker.line.ask("listen", null)));
    for (const outcome of outcomes) {
      if (outcome !== undefined && "listening" in outcome) continue;
      await this.#terminateAll();
      throw outcome === undefined ? new Error("a worker ended before it listened") : errorOf(outcome.problem);
    }
    this.#isServing = true;
    this.#housekeeping.start();
    const [first, ...others] = outcomes.flatMap((outcome) =>
      outcome && "listening" in outcome ? [outcome.listening] : [],
    );
    const endpoints = new Set([first!, ...others].flatMap((one) => one.endpoints));
    return { address: first!.address, port: first!.port, endpoints: [...endpoints] };
  }

  /** Stops in order; resolves when all workers have closed their connections and ended. */
  async close(): Promise<void> {
    this.#isStopping = true;
    this.#housekeeping.stop();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS_MAX);
    });
    await Promise.race([this.#exchange.close(), tooLate]);
    clearTimeout(timer);
    await this.#terminateAll();
  }

  /** What all workers have counted. */
  gather(): Promise<readonly ThreadReport[]> {
    return this.#exchange.gather("counts");
  }

  #start(thread: number): void {
    const worker = (this.#options.startWorker ?? startWorker)(this.#startOf(thread));
    const crewman: Crewman = {
      worker,
      cacheThread: 0,
      ringResources: undefined,
      startedMs: this.#state.clock.refresh(),
    };
    this.#crew.set(thread, crewman);
    worker.line.serve({
      opened: (number) => {
        crewman.cacheThread = number;
        return null;
      },
      ringOpened: (resources) => {
        crewman.ringResources = resources;
        return null;
      },
      gather: (ask) => this.#exchange.gatherFor(ask),
      change: (change) => this.#exchange.change(change),
      listenAs: (values) => this.#exchange.listenAs(values),
      monitored: (lines) => {
        this.#exchange.monitored(thread, lines);
        return null;
      },
      log: (line) => this.#log(line),
      commandLog: (lines) => {
        this.#options.commandLog?.sink.write(lines);
        return null;
      },
      shutDown: () => {
        this.#state.shutDown();
        return null;
      },
    });
    worker.onExit((error) => void this.#ended(thread, crewman, error));
    this.#exchange.add({ thread, line: worker.line });
  }

  #startOf(thread: number): WorkerStart {
    const { config, configFile, runId, startedMs, clientsMax, threads, counts, cache, pause, metrics, monitors } =
      this.#state;
    return {
      ...{ thread, threads, config, configFile, runId, startedMs, clientsMax },
      cache: cache.share(),
      counts: counts.buffer as SharedArrayBuffer, // SharedCounts.forThreads made it
      baseline: metrics.baseline,
      pause: { kind: pause.kind, endMs: pause.endMs },
      monitors: monitors.elsewhere(),
      logSeeds: this.#options.commandLog?.seeds,
      sharesPorts: this.#sharesPorts,
    };
  }

  #log({ level, fields, text }: ToMain["log"][0]): null {
    this.#state.log[level](fields, text);
    return null;
  }

  async #ended(thread: number, { cacheThread, ringResources, startedMs }: Crewman, error: unknown): Promise<void> {
    this.#crew.delete(thread);
    if (ringResources !== undefined) releaseRing(ringResources);
    const removed = this.#exchange.remove(thread);
    if (this.#isStopping) return;
    const { log, counts, cache, clock } = this.#state;
    const shardsEmptied = cacheThread === 0 ? 0 : cache.recover(cacheThread);
    counts.addCrash(thread);
    log.error({ err: error, thread, shardsEmptied }, "a thread crashed: its connections are closed");
    await removed;
    if (!this.#isServing) return; // listen() has been told
    const hadSettled = clock.refresh() - startedMs >= SETTLED_MS;
    const delayMs = hadSettled ? RESTART_MS_MIN : (this.#delays.get(thread) ?? RESTART_MS_MIN);
    this.#delays.set(thread, Math.min(2 * delayMs, RESTART_MS_MAX));
    const delay = this.#options.delay ?? ((ms, task) => void setTimeout(task, ms));
    delay(delayMs, () => void this.#replace(thread));
  }

  async #replace(thread: number): Promise<void> {
    if (this.#isStopping) return;
    this.#start(thread);
    const worker = this.#crew.get(thread)?.worker;
    const outcome = await worker?.line.ask("listen", null);
    if (outcome === undefined || this.#isStopping) return; // it ended, which is told elsewhere
    const { log } = this.#state;
    if ("listening" in outcome) {
      log.info({ thread }, "a thread in place of the one that crashed accepts connections");
      return;
    }
    log.error({ err: errorOf(outcome.problem), thread }, "a thread cannot listen");
    await worker?.terminate();
  }

  /** Ends every worker at once. */
  async #terminateAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#crew.values()].map(({ worker }) => worker.terminate()));
  }

  /** Closes the clients that hold most, of whatever thread, while all together hold more than maxmemory-clients allows. */
  async #evictClients(): Promise<void> {
    const limit = clientBytesMax(this.#state.config);
    if (limit === Number.POSITIVE_INFINITY || this.#isEvicting) return;
    this.#isEvicting = true;
    try {
      const totals = (await this.#exchange.gather("counts")).map((report) => report.totals.bytes);
      if (totals.reduce((sum, bytes) => sum + bytes, 0) <= limit) return;
      const reports = await this.#exchange.gather("clients");
      const ids = idsAbove(
        limit,
        reports.flatMap(({ clients }) => clients),
      );
      if (ids.length > 0) await this.#exchange.change({ kind: "evict", ids });
    } finally {
      this.#isEvicting = false;
    }
  }
}
