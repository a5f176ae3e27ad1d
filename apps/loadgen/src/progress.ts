// How far a phase is, on stderr so that stdout carries the report alone: a bar on a terminal, else a plain line now
// and then that is fit for a log.
import { SingleBar } from "cli-progress";
import type { Clock } from "./clock.ts";

export interface PhaseProgress {
  /** What is being done: "prefill", "warm-up", "run". */
  readonly label: string;
  /** The end in its own unit: operations, or milliseconds of a phase that time ends. */
  readonly total: number;
  readonly unit: "requests" | "ms";
}

export interface Progress {
  start(phase: PhaseProgress): void;
  /** Both figures since the start of the phase. */
  update(operations: number, elapsedMs: number): void;
  stop(): void;
}

export interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

const PLAIN_INTERVAL_US = 5_000_000;

export function progressOn(output: ProgressOutput, clock: Clock): Progress {
  return output.isTTY === true ? new BarProgress(output) : new PlainProgress(output, clock);
}

class BarProgress implements Progress {
  private readonly output: ProgressOutput;
  private bar: SingleBar | undefined = undefined;
  private phase: PhaseProgress | undefined = undefined;

  constructor(output: ProgressOutput) {
    this.output = output;
  }

  start(phase: PhaseProgress): void {
    this.phase = phase;
    this.bar = new SingleBar({
      stream: this.output,
      format: `${phase.label.padEnd(8)} {bar} {percentage}% | {rate} ops/s`,
      barCompleteChar: "=",
      barIncompleteChar: "-",
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false, // signals are the caller's: they end in a report
    });
    this.bar.start(phase.total, 0, { rate: "0" });
  }

  update(operations: number, elapsedMs: number): void {
    const { phase, bar } = this;
    if (phase === undefined || bar === undefined) return;
    bar.update(Math.min(doneOf(phase, operations, elapsedMs), phase.total), { rate: rateOf(operations, elapsedMs) });
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

class PlainProgress implements Progress {
  private readonly output: ProgressOutput;
  private readonly clock: Clock;
  private phase: PhaseProgress | undefined = undefined;
  private printedUs = 0;

  constructor(output: ProgressOutput, clock: Clock) {
    this.output = output;
    this.clock = clock;
  }

  start(phase: PhaseProgress): void {
    this.phase = phase;
    this.printedUs = this.clock.nowUs();
  }

  update(operations: number, elapsedMs: number): void {
    const { phase } = this;
    const nowUs = this.clock.nowUs();
    if (phase === undefined || nowUs - this.printedUs < PLAIN_INTERVAL_US) return;
    this.printedUs = nowUs;
    const percent = Math.min(100, Math.floor((doneOf(phase, operations, elapsedMs) / phase.total) * 100));
    const count = operations.toLocaleString("en-US");
    this.output.write(`${phase.label}: ${percent} %, ${count} operations, ${rateOf(operations, elapsedMs)} ops/s\n`);
  }

  stop(): void {
    this.phase = undefined;
  }
}

function doneOf(phase: PhaseProgress, operations: number, elapsedMs: number): number {
  return phase.unit === "ms" ? elapsedMs : operations;
}

function rateOf(operations: number, elapsedMs: number): string {
  return elapsedMs > 0 ? Math.round((operations / elapsedMs) * 1000).toLocaleString("en-US") : "0";
}
