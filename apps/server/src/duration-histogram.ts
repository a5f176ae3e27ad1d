// How long commands take, as a histogram in Prometheus's text format, straight from the counters of command-stats.ts:
// prom-client's own histogram would have to be told of every command. The classes double from 1.024 µs on, so a quantile
// computed from them is at most a factor of two off.

import { CLASSES } from "./command-stats.ts";
import { everyCommand } from "./commands/every-command.ts";
import type { ServerState } from "./server-state.ts";
import type { WholeServer } from "./threads/whole-server.ts";

const NAME = "segcache_command_duration_seconds";
const FIRST_CLASS_SECONDS = 1.024e-6;
const MICROS_PER_SECOND = 1e6;

/** The upper ends of the classes; the last is open. */
const BOUNDS: readonly string[] = Array.from({ length: CLASSES }, (_, i) =>
  i === CLASSES - 1 ? "+Inf" : String(Number((FIRST_CLASS_SECONDS * 2 ** i).toPrecision(6))),
);

/** The histogram of every command that ran. */
export function durationHistogram({ commands }: ServerState, { commandStats }: WholeServer): string {
  const lines = [`# HELP ${NAME} Time commands took to run.`, `# TYPE ${NAME} histogram`];
  for (const command of everyCommand(commands)) {
    const calls = commandStats.calls[command.number]!;
    if (calls === 0) continue;
    let below = 0;
    for (const [i, bound] of BOUNDS.entries()) {
      below += commandStats.callsInClass(command, i);
      lines.push(`${NAME}_bucket{le="${bound}",command="${command.fullName}"} ${below}`);
    }
    const seconds = commandStats.micros[command.number]! / MICROS_PER_SECOND;
    lines.push(`${NAME}_sum{command="${command.fullName}"} ${seconds}`);
    lines.push(`${NAME}_count{command="${command.fullName}"} ${below}`);
  }
  return `${lines.join("\n")}\n`;
}
