// What the closed loop, the open loop and the replay have in common: the exchanges of a phase, its end by time, by
// signal or for want of connections, connections that owe a reply for too long, and the counters seen from outside.
import type { Clock } from "../clock.ts";
import type { Connection } from "../drivers/driver.ts";
import type { StampedValues } from "../workload/stamped-values.ts";
import type { Values } from "../workload/values.ts";
import { Exchange, type ExchangeParts } from "./exchange.ts";
import type { Latencies } from "./latencies.ts";
import type { Measurements } from "./measurements.ts";

/** How often deadlines, lost replies and progress are looked at. */
const TICK_MS = 100;
const INTERVAL_MS = 1000;

export interface LoopPlan {
  readonly connections: readonly Connection[];
  /** No request is sent after this long; Infinity when only the sources end the loop. */
  readonly durationMs: number;
  /** A connection that owes a reply for this long is given up. */
  readonly timeoutMs: number;
  /** Sets a key that a get missed. */
  readonly lookAside: boolean;
  readonly values: Values;
  /** Present when values are to be verified. */
  readonly stamped: StampedValues | undefined;
}

/** The responses of one second of a phase. */
export interface Interval {
  /** 0 is the phase's first. */
  readonly second: number;
  readonly responses: Latencies;
}

/** The counters at a moment, and the second that has just ended where one has. */
export interface Tick {
  readonly elapsedMs: number;
  readonly operations: number;
  readonly hits: number;
  readonly misses: number;
  readonly errors: number;
  readonly dropped: number;
  readonly late: number;
  readonly interval: Interval | undefined;
}

export interface LoopSurroundings {
  readonly clock: Clock;
  /** Ends the loop at once; replies still on their way are not counted. */
  readonly signal: AbortSignal;
  readonly onTick: (tick: Tick) => void;
}

export interface LoopOutcome {
  readonly elapsedMs: number;
  /** Requests without a reply when the signal ended the loop. */
  readonly unanswered: number;
}

export abstract class Loop {
  protected readonly clock: Clock;
  protected readonly measurements: Measurements;
  protected startedUs = 0;
  protected deadlineUs = 0;
  private readonly timeoutMs: number;
  private readonly around: LoopSurroundings;
  private readonly exchanges: Exchange[] = [];
  private readonly lost: Set<Connection> = new Set();
  private readonly parts: ExchangeParts;
  private readonly durationMs: number;
  private second = 0;
  private isOver = false;
  private stopTicking: () => void = () => {};
  private resolve: (outcome: LoopOutcome) => void = () => {};
  private reject: (error: unknown) => void = () => {};
  private readonly onAbort = (): void => this.finish();

  constructor(plan: LoopPlan, measurements: Measurements, around: LoopSurroundings) {
    this.clock = around.clock;
    this.measurements = measurements;
    this.around = around;
    this.timeoutMs = plan.timeoutMs;
    this.durationMs = plan.durationMs;
    this.parts = {
      clock: around.clock,
      measurements,
      values: plan.values,
      stamped: plan.stamped,
      lookAside: plan.lookAside,
      accepts: () => !this.isOver,
      maySend: (connection) => this.maySend(connection),
    };
  }

  /** @param startedUs when time begins to count; now unless the schedule begins at another time. */
  run(startedUs: number = this.clock.nowUs()): Promise<LoopOutcome> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.startedUs = startedUs;
      this.deadlineUs = startedUs + this.durationMs * 1000;
      if (this.around.signal.aborted) return this.finish();
      this.around.signal.addEventListener("abort", this.onAbort);
      this.stopTicking = this.clock.every(TICK_MS, () => this.tick());
      this.begin();
    });
  }

  /** Sends the first requests, or arranges for it. */
  protected abstract begin(): void;

  /** An exchange has its answer and may be used again. */
  protected abstract onFree(exchange: Exchange): void;

  protected newExchange(connection: Connection): Exchange {
    const exchange = new Exchange(connection, this.parts, (free) => this.onFree(free));
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Whether a request may be sent on a connection now. */
  protected maySend(connection: Connection): boolean {
    return !this.isOver && this.clock.nowUs() < this.deadlineUs && this.isUsable(connection);
  }

  /** Whether a connection lives; one found lost is counted, once. */
  protected isUsable(connection: Connection): boolean {
    if (connection.isOpen) return true;
    if (!this.lost.has(connection)) {
      this.lost.add(connection);
      this.measurements.lostConnections++;
    }
    return false;
  }

  protected get hasEnded(): boolean {
    return this.isOver;
  }

  protected finish(): void {
    if (!this.end()) return;
    const unanswered = this.exchanges.reduce((sum, { isWaiting }) => sum + (isWaiting ? 1 : 0), 0);
    const elapsedMs = Math.max(0, this.clock.nowUs() - this.startedUs) / 1000;
    this.around.onTick(this.tickOf(elapsedMs, this.takeInterval()));
    this.resolve({ elapsedMs, unanswered });
  }

  protected fail(error: unknown): void {
    if (this.end()) this.reject(error);
  }

  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.stopTicking();
    this.around.signal.removeEventListener("abort", this.onAbort);
    return true;
  }

  private tick(): void {
    const nowUs = this.clock.nowUs();
    for (const { connection, isWaiting, sentUs } of this.exchanges) {
      if (!isWaiting || nowUs - sentUs < this.timeoutMs * 1000) continue;
      connection.destroy(`no reply within ${this.timeoutMs / 1000} s`);
    }
    if (nowUs < this.startedUs) return;
    const elapsedMs = (nowUs - this.startedUs) / 1000;
    const second = Math.floor(elapsedMs / INTERVAL_MS);
    const interval = second > this.second ? this.takeInterval() : undefined;
    this.second = second;
    this.around.onTick(this.tickOf(elapsedMs, interval));
  }

  private takeInterval(): Interval {
    return { second: this.second, responses: this.measurements.takeInterval() };
  }

  private tickOf(elapsedMs: number, interval: Interval | undefined): Tick {
    const { operations, hits, misses, errors, dropped, late } = this.measurements;
    return { elapsedMs, operations, hits, misses, errors, dropped, late, interval };
  }
}
