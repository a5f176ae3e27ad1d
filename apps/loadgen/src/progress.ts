// How far a phase is and how it goes, on stderr so that stdout carries the report alone: a live line on a terminal,
// else a plain line now and then that is fit for a log.
import { SingleBar } from "cli-progress";
import type { Clock } from "./clock.ts";
import { Latencies } from "./load/latencies.ts";
import type { Tick } from "./load/loop.ts";

export interface PhaseProgress {
  /** What is being done: "prefill", "warm-up", "run". */
  readonly label: string;
  /** The end in its own unit: operations, or milliseconds of a phase that time ends; Infinity where it is not known. */
  readonly total: number;
  readonly unit: "requests" | "ms";
}

/** A phase as it stands, all threads together. */
export interface View {
  readonly elapsedMs: number;
  readonly operations: number;
  readonly hits: number;
  readonly misses: number;
  readonly errors: number;
  readonly dropped: number;
  /** Of the last full second; 0 before there is one. */
  readonly p50Us: number;
  readonly p99Us: number;
}

export interface Progress {
  start(phase: PhaseProgress): void;
  update(view: View): void;
  stop(): void;
}

export interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

const PLAIN_INTERVAL_US = 5_000_000;

export function progressOn(output: ProgressOutput, clock: Clock): Progress {
  return output.isTTY === true ? new BarProgress(output) : new PlainProgress(output, clock);
}

/** Puts together what the threads say at their own pace. */
export class PhaseView {
  private readonly ticks: Map<number, Tick> = new Map();
  private readonly intervals: Map<number, Latencies> = new Map();

  after(thread: number, tick: Tick): View {
    this.ticks.set(thread, tick);
    if (tick.interval !== undefined) this.intervals.set(thread, tick.interval.responses);
    const ticks = [...this.ticks.values()];
    const sum = (name: "operations" | "hits" | "misses" | "errors" | "dropped"): number =>
      ticks.reduce((total, each) => total + each[name], 0);
    const responses = new Latencies();
    for (const interval of this.intervals.values()) responses.add(interval);
    return {
      elapsedMs: Math.max(...ticks.map(({ elapsedMs }) => elapsedMs)),
      operations: sum("operations"),
      hits: sum("hits"),
      misses: sum("misses"),
      errors: sum("errors"),
      dropped: sum("dropped"),
      p50Us: responses.percentileUs(50),
      p99Us: responses.percentileUs(99),
    };
  }
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
      format: `${phase.label.padEnd(8)} {bar} {percentage}% | {details}`,
      barsize: 20,
      barCompleteChar: "=",
      barIncompleteChar: "-",
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false, // signals are the caller's: they end in a report
    });
    this.bar.start(phase.total === Number.POSITIVE_INFINITY ? 1 : phase.total, 0, { details: "0 ops/s" });
  }

  update(view: View): void {
    const { phase, bar } = this;
    if (phase === undefined || bar === undefined) return;
    const isEndKnown = phase.total !== Number.POSITIVE_INFINITY;
    bar.update(isEndKnown ? Math.min(doneOf(phase, view), phase.total) : 0, { details: detailsOf(view) });
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

  update(view: View): void {
    const { phase } = this;
    const nowUs = this.clock.nowUs();
    if (phase === undefined || nowUs - this.printedUs < PLAIN_INTERVAL_US) return;
    this.printedUs = nowUs;
    const percent = Math.min(100, Math.floor((doneOf(phase, view) / phase.total) * 100));
    const share = phase.total === Number.POSITIVE_INFINITY ? "" : `${percent} %, `;
    const count = view.operations.toLocaleString("en-US");
    this.output.write(`${phase.label}: ${share}${count} operations, ${detailsOf(view)}\n`);
  }

  stop(): void {
    this.phase = undefined;
  }
}

function doneOf(phase: PhaseProgress, view: View): number {
  return phase.unit === "ms" ? view.elapsedMs : view.operations;
}

function detailsOf({ operations, elapsedMs, hits, misses, p50Us, p99Us, errors, dropped }: View): string {
  const rate = elapsedMs > 0 ? Math.round((operations / elapsedMs) * 1000) : 0;
  const parts = [`${rate.toLocaleString("en-US")} ops/s`];
  if (hits + misses > 0) parts.push(`hits ${((hits / (hits + misses)) * 100).toFixed(1)} %`);
  if (p99Us > 0) parts.push(`p50 ${(p50Us / 1000).toFixed(2)} p99 ${(p99Us / 1000).toFixed(2)} ms`);
  if (errors > 0) parts.push(`errors ${errors.toLocaleString("en-US")}`);
  if (dropped > 0) parts.push(`dropped ${dropped.toLocaleString("en-US")}`);
  return parts.join(", ");
}
