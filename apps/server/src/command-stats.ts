// How often each command ran, failed or was refused, and how long it took, by the command's number. Times go into
// classes that double from 1.024 µs, as those of Redis's LATENCY HISTOGRAM. Plain arrays: counting one command
// costs a few additions.

import type { Command } from "./commands/command.ts";

export const CLASSES = 24;
const FIRST_CLASS_MICROS = 1.024;
const FIRST_CLASS_NANOS = 1024;
/** The end of the last class but one, and the longest whose place among powers of two clz32 tells. */
const NANOS_MAX = 2 ** 32;

/** The upper end of a class, in whole microseconds; the last is open. */
export function classMicros(index: number): number {
  return Math.floor(FIRST_CLASS_MICROS * 2 ** index);
}

/** The class of a time: the first that it does not exceed, to the nanosecond. */
function classOf(micros: number): number {
  const nanos = micros * 1000;
  if (nanos <= FIRST_CLASS_NANOS) return 0;
  if (nanos > NANOS_MAX) return CLASSES - 1;
  return Math.clz32(FIRST_CLASS_NANOS - 1) - Math.clz32(nanos - 1);
}

/** The time that so many per cent of a command's calls did not exceed: the upper end of their class, as text. */
export function percentileMicros(stats: CommandStats, command: Command, percent: number): string {
  const wanted = (stats.calls[command.number]! * percent) / 100;
  let index = 0;
  let calls = stats.callsInClass(command, 0);
  while (calls < wanted && index < CLASSES - 1) calls += stats.callsInClass(command, ++index);
  return (FIRST_CLASS_MICROS * 2 ** index).toFixed(3);
}

/** What is kept per command, by its number; the classes of one command stand together. */
export interface CommandCounts {
  readonly calls: Float64Array;
  readonly micros: Float64Array;
  readonly failed: Float64Array;
  readonly rejected: Float64Array;
  readonly classes: Float64Array;
}

const PARTS = ["calls", "micros", "failed", "rejected", "classes"] as const;

export class CommandStats implements CommandCounts {
  readonly calls: Float64Array;
  readonly micros: Float64Array;
  /** Runs that replied with an error. */
  readonly failed: Float64Array;
  /** Requests refused before they ran: arity, authentication, state of the session. */
  readonly rejected: Float64Array;
  readonly classes: Float64Array;

  /** @param count the largest command number, and one. */
  constructor(count: number) {
    this.calls = new Float64Array(count);
    this.micros = new Float64Array(count);
    this.failed = new Float64Array(count);
    this.rejected = new Float64Array(count);
    this.classes = new Float64Array(count * CLASSES);
  }

  /** Counts one call of each of the first `count` commands in `numbers`, all of which took so long. */
  record(numbers: ArrayLike<number>, count: number, micros: number): void {
    const place = classOf(micros);
    for (let i = 0; i < count; i++) {
      const number = numbers[i]!;
      this.calls[number]!++;
      this.micros[number]! += micros;
      this.classes[number * CLASSES + place]!++;
    }
  }

  /** Calls that took no longer than the class says, and longer than the one below it. */
  callsInClass(command: Command, index: number): number {
    return this.classes[command.number * CLASSES + index]!;
  }

  /** Adds what another thread has counted. */
  add(other: CommandCounts): void {
    for (const name of PARTS) for (const [i, count] of other[name].entries()) this[name][i]! += count;
  }

  /** A copy of the numbers. */
  counts(): CommandCounts {
    return {
      calls: this.calls.slice(),
      micros: this.micros.slice(),
      failed: this.failed.slice(),
      rejected: this.rejected.slice(),
      classes: this.classes.slice(),
    };
  }

  reset(): void {
    for (const name of PARTS) this[name].fill(0);
  }
}
