// A server in a process of its own that tells, when asked, what it has allocated on its heap since it was asked before.

import { pino } from "pino";
import { defaultConfig } from "../../src/config.ts";
import { Server } from "../../src/server.ts";
import { ServerState } from "../../src/server-state.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { inlineFurther } from "../../src/v8-inlining.ts";

inlineFurther(); // as the program does: with smaller pieces, numbers handed from one to the next may be objects
const config = { ...defaultConfig(), port: 0, maxmemory: 64 * 1024 ** 2 };
const log = pino({ level: "silent" });
const state = new ServerState({ config, clock: new SystemClock(), log, runId: "allocation", seed: 1 });
const server = new Server(state);
const { port } = await server.listen();

// The young generation is so large (a flag of this process) that nothing is collected between two questions.
let before = process.memoryUsage().heapUsed;
process.on("message", (question) => {
  if (question === "collect") {
    globalThis.gc?.();
    before = process.memoryUsage().heapUsed;
    process.send?.(0);
  } else {
    process.send?.(process.memoryUsage().heapUsed - before);
  }
});
process.send?.(port);
