// The server as INFO, CLIENT LIST, SLOWLOG, LATENCY and the metrics page tell of it: what this thread has counted, and what
// the others have reported. Without reports, as in a server of one thread, it is this thread's own parts, and nothing is copied.

import { CommandStats } from "../command-stats.ts";
import { ErrorStats } from "../error-stats.ts";
import { LatencyEvents } from "../latency-events.ts";
import { Metrics } from "../metrics.ts";
import type { ServerState } from "../server-state.ts";
import { SlowLog } from "../slow-log.ts";
import {
  type ClientRecord,
  type ClientTotals,
  clientsOf,
  type HeapSizes,
  heapSizes,
  type ThreadReport,
  totalsOf,
} from "./report.ts";

/** What one thread does, for INFO. */
export interface ThreadLoad {
  readonly thread: number;
  readonly clients: number;
  readonly commands: number;
  readonly commandsPerSecond: number;
}

export class WholeServer {
  readonly metrics: Metrics;
  readonly commandStats: CommandStats;
  readonly errorStats: ErrorStats;
  readonly slowLog: SlowLog;
  readonly latency: LatencyEvents;
  readonly #server: ServerState;
  readonly #reports: readonly ThreadReport[];

  constructor(server: ServerState, reports: readonly ThreadReport[]) {
    const isMerged = reports.length > 0;
    this.#server = server;
    this.#reports = reports;
    this.metrics = isMerged ? metricsOf(server, reports) : server.metrics;
    this.commandStats = isMerged ? commandStatsOf(server, reports) : server.commandStats;
    this.errorStats = isMerged ? errorStatsOf(server, reports) : server.errorStats;
    this.slowLog = isMerged ? slowLogOf(server, reports) : server.slowLog;
    this.latency = isMerged ? latencyOf(server, reports) : server.latency;
  }

  /** All clients together. */
  get totals(): ClientTotals {
    const all = [totalsOf(this.#server), ...this.#reports.map((report) => report.totals)];
    const sum = (name: keyof ClientTotals): number => all.reduce((total, one) => total + one[name], 0);
    return {
      count: sum("count"),
      bytes: sum("bytes"),
      inputBytes: sum("inputBytes"),
      outputBytes: sum("outputBytes"),
      inputBytesMax: Math.max(...all.map((one) => one.inputBytesMax)),
      outputBytesMax: Math.max(...all.map((one) => one.outputBytesMax)),
    };
  }

  /** Every client, in the order they came; those of other threads as far as they were asked for. */
  get clients(): readonly ClientRecord[] {
    const all = clientsOf(this.#server);
    for (const { clients } of this.#reports) all.push(...clients);
    return all.sort((a, b) => a.id - b.id);
  }

  get heap(): HeapSizes {
    const all = [heapSizes(), ...this.#reports.map((report) => report.heap)];
    const sum = (name: keyof HeapSizes): number => all.reduce((total, one) => total + one[name], 0);
    return { heapTotal: sum("heapTotal"), heapUsed: sum("heapUsed"), external: sum("external") };
  }

  get logLines(): number {
    return this.#reports.reduce((sum, { logLines }) => sum + logLines, this.#server.commandLog?.lines ?? 0);
  }

  get logLinesDropped(): number {
    const own = this.#server.commandLog?.linesDropped ?? 0;
    return this.#reports.reduce((sum, { logLinesDropped }) => sum + logLinesDropped, own);
  }

  /** What each thread that serves clients does. */
  get loads(): readonly ThreadLoad[] {
    const { thread, sessions, metrics } = this.#server;
    const { commandsProcessed: commands, commandsPerSecond } = metrics;
    const own = { thread, clients: sessions.size, commands, commandsPerSecond };
    const others = this.#reports.map((one) => ({
      thread: one.thread,
      clients: one.totals.count,
      commands: one.metrics.commandsProcessed,
      commandsPerSecond: one.metrics.commandsPerSecond,
    }));
    const serving = [own, ...others].filter((one) => this.#server.threads === 1 || one.thread > 0);
    return serving.sort((a, b) => a.thread - b.thread);
  }
}

/** Takes over what a thread has counted that is no more. */
export function absorb(server: ServerState, report: ThreadReport): void {
  server.metrics.addCounts(report.metrics);
  server.commandStats.add(report.commands);
  server.errorStats.add(report.errors);
  server.slowLog.absorb(report.slowEntries);
  server.latency.absorb(report.latency);
  if (server.commandLog !== undefined) server.commandLog.lines += report.logLines;
}

function metricsOf(server: ServerState, reports: readonly ThreadReport[]): Metrics {
  const all = new Metrics(server.clock.nowMs, server.metrics.baseline);
  all.add(server.metrics.values());
  for (const { metrics } of reports) all.add(metrics);
  return all;
}

function commandStatsOf(server: ServerState, reports: readonly ThreadReport[]): CommandStats {
  const all = new CommandStats(server.commands.numbers);
  all.add(server.commandStats);
  for (const { commands } of reports) all.add(commands);
  return all;
}

function errorStatsOf(server: ServerState, reports: readonly ThreadReport[]): ErrorStats {
  const all = new ErrorStats();
  all.add(server.errorStats.entries());
  for (const { errors } of reports) all.add(errors);
  return all;
}

/** Entries have their numbers already. */
function slowLogOf(server: ServerState, reports: readonly ThreadReport[]): SlowLog {
  const all = new SlowLog(server.config, () => server.counts.nextSlowId());
  all.absorb([...server.slowLog.entries, ...reports.flatMap(({ slowEntries }) => slowEntries)]);
  return all;
}

function latencyOf(server: ServerState, reports: readonly ThreadReport[]): LatencyEvents {
  const all = new LatencyEvents();
  all.absorb([...server.latency.all()]);
  for (const { latency } of reports) all.absorb(latency);
  return all;
}
