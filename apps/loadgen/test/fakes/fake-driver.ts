// A driver whose server is a Map and whose network is a virtual clock. It keeps a log of requests per connection and
// the greatest number in flight, and can answer with errors, lose a connection, or fall silent.
import {
  type Answer,
  ConnectError,
  type Connection,
  type Done,
  type Driver,
  type Target,
} from "../../src/drivers/driver.ts";
import type { OperationKind } from "../../src/workload/operations.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface LoggedRequest {
  readonly kind: OperationKind;
  readonly key: string;
  readonly valueBytes: number;
  readonly ttlMs: number;
}

export interface Behaviour {
  /** Microseconds to the reply of the `index`-th request of a connection; Infinity never replies. */
  readonly latencyUs?: (connection: number, index: number) => number;
  /** The server answers nothing from this time until that one; what comes meanwhile waits. */
  readonly stallUs?: readonly [from: number, to: number];
  /** In place of the right answer. */
  readonly answerOf?: (request: LoggedRequest) => Answer | undefined;
  /** An error reply in place of the right one. */
  readonly errorOf?: (request: LoggedRequest) => string | undefined;
  /** Loses a connection when it is asked for its `index`-th request. */
  readonly losesAt?: (connection: number, index: number) => boolean;
  /** Refuses the connections from this number on. */
  readonly refusesFrom?: number;
}

export class FakeDriver implements Driver {
  readonly name = "fake 1.0";
  readonly store: Map<string, Buffer> = new Map();
  readonly counters: Map<string, number> = new Map();
  readonly connections: FakeConnection[] = [];
  readonly clock: VirtualClock;
  readonly behaviour: Behaviour;

  constructor(clock: VirtualClock, behaviour: Behaviour = {}) {
    this.clock = clock;
    this.behaviour = behaviour;
  }

  async connect(target: Target): Promise<FakeConnection> {
    const index = this.connections.length;
    if (index >= (this.behaviour.refusesFrom ?? Number.POSITIVE_INFINITY)) {
      throw new ConnectError(`cannot connect to ${target.host}:${target.port}: refused`);
    }
    const connection = new FakeConnection(this, index);
    this.connections.push(connection);
    return connection;
  }

  get log(): LoggedRequest[] {
    return this.connections.flatMap((connection) => connection.log);
  }
}

export class FakeConnection implements Connection {
  isOpen = true;
  inFlightMax = 0;
  destroyedBecause: string | undefined = undefined;
  readonly log: LoggedRequest[] = [];
  private readonly driver: FakeDriver;
  private readonly index: number;
  private readonly waiting: Set<Done> = new Set();
  /** When the last reply comes: replies keep the order of the requests. */
  private lastReplyUs = 0;

  constructor(driver: FakeDriver, index: number) {
    this.driver = driver;
    this.index = index;
  }

  get(key: string, done: Done): void {
    this.request(logged("get", key), done, () => this.driver.store.get(key) ?? null);
  }

  set(key: string, value: Buffer, ttlMs: number, done: Done): void {
    this.request({ ...logged("set", key), valueBytes: value.length, ttlMs }, done, () => {
      this.driver.store.set(key, value);
      return null;
    });
  }

  del(key: string, done: Done): void {
    this.request(logged("del", key), done, () => (this.driver.store.delete(key) ? 1 : 0));
  }

  incr(key: string, done: Done): void {
    this.request(logged("incr", key), done, () => {
      const count = (this.driver.counters.get(key) ?? 0) + 1;
      this.driver.counters.set(key, count);
      return count;
    });
  }

  expire(key: string, ttlMs: number, done: Done): void {
    this.request({ ...logged("expire", key), ttlMs }, done, () => (this.driver.store.has(key) ? 1 : 0));
  }

  mget(keys: readonly string[], done: Done): void {
    const { store } = this.driver;
    this.request(logged("mget", keys.join(" ")), done, () => keys.map((key) => store.get(key) ?? null));
  }

  destroy(reason: string): void {
    this.destroyedBecause ??= reason;
    this.lose(`connection lost: ${reason}`);
  }

  private request(request: LoggedRequest, done: Done, execute: () => Answer): void {
    const { behaviour, clock } = this.driver;
    const index = this.log.push(request) - 1;
    // Each request gets a wrapper of its own: a slot passes the same function again and again.
    const reply: Done = (error, answer) => {
      this.waiting.delete(reply);
      done(error, answer);
    };
    this.waiting.add(reply);
    this.inFlightMax = Math.max(this.inFlightMax, this.waiting.size);
    if (behaviour.losesAt?.(this.index, index)) {
      this.lose("connection lost: reset");
      return;
    }
    const latencyUs = behaviour.latencyUs?.(this.index, index) ?? 100;
    if (latencyUs === Number.POSITIVE_INFINITY) return;
    const [stallFrom, stallTo] = behaviour.stallUs ?? [0, 0];
    const readyUs = clock.nowUs() + latencyUs;
    const atUs = Math.max(this.lastReplyUs, readyUs >= stallFrom && readyUs < stallTo ? stallTo : readyUs);
    this.lastReplyUs = atUs;
    clock.after(atUs - clock.nowUs(), () => {
      if (!this.waiting.has(reply)) return;
      const error = behaviour.errorOf?.(request);
      if (error === undefined) reply(undefined, behaviour.answerOf?.(request) ?? execute());
      else reply(new Error(error), null);
    });
  }

  private lose(message: string): void {
    this.isOpen = false;
    const waiting = [...this.waiting];
    this.driver.clock.after(0, () => {
      for (const reply of waiting) if (this.waiting.has(reply)) reply(new Error(message), null);
    });
  }
}

function logged(kind: OperationKind, key: string): LoggedRequest {
  return { kind, key, valueBytes: 0, ttlMs: 0 };
}
