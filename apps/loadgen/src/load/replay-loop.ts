// Replays a trace: at its own times, scaled or not, as an open loop does; or as fast as the server answers, with so many
// requests in flight on each connection. All requests of a key go over one connection, so their order is kept. Every
// thread reads the trace and sends the part whose keys belong to its clients.
import { keyHash } from "../replay/replay-items.ts";
import type { TimedRow } from "../replay/spread.ts";
import type { Item } from "../workload/items.ts";
import { Client, ClientLoop, type ClientLoopPlan } from "./client-loop.ts";
import type { LoopOutcome, LoopSurroundings } from "./loop.ts";
import type { Measurements } from "./measurements.ts";

/** Rows read ahead: more than a moment's, so that reading never keeps sending waiting. */
const READ_AHEAD_ROWS = 20_000;

/** With a speed, a request above `inFlightMax` is dropped; else it waits. */
export interface ReplayLoopPlan extends ClientLoopPlan {
  readonly rows: AsyncIterator<readonly TimedRow[]>;
  readonly itemsOf: (row: TimedRow) => readonly Item[];
  /** How many times faster than recorded; undefined is as fast as the server answers. */
  readonly speed: number | undefined;
  /** Rows of the whole trace to send; Infinity for all. */
  readonly requests: number;
}

/** Runs a plan to its end and records into `measurements`.   @param startedUs when the trace's time begins.
 * @throws TraceError */
export async function runReplayLoop(
  plan: ReplayLoopPlan,
  into: Measurements,
  around: LoopSurroundings,
  startedUs?: number,
): Promise<LoopOutcome> {
  const loop = new ReplayLoop(plan, into, around);
  await loop.readFirst();
  return loop.run(startedUs);
}

class QueueingClient extends Client {
  /** Rows that wait for their turn, when as fast as possible. */
  readonly waiting: TimedRow[] = [];
}

class ReplayLoop extends ClientLoop<QueueingClient> {
  private readonly plan: ReplayLoopPlan;
  /** Rows read and not yet due, or (as fast as possible) not yet given to their clients. */
  private queue: TimedRow[] = [];
  private head = 0;
  private rowsRead = 0;
  private isRead = false;
  private isReading = false;
  private isAsleep = false;
  private waiting = 0;

  constructor(plan: ReplayLoopPlan, measurements: Measurements, around: LoopSurroundings) {
    super(plan, measurements, around, (connection) => new QueueingClient(connection));
    this.plan = plan;
  }

  /** Has rows at hand before time begins to count. */
  async readFirst(): Promise<void> {
    while (!this.isRead && this.queue.length === 0) await this.readBatch();
  }

  protected begin(): void {
    this.proceed();
  }

  protected onAnswered(client: QueueingClient): void {
    if (this.plan.speed === undefined) this.feed(client);
    this.proceed();
  }

  /** Sends what can be sent, reads ahead, and notices the end. */
  private proceed(): void {
    if (this.hasEnded) return;
    if (this.plan.speed === undefined) this.handOut();
    else this.sendDue(this.plan.speed);
    this.readAhead();
    const nothingLeft = this.head === this.queue.length && this.isRead;
    if (nothingLeft && this.inFlight + this.waiting === 0) this.finish();
  }

  private sendDue(speed: number): void {
    while (this.head < this.queue.length) {
      const row = this.queue[this.head];
      if (row === undefined) return;
      const intendedUs = this.startedUs + (row.sendMs * 1000) / speed;
      if (intendedUs >= this.deadlineUs) {
        this.endOfTrace();
        return;
      }
      if (intendedUs > this.clock.nowUs()) {
        this.sleepUntil(intendedUs);
        return;
      }
      this.head++;
      const client = this.clientFor(row);
      if (client !== undefined && this.admits(client)) {
        this.sendTimed(client, row.kind, this.plan.itemsOf(row), intendedUs);
      }
    }
  }

  private sleepUntil(atUs: number): void {
    if (this.isAsleep) return;
    this.isAsleep = true;
    this.clock.wakeAt(atUs, () => {
      this.isAsleep = false;
      this.proceed();
    });
  }

  /** Gives rows to their clients as long as not too many wait there. */
  private handOut(): void {
    if (this.clock.nowUs() >= this.deadlineUs) this.endOfTrace();
    while (this.head < this.queue.length && this.waiting < READ_AHEAD_ROWS) {
      const row = this.queue[this.head++];
      const client = row === undefined ? undefined : this.clientFor(row);
      if (row === undefined || client === undefined) continue;
      client.waiting.push(row);
      this.waiting++;
      this.feed(client);
    }
  }

  private feed(client: QueueingClient): void {
    while (client.inFlight < this.plan.inFlightMax) {
      const row = client.waiting.shift();
      if (row === undefined) return;
      this.waiting--;
      if (this.admits(client)) this.send(client, row.kind, this.plan.itemsOf(row), Number.POSITIVE_INFINITY);
    }
  }

  /** undefined for a key of another thread. */
  private clientFor(row: TimedRow): QueueingClient | undefined {
    return this.clients[keyHash(row.keys[0] ?? "") % this.plan.clientsInAll];
  }

  private endOfTrace(): void {
    this.isRead = true;
    this.queue = [];
    this.head = 0;
    for (const client of this.clients) client?.waiting.splice(0);
    this.waiting = 0;
  }

  private readAhead(): void {
    if (this.isRead || this.isReading || this.queue.length - this.head >= READ_AHEAD_ROWS) return;
    this.readBatch().then(
      () => this.proceed(),
      (error: unknown) => this.fail(error),
    );
  }

  private async readBatch(): Promise<void> {
    this.isReading = true;
    const { value, done } = await this.plan.rows.next();
    this.isReading = false;
    if (this.isRead) return;
    this.isRead = done === true;
    if (done === true) return;
    const rows = value.slice(0, Math.max(0, this.plan.requests - this.rowsRead));
    this.rowsRead += rows.length;
    if (rows.length < value.length) this.isRead = true;
    this.queue = this.head === this.queue.length ? rows : this.queue.slice(this.head).concat(rows);
    this.head = 0;
  }
}
