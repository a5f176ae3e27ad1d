// The closed loop: every connection keeps a fixed number of requests in flight and sends the next one when a reply
// comes. Its rate is what the server gives, so its latency is service time: it says nothing about requests that would
// have come meanwhile. A slot is one request in flight; it draws from its connection's source, and under look-aside
// it fills a missed key before it draws again. No slot ever has two requests out.
import type { Clock } from "./clock.ts";
import { type Connection, type Done, MISS } from "./drivers/driver.ts";
import type { Measurements } from "./measurements.ts";
import type { OperationSource } from "./workload/operations.ts";

/** How often deadlines, lost replies and progress are looked at. */
const TICK_MS = 100;

export interface LoopPlan {
  readonly connections: readonly Connection[];
  /** One for each connection. */
  readonly sources: readonly OperationSource[];
  /** Requests in flight on each connection. */
  readonly pipeline: number;
  /** No request is sent after this long; Infinity when only the sources end the loop. */
  readonly durationMs: number;
  /** A connection that owes a reply for this long is given up. */
  readonly timeoutMs: number;
  readonly ttlMs: number;
  /** Sets a key that a get missed. */
  readonly lookAside: boolean;
  readonly keyNameOf: (keyIndex: number) => string;
  readonly contentsOf: (keyIndex: number) => Buffer;
}

export interface LoopSurroundings {
  readonly clock: Clock;
  /** Ends the loop at once; replies still on their way are not counted. */
  readonly signal: AbortSignal;
  readonly onTick: (operations: number, elapsedMs: number) => void;
}

export interface LoopOutcome {
  readonly elapsedMs: number;
  /** Requests without a reply when the signal ended the loop. */
  readonly unanswered: number;
}

/** Runs a plan to its end and records into `measurements`. */
export function runClosedLoop(plan: LoopPlan, into: Measurements, around: LoopSurroundings): Promise<LoopOutcome> {
  return new Promise((resolve) => new ClosedLoop(plan, into, around, resolve).start());
}

class ClosedLoop {
  readonly plan: LoopPlan;
  readonly measurements: Measurements;
  readonly clock: Clock;
  private readonly around: LoopSurroundings;
  private readonly resolve: (outcome: LoopOutcome) => void;
  private readonly slots: Slot[] = [];
  private readonly lost: Set<Connection> = new Set();
  private activeSlots = 0;
  private startedUs = 0;
  private deadlineUs = 0;
  private isOver = false;
  private stopTicking: () => void = () => {};
  private readonly onAbort = (): void => this.finish();

  constructor(
    plan: LoopPlan,
    measurements: Measurements,
    around: LoopSurroundings,
    resolve: (outcome: LoopOutcome) => void,
  ) {
    this.plan = plan;
    this.measurements = measurements;
    this.clock = around.clock;
    this.around = around;
    this.resolve = resolve;
    for (const [index, connection] of plan.connections.entries()) {
      const source = plan.sources[index];
      if (source === undefined) throw new Error(`no source for connection ${index}`);
      for (let slot = 0; slot < plan.pipeline; slot++) this.slots.push(new Slot(this, connection, source));
    }
  }

  start(): void {
    this.startedUs = this.clock.nowUs();
    this.deadlineUs = this.startedUs + this.plan.durationMs * 1000;
    if (this.around.signal.aborted) {
      this.finish();
      return;
    }
    this.around.signal.addEventListener("abort", this.onAbort);
    this.stopTicking = this.clock.every(TICK_MS, () => this.tick());
    this.activeSlots = this.slots.length;
    for (const slot of this.slots) slot.sendNext();
  }

  /** Whether a slot may send now; where it may not, the slot has ended. */
  mayContinue(connection: Connection): boolean {
    if (this.isOver) return false;
    if (this.clock.nowUs() >= this.deadlineUs) return this.endSlot();
    if (connection.isOpen) return true;
    if (!this.lost.has(connection)) {
      this.lost.add(connection);
      this.measurements.lostConnections++;
    }
    return this.endSlot();
  }

  /** Ends a slot; the last one ends the loop. */
  endSlot(): false {
    this.activeSlots--;
    if (this.activeSlots === 0) this.finish();
    return false;
  }

  get acceptsReplies(): boolean {
    return !this.isOver;
  }

  private tick(): void {
    const nowUs = this.clock.nowUs();
    for (const slot of this.slots) slot.giveUpIfOverdue(nowUs);
    this.around.onTick(this.measurements.operations, (nowUs - this.startedUs) / 1000);
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopTicking();
    this.around.signal.removeEventListener("abort", this.onAbort);
    const unanswered = this.slots.reduce((sum, slot) => sum + (slot.isWaiting ? 1 : 0), 0);
    this.resolve({ elapsedMs: (this.clock.nowUs() - this.startedUs) / 1000, unanswered });
  }
}

class Slot {
  isWaiting = false;
  private readonly loop: ClosedLoop;
  private readonly connection: Connection;
  private readonly source: OperationSource;
  private keyIndex = 0;
  private valueBytes = 0;
  private sentUs = 0;
  private fillsMiss = false;

  constructor(loop: ClosedLoop, connection: Connection, source: OperationSource) {
    this.loop = loop;
    this.connection = connection;
    this.source = source;
  }

  sendNext(): void {
    if (!this.loop.mayContinue(this.connection)) return;
    if (!this.source.next()) {
      this.loop.endSlot();
      return;
    }
    this.keyIndex = this.source.keyIndex;
    this.fillsMiss = false;
    if (this.source.kind === "set") this.sendSet();
    else this.sendGet();
  }

  giveUpIfOverdue(nowUs: number): void {
    const { timeoutMs } = this.loop.plan;
    if (!this.isWaiting || nowUs - this.sentUs < timeoutMs * 1000) return;
    this.connection.destroy(`no reply within ${timeoutMs / 1000} s`);
  }

  private sendGet(): void {
    const key = this.loop.plan.keyNameOf(this.keyIndex);
    this.isWaiting = true;
    this.sentUs = this.loop.clock.nowUs();
    this.connection.get(key, this.onGet);
  }

  private sendSet(): void {
    const { plan, clock } = this.loop;
    const key = plan.keyNameOf(this.keyIndex);
    const value = plan.contentsOf(this.keyIndex);
    this.valueBytes = value.length;
    this.isWaiting = true;
    this.sentUs = clock.nowUs();
    this.connection.set(key, value, plan.ttlMs, this.onSet);
  }

  private readonly onGet: Done = (error, valueBytes) => {
    if (!this.settle(error)) return;
    const { measurements, clock, plan } = this.loop;
    const latencyUs = clock.nowUs() - this.sentUs;
    if (error === undefined && valueBytes === MISS) {
      measurements.recordMiss(latencyUs);
      if (plan.lookAside) {
        if (!this.loop.mayContinue(this.connection)) return;
        this.fillsMiss = true;
        return this.sendSet();
      }
    } else if (error === undefined) {
      measurements.recordHit(latencyUs, valueBytes);
    }
    this.sendNext();
  };

  private readonly onSet: Done = (error) => {
    if (!this.settle(error)) return;
    const { measurements, clock } = this.loop;
    if (error === undefined) {
      measurements.recordSet(clock.nowUs() - this.sentUs, this.valueBytes);
      if (this.fillsMiss) measurements.lookAsideSets++;
    }
    this.sendNext();
  };

  /** Takes note of a reply; false when the loop is over and nothing counts any more. */
  private settle(error: Error | undefined): boolean {
    this.isWaiting = false;
    if (!this.loop.acceptsReplies) return false;
    if (error !== undefined) this.loop.measurements.recordError(error.message);
    return true;
  }
}
