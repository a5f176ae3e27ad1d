// The two servers that cases run on, and the state each case starts from.

import { freePort } from "segcache-free-port";
import { Server } from "../../src/server.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { SharedCounts } from "../../src/threads/shared-counts.ts";
import { Supervisor } from "../../src/threads/supervisor.ts";
import { createState } from "../support/harness.ts";
import type { RawClient } from "../support/raw-client.ts";
import { PASSWORD } from "./cases/auth.ts";

export interface Target {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const CONFIG_RESET = "CONFIG SET loglevel notice timeout 0 slowlog-log-slower-than 10000 slowlog-max-len 128";

/** @param threads that serve clients; with several, in threads of their own. */
export async function startOurs(threads = 1): Promise<Target> {
  const config = { port: await freePort(), maxmemory: threads * 4 * 1024 ** 2 };
  const counts = threads > 1 ? { threads, counts: SharedCounts.forThreads(threads) } : {};
  const state = createState(config, new SystemClock(), counts);
  const server = threads > 1 ? new Supervisor(state) : new Server(state);
  const { address, port } = await server.listen();
  return { host: address, port, stop: () => server.close() };
}

/** A case may have left a password behind; without one any is right. */
const UNLOCK = [`AUTH default ${PASSWORD}`, 'CONFIG SET requirepass ""'];

/** Empty databases, a session as new, default settings. */
export async function reset(client: RawClient): Promise<void> {
  for (const line of ["RESET", ...UNLOCK, "FLUSHALL", CONFIG_RESET]) await client.request(line);
}
