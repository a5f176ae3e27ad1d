// Everything one thread of the server has apart from its sockets: configuration, cache, clock, counters, sessions, the command
// table. Handlers reach it through their context; tests make one with a clock of their own. Of the parts of other threads a
// handler knows only what they have reported, through `whole`, and it changes them only through `change`.

import { Segcache } from "segcache-core";
import type { CommandLog } from "./command-log.ts";
import { CommandStats } from "./command-stats.ts";
import { CommandIndex } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import type { Config } from "./config.ts";
import { ErrorStats } from "./error-stats.ts";
import { LatencyEvents } from "./latency-events.ts";
import type { SocketChanges } from "./live-sockets.ts";
import type { Log } from "./log-level.ts";
import { Metrics, type Resettable } from "./metrics.ts";
import { Monitors } from "./monitors.ts";
import { Pause } from "./pause.ts";
import { type Session, Sessions } from "./session.ts";
import { SlowLog } from "./slow-log.ts";
import type { Clock } from "./sources/clock.ts";
import { systemTimer, type Timer } from "./sources/timer.ts";
import { SpareMemory } from "./spare-memory.ts";
import { Stopwatch } from "./stopwatch.ts";
import { applyChange, type Change } from "./threads/changes.ts";
import type { ThreadReport } from "./threads/report.ts";
import { SharedCounts } from "./threads/shared-counts.ts";
import type { Team } from "./threads/team.ts";
import { WholeServer } from "./threads/whole-server.ts";
import { readServerVersion } from "./version.ts";

export interface ServerStateOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly runId: string;
  /** Connections the system lets this process have; no limit when absent. */
  readonly clientsMax?: number;
  /** Where a sample of the commands is written, if wanted. */
  readonly commandLog?: CommandLog | undefined;
  /** Measures how long commands take; the system's when absent. */
  readonly timer?: Timer;
  /** The file CONFIG REWRITE writes, absolute; absent when the server was started without one. */
  readonly configFile?: string | undefined;
  /** Seed of the engine's hashing; random when absent. */
  readonly seed?: number;
  /** Threads that serve clients; one when absent. */
  readonly threads?: number;
  /** In a server of several threads: which of them this state belongs to. 0 is the main thread, which serves nobody. */
  readonly thread?: number;
  /** The cache of a server of several threads, opened by this one; a new cache is made when absent. */
  readonly cache?: Segcache;
  readonly counts?: SharedCounts;
  /** When the server started, Unix milliseconds; now when absent. */
  readonly startedMs?: number;
  /** The engine's counters at the last CONFIG RESETSTAT. */
  readonly baseline?: Resettable;
  /** Takes lines to the monitors of other threads. */
  readonly sendToMonitors?: (lines: string) => void;
}

export class ServerState {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly runId: string;
  readonly configFile: string | undefined;
  readonly version: string = readServerVersion();
  readonly startedMs: number;
  readonly cache: Segcache;
  readonly commands: CommandIndex = new CommandIndex(COMMANDS);
  readonly threads: number;
  readonly thread: number;
  readonly counts: SharedCounts;
  readonly sessions: Sessions;
  /** The other threads; absent where there are none, and in the main thread. */
  team: Team | undefined = undefined;
  /** What other threads have reported for the request under way. */
  reports: readonly ThreadReport[] = NO_REPORTS;
  readonly metrics: Metrics;
  readonly commandStats: CommandStats;
  readonly errorStats: ErrorStats = new ErrorStats();
  readonly clientsMax: number;
  readonly commandLog: CommandLog | undefined;
  /** Stops the server in order, as SHUTDOWN asks; set by whoever started it. */
  shutDown: () => void = () => {};
  /** Exchanges the listening sockets; set by whoever listens. */
  sockets: SocketChanges | undefined = undefined;
  /** What connections are read and written by; set by whoever serves them. */
  multiplexingApi: "io_uring" | "libuv" = "libuv";
  readonly slowLog: SlowLog;
  readonly latency: LatencyEvents = new LatencyEvents();
  readonly timer: Timer;
  readonly stopwatch: Stopwatch;
  readonly monitors: Monitors;
  readonly pause: Pause = new Pause();
  /** What the thread's connections keep unfinished requests in, and replies that the system has not taken yet. */
  readonly spareMemory: SpareMemory = new SpareMemory();

  /** @throws ConfigError when the cache cannot be made as configured. */
  constructor(options: ServerStateOptions) {
    const { config, clock } = options;
    this.config = config;
    this.clock = clock;
    this.log = options.log;
    this.runId = options.runId;
    this.configFile = options.configFile;
    const nowMs = clock.refresh();
    this.startedMs = options.startedMs ?? nowMs;
    this.threads = options.threads ?? 1;
    this.thread = options.thread ?? 0;
    const counts = options.counts ?? SharedCounts.alone();
    this.counts = counts;
    this.sessions = new Sessions(() => counts.nextSessionId());
    this.monitors = new Monitors(options.sendToMonitors);
    this.metrics = new Metrics(nowMs, options.baseline);
    this.commandStats = new CommandStats(this.commands.numbers);
    this.clientsMax = options.clientsMax ?? Number.POSITIVE_INFINITY;
    this.commandLog = options.commandLog;
    this.slowLog = new SlowLog(config, () => counts.nextSlowId());
    this.timer = options.timer ?? systemTimer;
    this.stopwatch = new Stopwatch(this.timer, config, this.commandStats, this.slowLog, this.latency);
    this.cache = options.cache ?? createCache(config, clock, this.threads, options.seed);
  }

  /** The server as a whole. */
  get whole(): WholeServer {
    return new WholeServer(this, this.reports);
  }

  /**
   * Changes the whole server: at once where there is one thread, else by the time the request is answered.
   * @param afterwards runs when the change is made everywhere and, where that takes a while, the request is answered.
   */
  change(change: Change, afterwards: () => void = () => {}): void {
    if (this.team === undefined) {
      applyChange(this, change);
      afterwards();
    } else {
      this.team.change(change, afterwards);
    }
  }

  /** Whether the session is told of every command run. */
  setMonitoring(session: Session, isMonitor: boolean): void {
    if (this.monitors.has(session) === isMonitor) return;
    if (isMonitor) this.monitors.add(session);
    else this.monitors.remove(session);
    const count = this.monitors.size;
    const change: Change = { kind: "monitors", thread: this.thread, count };
    if (isMonitor) this.change(change, () => this.monitors.begin(session));
    else void this.team?.changeNow(change); // it misses nothing that comes too late
  }

  /** Forgets a session whose connection is gone. */
  closeSession(session: Session): void {
    this.sessions.close(session);
    this.setMonitoring(session, false);
    session.endTransaction();
  }
}

function createCache(config: Config, clock: Clock, threads: number, seed: number | undefined): Segcache {
  return new Segcache({
    maxMemory: config.maxmemory,
    reserveMemory: reserveOf(config),
    policy: config["maxmemory-policy"],
    now: () => clock.nowMs,
    ...(threads > 1 ? { shared: true, threads } : {}),
    ...(config["segment-size"] > 0 ? { segmentSize: config["segment-size"] } : {}),
    ...(seed === undefined ? {} : { seed }),
  });
}

const NO_REPORTS: readonly ThreadReport[] = [];

const RESERVE_FACTOR = 4;
const RESERVE_BYTES_MAX = 2 * 1024 ** 3;

/** Bytes of address space set aside for a later, larger maxmemory. */
function reserveOf(config: Config): number {
  if (config["maxmemory-reserve"] > 0) return config["maxmemory-reserve"];
  return Math.max(config.maxmemory, Math.min(RESERVE_FACTOR * config.maxmemory, RESERVE_BYTES_MAX));
}
