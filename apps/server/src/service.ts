// One run of the server: opens its logs, cache, page and sockets in order, and closes them in order when a signal or
// SHUTDOWN asks. Whoever watches is told: the log, /ready, systemd.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { type CommandLogFile, openCommandLog } from "./command-log-file.ts";
import type { Config } from "./config.ts";
import { exitAtOnce } from "./exit-at-once.ts";
import type { Listening } from "./listeners.ts";
import { createFileLog, createLog, type FileLog, formatForPeople } from "./log.ts";
import { MetricsPage } from "./metrics-page.ts";
import { ServerRegistry } from "./prometheus.ts";
import { Server } from "./server.ts";
import { ServerState } from "./server-state.ts";
import { humanSizeOf } from "./sizes.ts";
import { SystemClock } from "./sources/clock.ts";
import { readOpenFilesMax } from "./sources/open-files.ts";
import { createRunId, createSeeds } from "./sources/run-id.ts";
import { notifySystemd } from "./systemd.ts";
import { SharedCounts } from "./threads/shared-counts.ts";
import { Supervisor, threadsOf } from "./threads/supervisor.ts";

/** Files the server needs for itself: listening sockets, logs, the runtime's own. */
const OWN_FILES = 64;
/** What a thread's event loop and listeners take of them beyond that. */
const FILES_PER_THREAD = 9;

/** @throws whatever keeps the server from starting (startup-problem.ts words it); then nothing stays open. */
export async function run(config: Config, configFile: string | undefined): Promise<void> {
  const clock = new SystemClock();
  const logFile = config.logfile === "" ? undefined : createFileLog(config.loglevel, config.logfile);
  const format = process.stdout.isTTY === true ? await formatForPeople() : undefined;
  const log = logFile?.log ?? createLog(config.loglevel, process.stdout.fd, format);
  const commandLogFile = openCommands(config, clock.nowMs);
  const threads = threadsOf(config);
  const clientsMax = clientsMaxOf(readOpenFilesMax(), threads);
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
    threads,
    ...(threads > 1 ? { counts: SharedCounts.forThreads(threads) } : {}),
  });
  const server = threads > 1 ? new Supervisor(state, { commandLog: commandLogFile }) : new Server(state);
  const page = await openMetricsPage(state, server);
  const listening = server.listen();
  // Threads may serve clients before all of them do, so signals are obeyed from here on.
  const isStopping = obeySignals(state, server, page, listening);
  const places = await listening.catch(async (error: unknown) => {
    await page?.close(); // an open page would keep the process alive
    throw error;
  });
  process.on("SIGHUP", () => reopen(log, logFile, commandLogFile));
  if (isStopping()) return;
  if (page !== undefined) page.isReady = true;
  announce(state, places);
}

/** Connections for which there are files enough. */
function clientsMaxOf(openFilesMax: number | undefined, threads: number): number {
  const ownFiles = OWN_FILES + (threads - 1) * FILES_PER_THREAD;
  return Math.max(1, (openFilesMax ?? Number.POSITIVE_INFINITY) - ownFiles);
}

function openCommands(config: Config, nowMs: number): CommandLogFile | undefined {
  const path = config["command-log-file"];
  return path === "" ? undefined : openCommandLog(path, config["command-log-sample"], createSeeds(), nowMs);
}

/** What serves the clients: this thread, or several that it supervises. */
type Serving = Server | Supervisor;

async function openMetricsPage(state: ServerState, server: Serving): Promise<MetricsPage | undefined> {
  const { config, log } = state;
  if (config["metrics-port"] === 0) return undefined;
  const gather = server instanceof Supervisor ? () => server.gather() : undefined;
  const page = new MetricsPage(state, await ServerRegistry.create(state, gather));
  const port = await page.listen(config["metrics-port"]);
  log.info({ port }, "the metrics page is open");
  return page;
}

function announce(state: ServerState, { address, port, endpoints }: Listening): void {
  const { config, log, version, threads } = state;
  const { segmentSize, policy } = state.cache.limits;
  const { maxmemory } = config;
  log.info(
    { address, port, endpoints, maxmemory, policy, segmentSize, threads, pid: process.pid, version },
    `ready to accept connections on ${endpoints.join(", ")}, maxmemory ${humanSizeOf(maxmemory)}`,
  );
  notifySystemd(log, "READY=1", `STATUS=serving on ${endpoints.join(", ")}`);
}

/** @param listening the server stops when it has started. @returns tells whether it is to stop. */
function obeySignals(
  state: ServerState,
  server: Serving,
  page: MetricsPage | undefined,
  listening: Promise<unknown>,
): () => boolean {
  const { log } = state;
  let isStopping = false;
  const stop = (by: NodeJS.Signals | "SHUTDOWN"): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ by }, "stopping");
    notifySystemd(log, "STOPPING=1");
    if (page !== undefined) page.isReady = false;
    const close = async (): Promise<void> => {
      await server.close();
      await page?.close();
      log.info({}, "stopped");
      // Nothing keeps the process alive any more but the signal handlers, which do not count.
      process.exitCode = 0;
    };
    void listening.then(close, () => {}); // that it cannot start is told elsewhere
  };
  state.shutDown = () => stop("SHUTDOWN");
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => {
    // A second Ctrl-C means no more patience; a second SIGTERM may only be the same wish on another way.
    if (isStopping) exitAtOnce();
    stop("SIGINT");
  });
  return () => isStopping;
}

/** The files have been moved away, as logrotate does it. */
function reopen(log: Logger, logFile: FileLog | undefined, commandLogFile: CommandLogFile | undefined): void {
  logFile?.reopen();
  commandLogFile?.reopen();
  log.info({ by: "SIGHUP" }, "log files opened anew");
}
