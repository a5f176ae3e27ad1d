// A worker of the server: opens the shared cache, listens on the same ports as the others, serves its connections. It knows
// its clients and nothing of the process: signals, files and the log are the main thread's.

import { parentPort, workerData } from "node:worker_threads";
import { Segcache } from "segcache-core";
import { CommandLog } from "../command-log.ts";
import { pinoLevelOf } from "../log-level.ts";
import { Server } from "../server.ts";
import { ServerState } from "../server-state.ts";
import { SystemClock } from "../sources/clock.ts";
import { applyChange } from "./changes.ts";
import { Line } from "./line.ts";
import type { ToMain, ToWorker, WorkerStart } from "./messages.ts";
import { PostedLines } from "./posted-lines.ts";
import { PostedLog } from "./posted-log.ts";
import { problemOf } from "./problems.ts";
import { reportOf } from "./report.ts";
import { SharedCounts } from "./shared-counts.ts";
import { Team } from "./team.ts";
import { TeamSockets } from "./team-sockets.ts";

function begin(start: WorkerStart, line: Line<ToMain, ToWorker>): void {
  const { thread, config, logSeeds, pause, monitors, counts } = start;
  const { threads, runId, configFile, startedMs, clientsMax, baseline } = start;
  const clock = new SystemClock();
  const cache = Segcache.open(start.cache, { now: () => clock.nowMs });
  // Before anything else: should this thread end, what it holds of the cache must be freed.
  line.tell("opened", cache.threadNumber);
  const commandLines = new PostedLines((lines) => line.tell("commandLog", lines));
  const state = new ServerState({
    ...{ thread, threads, config, runId, configFile, startedMs, clientsMax, baseline, clock, cache },
    log: new PostedLog(line, thread, pinoLevelOf(config.loglevel)),
    counts: new SharedCounts(counts, thread),
    commandLog: logSeeds && new CommandLog(commandLines, config["command-log-sample"], logSeeds),
    sendToMonitors: (lines) => line.tell("monitored", lines),
  });
  if (pause.kind !== "none") state.pause.begin(pause.kind, pause.endMs);
  for (const [other, count] of monitors) if (other !== thread) state.monitors.setElsewhere(other, count);
  const team = new Team(state, line);
  state.team = team;
  state.shutDown = () => line.tell("shutDown", null);
  const server = new Server(state, start.sharesPorts);
  const { ringResources } = server;
  if (ringResources !== undefined) line.tell("ringOpened", ringResources);
  state.sockets = new TeamSockets(state, team);
  line.serve({
    listen: () =>
      server.listen().then(
        (listening) => ({ listening }),
        (error: unknown) => ({ problem: problemOf(error) }),
      ),
    report: (reads) => reportOf(state, reads),
    apply: (change) => {
      applyChange(state, change);
      return null;
    },
    use: (values) => server.sockets.use(values),
    monitored: (lines) => {
      if (lines === null) state.monitors.cut();
      else state.monitors.tell(lines);
      return null;
    },
    close: async () => {
      await server.close();
      commandLines.flush();
      return null;
    },
  });
}

if (parentPort === null) throw new Error("this file is for a worker thread");
begin(workerData as WorkerStart, new Line(parentPort));
