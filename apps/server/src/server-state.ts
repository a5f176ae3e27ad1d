// Everything one server has apart from its sockets: configuration, cache, clock, counters, sessions, the command
// table. Handlers reach it through their context; tests make one with a clock of their own.

import type { Logger } from "pino";
import { Segcache } from "segcache-core";
import { CommandStats } from "./command-stats.ts";
import { CommandIndex } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import type { Config } from "./config.ts";
import { LatencyEvents } from "./latency-events.ts";
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
  /** Measures how long commands take; the system's when absent. */
  readonly timer?: Timer;
  /** Seed of the engine's hashing; random when absent. */
  readonly seed?: number;
}

export class ServerState {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly runId: string;
  readonly version: string = readServerVersion();
  readonly startedMs: number;
  readonly cache: Segcache;
  readonly commands: CommandIndex = new CommandIndex(COMMANDS);
  readonly sessions: Sessions = new Sessions();
  readonly metrics: Metrics;
  readonly commandStats: CommandStats;
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
    this.startedMs = clock.refresh();
    this.metrics = new Metrics(this.startedMs);
    this.commandStats = new CommandStats(this.commands.numbers);
    this.slowLog = new SlowLog(config);
    const timer = options.timer ?? systemTimer;
    this.stopwatch = new Stopwatch(timer, config, this.commandStats, this.slowLog, this.latency);
    this.cache = new Segcache({
      maxMemory: config.maxmemory,
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
