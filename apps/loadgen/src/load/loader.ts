// One thread's part of a load: its clients' connections, and the phases that run on them. Everything it is told is
// plain data, so it runs in the main thread or in a worker all the same.
import type { Clock } from "../clock.ts";
import type { Connection, Driver, Target } from "../drivers/driver.ts";
import type { DriverName } from "../drivers/drivers.ts";
import { ReplayItems } from "../replay/replay-items.ts";
import { spread } from "../replay/spread.ts";
import { readTrace } from "../replay/trace-file.ts";
import { GeneratedItem, type Item } from "../workload/items.ts";
import type { OperationSource } from "../workload/operations.ts";
import { StampedValues } from "../workload/stamped-values.ts";
import { Workload, type WorkloadSpec } from "../workload/workload.ts";
import type { ArrivalPlan } from "./arrivals.ts";
import { runClosedLoop } from "./closed-loop.ts";
import { type GeneratorLoad, type ThreadGauges, watchGenerator } from "./generator-load.ts";
import type { LoopOutcome, LoopPlan, LoopSurroundings, Tick } from "./loop.ts";
import { Measurements } from "./measurements.ts";
import { runOpenLoop } from "./open-loop.ts";
import { type ReplayLoopPlan, runReplayLoop } from "./replay-loop.ts";

/** Connections opened at a time: more would overflow a listening server's queue (128 in many systems). */
const CONNECTING_MAX = 64;

/** Sets in flight on each connection while filling: latency does not matter there. */
const PREFILL_PIPELINE = 32;

/** Plain data. */
export interface LoadPlan {
  readonly target: Target;
  readonly driver: DriverName;
  readonly workload: WorkloadSpec;
  /** Of the whole load; client c belongs to thread c modulo `threads`. */
  readonly clients: number;
  readonly threads: number;
  readonly pipeline: number;
  readonly inFlightMax: number;
  readonly timeoutMs: number;
  readonly verify: boolean;
}

/** Plain data: one stretch of load with counters of its own. */
export interface Phase {
  readonly kind: "prefill" | "warmup" | "measured";
  /** Of the whole load; Infinity where only time ends the phase. */
  readonly requests: number;
  readonly durationMs: number;
  /** Present for an open loop. */
  readonly arrivals: ArrivalPlan | undefined;
  /** Present for a replay. */
  readonly replay: ReplayPlan | undefined;
  /** When a schedule or a trace's time begins, on the clock that all threads share. */
  readonly startUs: number | undefined;
}

/** Plain data. */
export interface ReplayPlan {
  readonly path: string;
  /** How many times faster than recorded; undefined is as fast as the server answers. */
  readonly speed: number | undefined;
  /** Leaves TTLs as they were recorded. */
  readonly keepTtl: boolean;
}

export interface PhaseResult extends LoopOutcome {
  readonly measurements: Measurements;
  readonly load: GeneratorLoad;
}

export interface LoaderParts {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly gauges: ThreadGauges;
}

export class Loader {
  private readonly plan: LoadPlan;
  private readonly thread: number;
  private readonly parts: LoaderParts;
  private readonly workload: Workload;
  private readonly stamped: StampedValues | undefined;
  private readonly connections: Connection[] = [];
  /** This thread's, by their number in the whole load. */
  private readonly clients: readonly number[];

  constructor(plan: LoadPlan, thread: number, parts: LoaderParts) {
    this.plan = plan;
    this.thread = thread;
    this.parts = parts;
    this.workload = new Workload(plan.workload, plan.clients);
    this.stamped = plan.verify ? new StampedValues(this.workload.values, this.writerOf()) : undefined;
    this.clients = Array.from({ length: plan.clients }, (_, client) => client).filter(
      (client) => client % plan.threads === thread,
    );
  }

  /** Opens the connections of all clients.   @throws ConnectError */
  async connect(signal: AbortSignal): Promise<void> {
    const { target } = this.plan;
    while (this.connections.length < this.clients.length && !signal.aborted) {
      const count = Math.min(CONNECTING_MAX, this.clients.length - this.connections.length);
      const attempts = await Promise.allSettled(Array.from({ length: count }, () => this.parts.driver.connect(target)));
      for (const attempt of attempts) if (attempt.status === "fulfilled") this.connections.push(attempt.value);
      for (const attempt of attempts) if (attempt.status === "rejected") throw attempt.reason;
    }
  }

  async run(phase: Phase, signal: AbortSignal, onTick: (tick: Tick) => void): Promise<PhaseResult> {
    const measurements = new Measurements();
    const { clock, gauges } = this.parts;
    const loadSinceHere = watchGenerator(clock, gauges);
    const outcome = await this.runLoop(phase, measurements, { clock, signal, onTick });
    return { ...outcome, measurements, load: loadSinceHere() };
  }

  close(): void {
    for (const connection of this.connections) connection.destroy("the run is over");
  }

  private runLoop(phase: Phase, measurements: Measurements, around: LoopSurroundings): Promise<LoopOutcome> {
    const { pipeline, inFlightMax, clients, timeoutMs } = this.plan;
    const { arrivals, requests, durationMs } = phase;
    const base: LoopPlan = {
      connections: this.connections,
      durationMs,
      timeoutMs,
      lookAside: this.plan.workload.lookAside && phase.kind !== "prefill",
      values: this.workload.values,
      stamped: this.stamped,
    };
    if (phase.replay !== undefined) return this.replay(phase, phase.replay, base, measurements, around);
    const sources = this.clients.map((client) => this.sourceOf(phase, client));
    const itemsOf = (source: OperationSource): readonly Item[] => this.itemsOf(source);
    if (arrivals === undefined) {
      const inFlight = phase.kind === "prefill" ? Math.max(PREFILL_PIPELINE, pipeline) : pipeline;
      return runClosedLoop({ ...base, sources, itemsOf, pipeline: inFlight }, measurements, around);
    }
    const schedule = { clients: this.clients, clientsInAll: clients, arrivals, requests, inFlightMax };
    return runOpenLoop({ ...base, sources, itemsOf, ...schedule }, measurements, around, phase.startUs);
  }

  private replay(
    phase: Phase,
    { path, speed, keepTtl }: ReplayPlan,
    base: LoopPlan,
    measurements: Measurements,
    around: LoopSurroundings,
  ): Promise<LoopOutcome> {
    const { clients: clientsInAll, pipeline, inFlightMax } = this.plan;
    const items = new ReplayItems(this.workload, keepTtl ? 1 : (speed ?? 1));
    const plan: ReplayLoopPlan = {
      ...base,
      clients: this.clients,
      clientsInAll,
      rows: spread(readTrace(path)),
      itemsOf: (row) => items.itemsOf(row),
      speed,
      requests: phase.requests,
      inFlightMax: speed === undefined ? pipeline : inFlightMax,
    };
    return runReplayLoop(plan, measurements, around, phase.startUs);
  }

  private sourceOf(phase: Phase, client: number): OperationSource {
    // An open loop's schedule ends it; its sources must not end before.
    const requests = phase.arrivals === undefined ? phase.requests : Number.POSITIVE_INFINITY;
    if (phase.kind === "prefill") return this.workload.prefillSource(client);
    if (phase.kind === "warmup") return this.workload.warmupSource(client, requests);
    return this.workload.measuredSource(client, requests);
  }

  private itemsOf(source: OperationSource): readonly Item[] {
    const { kind, keyIndex, keyIndexes } = source;
    if (kind !== "mget") return [new GeneratedItem(this.workload, kind, keyIndex)];
    return keyIndexes.map((index) => new GeneratedItem(this.workload, kind, index));
  }

  /** Differs between threads and, by the time of the start, nearly always between runs. */
  private writerOf(): number {
    return Math.trunc(this.parts.clock.nowUs()) * this.plan.threads + this.thread;
  }
}
