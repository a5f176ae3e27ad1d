// One run of the server: opens its logs, cache, page and sockets in order, and closes them in order when a signal or
// SHUTDOWN asks. Whoever watches is told: the log, /ready, systemd.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { type CommandLogFile, openCommandLog } from "./command-log.ts";
import type { Config } from "./config.ts";
import type { Listening } from "./listeners.ts";
import { createFileLog, createLog, type FileLog } from "./log.ts";
import { MetricsPage } from "./metrics-page.ts";
import { Server } from "./server.ts";
import { ServerState } from "./server-state.ts";
import { humanSizeOf } from "./sizes.ts";
import { SystemClock } from "./sources/clock.ts";
import { readOpenFilesMax } from "./sources/open-files.ts";
import { createRunId, createSeeds } from "./sources/run-id.ts";
import { notifySystemd } from "./systemd.ts";

/** Files the server needs for itself: listening sockets, logs, the runtime's own. */
const OWN_FILES = 64;

/** @throws whatever keeps the server from starting (startup-problem.ts words it); then nothing stays open. */
export async function run(config: Config, configFile: string | undefined): Promise<void> {
  const clock = new SystemClock();
  const logFile = config.logfile === "" ? undefined : createFileLog(config.loglevel, config.logfile);
  const log = logFile?.log ?? createLog(config.loglevel, process.stdout.fd, process.stdout.isTTY === true);
  const commandLogFile = openCommands(config, clock.nowMs);
  const clientsMax = clientsMaxOf(readOpenFilesMax());
  if (config.maxclients > clientsMax) {
    log.warn({ maxclients: clientsMax, wanted: config.maxclients }, "maxclients lowered to what the system can open");
    config.maxclients = clientsMax;
  }
  const state = new ServerState({
    config,
    clock,
    log,
    runId: createRunId(),
    configFile: configFile === undefined ? undefined : resolve(configFile),
    commandLog: commandLogFile?.log,
    clientsMax,
  });
  const server = new Server(state);
  const page = await openMetricsPage(state);
  const listening = await server.listen().catch(async (error: unknown) => {
    await page?.close(); // an open page would keep the process alive
    throw error;
  });
  if (page !== undefined) page.isReady = true;
  obeySignals(state, server, page);
  process.on("SIGHUP", () => reopen(log, logFile, commandLogFile));
  announce(state, listening);
}

/** Connections for which there are files enough. */
function clientsMaxOf(openFilesMax: number | undefined): number {
  return Math.max(1, (openFilesMax ?? Number.POSITIVE_INFINITY) - OWN_FILES);
}

function openCommands(config: Config, nowMs: number): CommandLogFile | undefined {
  const path = config["command-log-file"];
  return path === "" ? undefined : openCommandLog(path, config["command-log-sample"], createSeeds(), nowMs);
}

async function openMetricsPage(state: ServerState): Promise<MetricsPage | undefined> {
  const { config, log } = state;
  if (config["metrics-port"] === 0) return undefined;
  const page = new MetricsPage(state);
  const port = await page.listen(config["metrics-port"]);
  log.info({ port }, "the metrics page is open");
  return page;
}

function announce(state: ServerState, { address, port, endpoints }: Listening): void {
  const { config, log, version } = state;
  const { segmentSize, policy } = state.cache.limits;
  const { maxmemory } = config;
  log.info(
    { address, port, endpoints, maxmemory, policy, segmentSize, pid: process.pid, version },
    `ready to accept connections on ${endpoints.join(", ")}, maxmemory ${humanSizeOf(maxmemory)}`,
  );
  notifySystemd(log, "READY=1", `STATUS=serving on ${endpoints.join(", ")}`);
}

function obeySignals(state: ServerState, server: Server, page: MetricsPage | undefined): void {
  const { log } = state;
  let isStopping = false;
  const stop = (by: NodeJS.Signals | "SHUTDOWN"): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ by }, "stopping");
    notifySystemd(log, "STOPPING=1");
    if (page !== undefined) page.isReady = false;
    void server.close().then(async () => {
      await page?.close();
      log.info("stopped");
      // Nothing keeps the process alive any more but the signal handlers, which do not count.
      process.exitCode = 0;
    });
  };
  state.shutDown = () => stop("SHUTDOWN");
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => {
    // A second Ctrl-C means no more patience; a second SIGTERM may only be the same wish on another way.
    if (isStopping) process.exit(1);
    stop("SIGINT");
  });
}

/** The files have been moved away, as logrotate does it. */
function reopen(log: Logger, logFile: FileLog | undefined, commandLogFile: CommandLogFile | undefined): void {
  logFile?.reopen();
  commandLogFile?.reopen();
  log.info({ by: "SIGHUP" }, "log files opened anew");
}
