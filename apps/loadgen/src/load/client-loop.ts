// What the open loop and the replay have in common: the clients of the whole load, of which a thread has some, each with a
// connection, its requests in flight and the exchanges that are free again; and requests with a time at which they should
// start, which are dropped where too many are in flight.
import type { Connection } from "../drivers/driver.ts";
import type { Item } from "../workload/items.ts";
import type { OperationKind } from "../workload/operations.ts";
import type { Exchange } from "./exchange.ts";
import { Loop, type LoopPlan, type LoopSurroundings } from "./loop.ts";
import type { Measurements } from "./measurements.ts";

/** A request sent this long after its time is late: more than a turn of a healthy event loop. */
export const LATE_US = 1000;

export interface ClientLoopPlan extends LoopPlan {
  /** The clients of this thread, by their number in the whole load; connections are in the same order. */
  readonly clients: readonly number[];
  readonly clientsInAll: number;
  /** Most requests in flight on a connection. */
  readonly inFlightMax: number;
}

/** A client of this thread. */
export class Client {
  readonly connection: Connection;
  readonly free: Exchange[] = [];
  inFlight = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }
}

export abstract class ClientLoop<Own extends Client> extends Loop {
  /** By number in the whole load; undefined for those of other threads. */
  protected readonly clients: readonly (Own | undefined)[];
  /** Requests in flight, of all clients. */
  protected inFlight = 0;
  private readonly clientOf: Map<Connection, Own> = new Map();
  private readonly inFlightMax: number;

  /** @param newClient makes the client of a connection, which has this index in the plan. */
  constructor(
    plan: ClientLoopPlan,
    measurements: Measurements,
    around: LoopSurroundings,
    newClient: (connection: Connection, index: number) => Own,
  ) {
    super(plan, measurements, around);
    this.inFlightMax = plan.inFlightMax;
    const clients = new Array<Own | undefined>(plan.clientsInAll).fill(undefined);
    for (const [index, number] of plan.clients.entries()) {
      const connection = plan.connections[index];
      if (connection === undefined) throw new Error(`no connection for client ${number}`);
      const client = newClient(connection, index);
      clients[number] = client;
      this.clientOf.set(connection, client);
    }
    this.clients = clients;
  }

  /** A request of the client has its answer. */
  protected abstract onAnswered(client: Own): void;

  protected onFree(exchange: Exchange): void {
    const client = this.clientOf.get(exchange.connection);
    if (client === undefined) return;
    client.inFlight--;
    client.free.push(exchange);
    this.inFlight--;
    this.onAnswered(client);
  }

  /** Fills go on after the end: they belong to requests that came in time. */
  protected override maySend(connection: Connection): boolean {
    return !this.hasEnded && this.isUsable(connection);
  }

  /** Whether one more request may be in flight; if not, it counts as dropped. */
  protected admits(client: Own): boolean {
    const isAdmitted = client.inFlight < this.inFlightMax && this.isUsable(client.connection);
    if (!isAdmitted) this.measurements.dropped++;
    return isAdmitted;
  }

  /** Sends a request that has a time. */
  protected sendTimed(client: Own, kind: OperationKind, items: readonly Item[], intendedUs: number): void {
    const delayUs = this.send(client, kind, items, intendedUs).sentUs - intendedUs;
    this.measurements.sendDelay.record(delayUs);
    if (delayUs > LATE_US) this.measurements.late++;
  }

  /** @param intendedUs Infinity for a request that has no time. */
  protected send(client: Own, kind: OperationKind, items: readonly Item[], intendedUs: number): Exchange {
    const exchange = client.free.pop() ?? this.newExchange(client.connection);
    client.inFlight++;
    this.inFlight++;
    exchange.send(kind, items, intendedUs);
    return exchange;
  }
}
