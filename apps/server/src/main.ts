#!/usr/bin/env node
// The program: reads the command line, wires the parts together, obeys signals. Exit code 0 after an orderly stop, 1 for
// anything that kept the server from starting, told in one line on stderr.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { helpText, parseCommandLine } from "./command-line.ts";
import type { Config } from "./config.ts";
import { createLog } from "./log.ts";
import { MetricsPage } from "./metrics-page.ts";
import { Server } from "./server.ts";
import { ServerState } from "./server-state.ts";
import { humanSizeOf } from "./sizes.ts";
import { SystemClock } from "./sources/clock.ts";
import { createRunId } from "./sources/run-id.ts";
import { startupProblemOf } from "./startup-problem.ts";
import { readServerVersion } from "./version.ts";

async function run(config: Config, configFile: string | undefined): Promise<void> {
  const log = createLog(config.loglevel, process.stdout.fd, process.stdout.isTTY === true);
  const state = new ServerState({
    config,
    clock: new SystemClock(),
    log,
    runId: createRunId(),
    configFile: configFile === undefined ? undefined : resolve(configFile),
  });
  const server = new Server(state);
  const page = await openMetricsPage(state);
  const { address, port, endpoints } = await server.listen().catch(async (error: unknown) => {
    await page?.close(); // an open page would keep the process alive
    throw error;
  });
  if (page !== undefined) page.isReady = true;
  const { segmentSize, policy } = state.cache.limits;
  log.info(
    {
      address,
      port,
      endpoints,
      maxmemory: config.maxmemory,
      policy,
      segmentSize,
      pid: process.pid,
      version: state.version,
    },
    `ready to accept connections on ${endpoints.join(", ")}, maxmemory ${humanSizeOf(config.maxmemory)}`,
  );
  let isStopping = false;
  const stop = (signal: NodeJS.Signals | "SHUTDOWN"): void => {
    if (isStopping) process.exit(1); // asked twice: no more patience
    isStopping = true;
    log.info({ by: signal }, "stopping");
    if (page !== undefined) page.isReady = false;
    void server.close().then(async () => {
      await page?.close();
      log.info("stopped");
      // Nothing keeps the process alive any more but the signal handlers, which do not count.
      process.exitCode = 0;
    });
  };
  state.shutDown = () => stop("SHUTDOWN");
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

async function openMetricsPage(state: ServerState): Promise<MetricsPage | undefined> {
  const { config, log } = state;
  if (config["metrics-port"] === 0) return undefined;
  const page = new MetricsPage(state);
  const port = await page.listen(config["metrics-port"]);
  log.info({ port }, "the metrics page is open");
  return page;
}

function fail(error: unknown): void {
  const problem = startupProblemOf(error);
  if (problem === undefined) throw error;
  process.stderr.write(`segcache-server: ${problem}\n`);
  process.exitCode = 1;
}

// Output that nobody reads any more must not end the server.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

try {
  const invocation = parseCommandLine(process.argv.slice(2), (path) => readFileSync(path, "utf8"));
  if (invocation.action === "help") process.stdout.write(helpText());
  else if (invocation.action === "version") process.stdout.write(`segcache-server ${readServerVersion()}\n`);
  else await run(invocation.config, invocation.configFile);
} catch (error) {
  fail(error);
}
