// The closed loop: every connection keeps a fixed number of requests in flight and sends the next one when a reply
// comes. Its rate is what the server gives, so its latency is service time: it says nothing about requests that would
// have come meanwhile. An exchange draws from its connection's source, and never has two requests out.
import type { Item } from "../workload/items.ts";
import type { OperationKind, OperationSource } from "../workload/operations.ts";
import type { Exchange } from "./exchange.ts";
import { Loop, type LoopOutcome, type LoopPlan, type LoopSurroundings } from "./loop.ts";
import type { Measurements } from "./measurements.ts";

/** Makes the items of the operation that a source stands at. */
export type ItemsOf = (source: OperationSource) => readonly Item[];

export interface ClosedLoopPlan extends LoopPlan {
  /** One for each connection. */
  readonly sources: readonly OperationSource[];
  readonly itemsOf: ItemsOf;
  /** Requests in flight on each connection. */
  readonly pipeline: number;
}

/** Runs a plan to its end and records into `measurements`. */
export function runClosedLoop(
  plan: ClosedLoopPlan,
  into: Measurements,
  around: LoopSurroundings,
): Promise<LoopOutcome> {
  return new ClosedLoop(plan, into, around).run();
}

class ClosedLoop extends Loop {
  private readonly itemsOf: ItemsOf;
  private readonly sources: Map<Exchange, OperationSource> = new Map();
  private active = 0;

  constructor(plan: ClosedLoopPlan, measurements: Measurements, around: LoopSurroundings) {
    super(plan, measurements, around);
    this.itemsOf = plan.itemsOf;
    for (const [index, connection] of plan.connections.entries()) {
      const source = plan.sources[index];
      if (source === undefined) throw new Error(`no source for connection ${index}`);
      for (let nth = 0; nth < plan.pipeline; nth++) this.sources.set(this.newExchange(connection), source);
    }
  }

  protected begin(): void {
    this.active = this.sources.size;
    for (const exchange of this.sources.keys()) this.sendNext(exchange);
    if (this.active === 0) this.finish();
  }

  protected onFree(exchange: Exchange): void {
    this.sendNext(exchange);
    if (this.active === 0) this.finish();
  }

  private sendNext(exchange: Exchange): void {
    const source = this.sources.get(exchange);
    if (source !== undefined && this.maySend(exchange.connection) && source.next()) {
      const kind: OperationKind = source.kind;
      exchange.send(kind, this.itemsOf(source), Number.POSITIVE_INFINITY);
    } else {
      this.active--;
    }
  }
}
