// The open loop: requests start at the times of a schedule, whether or not earlier ones are answered. Latency counts
// from the intended start, so a server that stalls is charged for every request that came meanwhile (Tene,
// "coordinated omission"). The schedule is that of the whole load: its i-th request belongs to client i modulo the
// number of clients, and a thread sends those of its own clients, so the load is the same over any number of threads.
import type { Connection } from "../drivers/driver.ts";
import type { OperationSource } from "../workload/operations.ts";
import { type ArrivalPlan, Arrivals } from "./arrivals.ts";
import { Client, ClientLoop, type ClientLoopPlan } from "./client-loop.ts";
import type { ItemsOf } from "./closed-loop.ts";
import type { LoopOutcome, LoopSurroundings } from "./loop.ts";
import type { Measurements } from "./measurements.ts";

export interface OpenLoopPlan extends ClientLoopPlan {
  /** One for each client of this thread, in their order. */
  readonly sources: readonly OperationSource[];
  readonly itemsOf: ItemsOf;
  readonly arrivals: ArrivalPlan;
  /** Requests of the whole load; Infinity when only time ends it. */
  readonly requests: number;
}

/** Runs a plan to its end and records into `measurements`.   @param startedUs when the schedule begins. */
export function runOpenLoop(
  plan: OpenLoopPlan,
  into: Measurements,
  around: LoopSurroundings,
  startedUs?: number,
): Promise<LoopOutcome> {
  return new OpenLoop(plan, into, around).run(startedUs);
}

class DrawingClient extends Client {
  readonly source: OperationSource;

  constructor(connection: Connection, source: OperationSource) {
    super(connection);
    this.source = source;
  }
}

class OpenLoop extends ClientLoop<DrawingClient> {
  private readonly plan: OpenLoopPlan;
  private readonly arrivals: Arrivals;
  private ordinal = 0;
  private nextUs = 0;
  private isScheduleDone = false;

  constructor(plan: OpenLoopPlan, measurements: Measurements, around: LoopSurroundings) {
    super(plan, measurements, around, (connection, index) => {
      const source = plan.sources[index];
      if (source === undefined) throw new Error(`no source for connection ${index}`);
      return new DrawingClient(connection, source);
    });
    this.plan = plan;
    this.arrivals = new Arrivals(plan.arrivals);
  }

  protected begin(): void {
    this.nextUs = this.startedUs + this.arrivals.next();
    this.skipToOwn();
    this.wake();
  }

  protected onAnswered(): void {
    this.finishWhenDone();
  }

  private wake(): void {
    this.finishWhenDone();
    if (this.hasEnded || this.isScheduleDone) return;
    this.clock.wakeAt(this.nextUs, () => {
      if (this.hasEnded) return;
      this.sendDue();
      this.wake();
    });
  }

  private sendDue(): void {
    const nowUs = this.clock.nowUs();
    while (!this.isScheduleDone && this.nextUs <= nowUs) {
      const client = this.clients[this.ordinal % this.plan.clientsInAll];
      if (client !== undefined) this.sendOn(client, this.nextUs);
      this.advance();
      this.skipToOwn();
    }
  }

  private sendOn(client: DrawingClient, intendedUs: number): void {
    const { source } = client;
    // Drawn in any case: what is sent later does not depend on what was dropped.
    if (!source.next() || !this.admits(client)) return;
    this.sendTimed(client, source.kind, this.plan.itemsOf(source), intendedUs);
  }

  private advance(): void {
    this.ordinal++;
    this.nextUs = this.startedUs + this.arrivals.next();
  }

  /** Passes over the arrivals of other threads' clients, and notices the end. */
  private skipToOwn(): void {
    for (;;) {
      this.isScheduleDone = this.ordinal >= this.plan.requests || this.nextUs >= this.deadlineUs;
      if (this.isScheduleDone || this.clients[this.ordinal % this.plan.clientsInAll] !== undefined) return;
      this.advance();
    }
  }

  private finishWhenDone(): void {
    if (this.isScheduleDone && this.inFlight === 0) this.finish();
  }
}
