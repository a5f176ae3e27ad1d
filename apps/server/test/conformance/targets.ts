// The two servers that cases run on, and the state each case starts from.

import { Server } from "../../src/server.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { createState } from "../support/harness.ts";
import { freePort } from "../support/programs.ts";
import type { RawClient } from "../support/raw-client.ts";
import { PASSWORD } from "./cases/auth.ts";

export interface Target {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const CONFIG_RESET = "CONFIG SET loglevel notice timeout 0 slowlog-log-slower-than 10000 slowlog-max-len 128";

export async function startOurs(): Promise<Target> {
  const server = new Server(createState({ port: await freePort() }, new SystemClock()));
  const { address, port } = await server.listen();
  return { host: address, port, stop: () => server.close() };
}

/** A case may have left a password behind; without one any is right. */
const UNLOCK = [`AUTH default ${PASSWORD}`, 'CONFIG SET requirepass ""'];

/** Empty databases, a session as new, default settings. */
export async function reset(client: RawClient): Promise<void> {
  for (const line of ["RESET", ...UNLOCK, "FLUSHALL", CONFIG_RESET]) await client.request(line);
}
