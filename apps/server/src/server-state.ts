// Everything one server has apart from its sockets: configuration, cache, clock, counters, sessions, the command
// table. Handlers reach it through their context; tests make one with a clock of their own.

import type { Logger } from "pino";
import { Segcache } from "segcache-core";
import type { CommandLog } from "./command-log.ts";
import { CommandStats } from "./command-stats.ts";
import { CommandIndex } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import type { Config } from "./config.ts";
import { ErrorStats } from "./error-stats.ts";
import { LatencyEvents } from "./latency-events.ts";
import type { LiveSockets } from "./live-sockets.ts";
import { Metrics } from "./metrics.ts";
import { Monitors } from "./monitors.ts";
import { Pause } from "./pause.ts";
import { type Session, Sessions } from "./session.ts";
import { SlowLog } from "./slow-log.ts";
import type { Clock } from "./sources/clock.ts";
import { systemTimer, type Timer } from "./sources/timer.ts";
import { Stopwatch } from "./stopwatch.ts";
import { readServerVersion } from "./version.ts";

export interface ServerStateOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
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
}

export class ServerState {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly runId: string;
  readonly configFile: string | undefined;
  readonly version: string = readServerVersion();
  readonly startedMs: number;
  readonly cache: Segcache;
  readonly commands: CommandIndex = new CommandIndex(COMMANDS);
  readonly sessions: Sessions = new Sessions();
  readonly metrics: Metrics;
  readonly commandStats: CommandStats;
  readonly errorStats: ErrorStats = new ErrorStats();
  readonly clientsMax: number;
  readonly commandLog: CommandLog | undefined;
  /** Stops the server in order, as SHUTDOWN asks; set by whoever started it. */
  shutDown: () => void = () => {};
  /** Exchanges the listening sockets; set by whoever listens. */
  sockets: LiveSockets | undefined = undefined;
  readonly slowLog: SlowLog;
  readonly latency: LatencyEvents = new LatencyEvents();
  readonly stopwatch: Stopwatch;
  readonly monitors: Monitors = new Monitors();
  readonly pause: Pause = new Pause();

  /** @throws ConfigError when the cache cannot be made as configured. */
  constructor(options: ServerStateOptions) {
    const { config, clock } = options;
    this.config = config;
    this.clock = clock;
    this.log = options.log;
    this.runId = options.runId;
    this.configFile = options.configFile;
    this.startedMs = clock.refresh();
    this.metrics = new Metrics(this.startedMs);
    this.commandStats = new CommandStats(this.commands.numbers);
    this.clientsMax = options.clientsMax ?? Number.POSITIVE_INFINITY;
    this.commandLog = options.commandLog;
    this.slowLog = new SlowLog(config);
    const timer = options.timer ?? systemTimer;
    this.stopwatch = new Stopwatch(timer, config, this.commandStats, this.slowLog, this.latency);
    this.cache = new Segcache({
      maxMemory: config.maxmemory,
      reserveMemory: reserveOf(config),
      policy: config["maxmemory-policy"],
      now: () => clock.nowMs,
      ...(config["segment-size"] > 0 ? { segmentSize: config["segment-size"] } : {}),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
  }

  /** Forgets a session whose connection is gone. */
  closeSession(session: Session): void {
    this.sessions.close(session);
    this.monitors.remove(session);
    session.endTransaction();
  }
}

const RESERVE_FACTOR = 4;
const RESERVE_BYTES_MAX = 2 * 1024 ** 3;

/** Bytes of address space set aside for a later, larger maxmemory. */
function reserveOf(config: Config): number {
  if (config["maxmemory-reserve"] > 0) return config["maxmemory-reserve"];
  return Math.max(config.maxmemory, Math.min(RESERVE_FACTOR * config.maxmemory, RESERVE_BYTES_MAX));
}
