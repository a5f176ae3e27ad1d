// The threads of a load, seen as one: they connect together, run a phase together, and their counts are added up.
// A crew of one is the main thread itself.
import { type Clock, systemClock } from "../clock.ts";
import { driverOf } from "../drivers/drivers.ts";
import { type GeneratorLoad, systemGauges, worstOf } from "./generator-load.ts";
import { Loader, type LoaderParts, type LoadPlan, type Phase, type PhaseResult } from "./loader.ts";
import type { Tick } from "./loop.ts";
import { Measurements } from "./measurements.ts";
import { WorkerThread } from "./worker-thread.ts";

/** Time for the start of a schedule to reach all threads, and for each of them to open a trace. */
const START_LEAD_US = 50_000;
const REPLAY_LEAD_US = 500_000;

/** Called for each thread at its own pace. */
export type OnTick = (thread: number, tick: Tick) => void;

export interface CrewResult extends PhaseResult {
  /** One for each thread. */
  readonly loads: readonly GeneratorLoad[];
}

/** One thread of a crew. */
export interface CrewThread {
  connect(signal: AbortSignal): Promise<void>;
  run(phase: Phase, signal: AbortSignal, onTick: (tick: Tick) => void): Promise<PhaseResult>;
  close(): void | Promise<void>;
}

export class Crew {
  private readonly threads: readonly CrewThread[];
  private readonly clock: Clock;

  constructor(threads: readonly CrewThread[], clock: Clock) {
    this.threads = threads;
    this.clock = clock;
  }

  async connect(signal: AbortSignal): Promise<void> {
    const attempts = await Promise.allSettled(this.threads.map((thread) => thread.connect(signal)));
    for (const attempt of attempts) if (attempt.status === "rejected") throw attempt.reason;
  }

  async run(phase: Phase, signal: AbortSignal, onTick: OnTick): Promise<CrewResult> {
    const leadUs = phase.replay === undefined ? START_LEAD_US : REPLAY_LEAD_US;
    // A thread that is alone begins when it is ready.
    const startUs = this.threads.length > 1 ? this.clock.nowUs() + leadUs : undefined;
    const started = { ...phase, startUs };
    const results = await Promise.all(
      this.threads.map((thread, index) => thread.run(started, signal, (tick) => onTick(index, tick))),
    );
    const measurements = new Measurements();
    for (const result of results) measurements.add(result.measurements);
    const loads = results.map(({ load }) => load);
    return {
      measurements,
      elapsedMs: Math.max(...results.map(({ elapsedMs }) => elapsedMs)),
      unanswered: results.reduce((sum, { unanswered }) => sum + unanswered, 0),
      loads,
      load: worstOf(loads),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

/** A crew in this thread alone, with parts of the caller's. */
export function localCrew(plan: LoadPlan, parts: LoaderParts): Crew {
  return new Crew([new Loader(plan, 0, parts)], parts.clock);
}

/** The crew that the plan asks for, on real sockets and real time. */
export function systemCrew(plan: LoadPlan): Crew {
  if (plan.threads === 1) {
    return localCrew(plan, { driver: driverOf(plan.driver), clock: systemClock, gauges: systemGauges });
  }
  const threads = Array.from({ length: plan.threads }, (_, thread) => new WorkerThread(plan, thread));
  return new Crew(threads, systemClock);
}
