// The open loop: requests start at the times of a schedule, whether or not earlier ones are answered. Latency counts
// from the intended start, so a server that stalls is charged for every request that came meanwhile (Tene,
// "coordinated omission"). The schedule is that of the whole load: its i-th request belongs to client i modulo the
// number of clients, and a thread sends those of its own clients, so the load is the same over any number of threads.
import type { Connection } from "../drivers/driver.ts";
import type { OperationSource } from "../workload/operations.ts";
import { type ArrivalPlan, Arrivals } from "./arrivals.ts";
import type { ItemsOf } from "./closed-loop.ts";
import type { Exchange } from "./exchange.ts";
import { Loop, type LoopOutcome, type LoopPlan, type LoopSurroundings } from "./loop.ts";
import type { Measurements } from "./measurements.ts";

/** A request sent this long after its time is late: more than a turn of a healthy event loop. */
export const LATE_US = 1000;

export interface OpenLoopPlan extends LoopPlan {
  /** The clients of this thread, by their number in the whole load; connections and sources are in the same order. */
  readonly clients: readonly number[];
  readonly clientsInAll: number;
  readonly sources: readonly OperationSource[];
  readonly itemsOf: ItemsOf;
  readonly arrivals: ArrivalPlan;
  /** Requests of the whole load; Infinity when only time ends it. */
  readonly requests: number;
  /** A request that finds so many in flight on its connection is dropped. */
  readonly inFlightMax: number;
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

/** A client of this thread. */
class Client {
  readonly connection: Connection;
  readonly source: OperationSource;
  readonly free: Exchange[] = [];
  inFlight = 0;

  constructor(connection: Connection, source: OperationSource) {
    this.connection = connection;
    this.source = source;
  }
}

class OpenLoop extends Loop {
  private readonly plan: OpenLoopPlan;
  private readonly arrivals: Arrivals;
  /** By number in the whole load; undefined for those of other threads. */
  private readonly clients: (Client | undefined)[];
  private readonly clientOf: Map<Connection, Client> = new Map();
  private ordinal = 0;
  private nextUs = 0;
  private inFlight = 0;
  private isScheduleDone = false;

  constructor(plan: OpenLoopPlan, measurements: Measurements, around: LoopSurroundings) {
    super(plan, measurements, around);
    this.plan = plan;
    this.arrivals = new Arrivals(plan.arrivals);
    this.clients = new Array<Client | undefined>(plan.clientsInAll).fill(undefined);
    for (const [index, number] of plan.clients.entries()) {
      const [connection, source] = [plan.connections[index], plan.sources[index]];
      if (connection === undefined || source === undefined) throw new Error(`no connection for client ${number}`);
      const client = new Client(connection, source);
      this.clients[number] = client;
      this.clientOf.set(connection, client);
    }
  }

  protected begin(): void {
    this.nextUs = this.startedUs + this.arrivals.next();
    this.skipToOwn();
    this.wake();
  }

  protected onFree(exchange: Exchange): void {
    const client = this.clientOf.get(exchange.connection);
    if (client === undefined) return;
    client.inFlight--;
    client.free.push(exchange);
    this.inFlight--;
    this.finishWhenDone();
  }

  /** Fills go on after the schedule's end: they belong to requests that came in time. */
  protected override maySend(connection: Connection): boolean {
    return !this.hasEnded && this.isUsable(connection);
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

  private sendOn(client: Client, intendedUs: number): void {
    // Drawn in any case: what is sent later does not depend on what was dropped.
    if (!client.source.next()) return;
    if (client.inFlight >= this.plan.inFlightMax || !this.isUsable(client.connection)) {
      this.measurements.dropped++;
      return;
    }
    const exchange = client.free.pop() ?? this.newExchange(client.connection);
    client.inFlight++;
    this.inFlight++;
    exchange.send(client.source.kind, this.plan.itemsOf(client.source), intendedUs);
    const delayUs = exchange.sentUs - intendedUs;
    this.measurements.sendDelay.record(delayUs);
    if (delayUs > LATE_US) this.measurements.late++;
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
