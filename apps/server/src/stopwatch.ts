// Times commands at the price of few clock readings. Commands that take constant time on small requests and replies are
// timed together, up to LAP_COMMANDS of them by one reading, and share the time equally; every other command is timed
// alone, and so is every one when the slow log wants to see less than PRECISE_BELOW_MICROS. What a group can hide is
// only an interruption of the process: it is told of the group's last command.
// Invariant: between start() and the last lap() every microsecond belongs to exactly one command.

import type { CommandStats } from "./command-stats.ts";
import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import type { LatencyEvents } from "./latency-events.ts";
import type { SlowLog } from "./slow-log.ts";
import type { Timer } from "./sources/timer.ts";

const LAP_COMMANDS = 16;
const PRECISE_BELOW_MICROS = 1000;
/** Larger requests and replies cost time in proportion and are timed alone. */
const BRIEF_BYTES_MAX = 16_384;
const BRIEF_ARGUMENTS_MAX = 8;
const MICROS_PER_MS = 1000;

export class Stopwatch {
  readonly #timer: Timer;
  readonly #config: Config;
  readonly #stats: CommandStats;
  readonly #slowLog: SlowLog;
  readonly #latency: LatencyEvents;
  readonly #numbers = new Uint16Array(LAP_COMMANDS);
  #count = 0;
  #startMicros = 0;
  #isRunning = false;
  /** What the slow log wanted to see when the batch began: commands that take so long, or none when negative. */
  #slowMicros = -1;
  /** That is less than a group can show. */
  #isPrecise = false;

  constructor(timer: Timer, config: Config, stats: CommandStats, slowLog: SlowLog, latency: LatencyEvents) {
    this.#timer = timer;
    this.#config = config;
    this.#stats = stats;
    this.#slowLog = slowLog;
    this.#latency = latency;
  }

  /** Begins a batch of commands that the caller has read the time for. */
  begin(micros: number): void {
    this.#isRunning = true;
    this.#startMicros = micros;
  }

  /** Begins a batch of commands, unless one is under way; to be called whenever settings may have changed. */
  start(): void {
    const slowMicros = this.#config["slowlog-log-slower-than"];
    this.#slowMicros = slowMicros;
    this.#isPrecise = slowMicros >= 0 && slowMicros < PRECISE_BELOW_MICROS;
    if (!this.#isRunning) this.begin(this.#timer());
  }

  /** The command in the context has run and has written so many bytes. */
  count(context: Context, replyBytes: number): void {
    this.#numbers[this.#count++] = context.command.number;
    if (this.#count === LAP_COMMANDS || this.#isPrecise || !isBrief(context, replyBytes)) this.#lap(context);
  }

  /** The context now holds a request that is not run: what ran before is settled, and nobody is told of its last command. */
  settle(): void {
    if (this.#count > 0) this.#lap(undefined);
  }

  /** Ends a batch: the time until the next one belongs to no command. @param context absent when none has run. */
  stop(context: Context | undefined): void {
    if (this.#count > 0) this.#lap(context);
    this.#isRunning = false;
  }

  #lap(context: Context | undefined): void {
    const now = this.#timer();
    const elapsed = Math.max(0, now - this.#startMicros);
    this.#startMicros = now;
    this.#stats.record(this.#numbers, this.#count, elapsed / this.#count);
    this.#count = 0;
    if (context !== undefined) this.#tell(context, elapsed);
  }

  #tell(context: Context, elapsed: number): void {
    const slowMicros = this.#slowMicros;
    const { command } = context;
    if (slowMicros >= 0 && elapsed >= slowMicros && command.isLogged) this.#slowLog.add(context, elapsed);
    if (elapsed < MICROS_PER_MS) return; // the threshold is of whole milliseconds
    const latencyMs = this.#config["latency-monitor-threshold"];
    if (latencyMs > 0 && elapsed >= latencyMs * MICROS_PER_MS) {
      const event = command.isFast ? "fast-command" : "command";
      this.#latency.add(event, Math.floor(elapsed / MICROS_PER_MS), context.nowMs);
    }
  }
}

function isBrief(context: Context, replyBytes: number): boolean {
  const { command, argumentCount } = context;
  if (!command.isBrief || argumentCount > BRIEF_ARGUMENTS_MAX || replyBytes > BRIEF_BYTES_MAX) return false;
  return context.ends[argumentCount - 1]! - context.starts[0]! <= BRIEF_BYTES_MAX;
}
