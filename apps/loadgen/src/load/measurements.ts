// What a phase counts: replies, latencies, value bytes and errors. An operation that failed is an error and nothing
// else: it has no latency and is in no throughput, so a server that refuses quickly does not look fast. Threads count
// for themselves; their counts add up.
import { OPERATION_KINDS, type OperationKind } from "../workload/operations.ts";
import { Latencies, type PlainLatencies } from "./latencies.ts";

/** Error texts that differ only in details could be as many as requests; beyond this many they share one entry. */
const DISTINCT_ERRORS_MAX = 20;
const OTHER_ERRORS = "(other errors)";

const COUNTERS = [
  "hits",
  "misses",
  "lookAsideSets",
  "valueBytesRead",
  "valueBytesWritten",
  "lostConnections",
  "errors",
  "wrongValues",
  "dropped",
  "late",
] as const;
type Counter = (typeof COUNTERS)[number];

type ByKind<Value> = Readonly<Record<OperationKind, Value>>;

/** Plain data, so that it can be sent to a thread. */
export interface PlainMeasurements {
  readonly counters: Readonly<Record<Counter, number>>;
  readonly response: ByKind<PlainLatencies>;
  readonly service: ByKind<PlainLatencies>;
  readonly sendDelay: PlainLatencies;
  readonly errorsByMessage: ReadonlyMap<string, number>;
}

export class Measurements implements Record<Counter, number> {
  /** From the intended start to the reply; in a closed loop a request is intended when it is sent. */
  readonly response: ByKind<Latencies> = byKind(() => new Latencies());
  /** From sending to the reply. */
  readonly service: ByKind<Latencies> = byKind(() => new Latencies());
  /** From the intended start to sending: the generator's own part. */
  readonly sendDelay: Latencies = new Latencies();
  /** Keys that a get or mget found. */
  hits = 0;
  misses = 0;
  /** Sets that a miss made, under look-aside; they are among the sets too. */
  lookAsideSets = 0;
  valueBytesRead = 0;
  valueBytesWritten = 0;
  /** Connections that broke; what their clients still had to send was not sent. */
  lostConnections = 0;
  errors = 0;
  /** Among the errors: values that were not those stored under the key. */
  wrongValues = 0;
  /** Requests of an open loop that were not sent: too many in flight, or no connection. */
  dropped = 0;
  /** Requests of an open loop that were sent well after their time. */
  late = 0;
  readonly errorsByMessage: Map<string, number> = new Map();
  /** Responses since the last `takeInterval`. */
  private interval = new Latencies();

  static from(plain: PlainMeasurements): Measurements {
    const measurements = new Measurements();
    Object.assign(measurements, plain.counters);
    for (const kind of OPERATION_KINDS) {
      measurements.response[kind].add(Latencies.from(plain.response[kind]));
      measurements.service[kind].add(Latencies.from(plain.service[kind]));
    }
    measurements.sendDelay.add(Latencies.from(plain.sendDelay));
    for (const [message, count] of plain.errorsByMessage) measurements.errorsByMessage.set(message, count);
    return measurements;
  }

  /** Operations that got their reply. */
  get operations(): number {
    return OPERATION_KINDS.reduce((sum, kind) => sum + this.response[kind].count, 0);
  }

  recordReply(kind: OperationKind, responseUs: number, serviceUs: number): void {
    this.response[kind].record(responseUs);
    this.service[kind].record(serviceUs);
    this.interval.record(responseUs);
  }

  recordError(message: string): void {
    this.errors++;
    this.countMessage(message, 1);
  }

  /** Ends an interval: its responses, and an empty one begins. */
  takeInterval(): Latencies {
    const { interval } = this;
    this.interval = new Latencies();
    return interval;
  }

  /** Adds what `other` counted, which stays as it is. */
  add(other: Measurements): void {
    for (const counter of COUNTERS) this[counter] += other[counter];
    for (const kind of OPERATION_KINDS) {
      this.response[kind].add(other.response[kind]);
      this.service[kind].add(other.service[kind]);
    }
    this.sendDelay.add(other.sendDelay);
    for (const [message, count] of other.errorsByMessage) this.countMessage(message, count);
  }

  toPlain(): PlainMeasurements {
    const counters = Object.fromEntries(COUNTERS.map((counter) => [counter, this[counter]])) as Record<Counter, number>;
    return {
      counters,
      response: byKind((kind) => this.response[kind].toPlain()),
      service: byKind((kind) => this.service[kind].toPlain()),
      sendDelay: this.sendDelay.toPlain(),
      errorsByMessage: this.errorsByMessage,
    };
  }

  /** The responses of all kinds together. */
  allResponses(): Latencies {
    return sumOf(this.response);
  }

  allServices(): Latencies {
    return sumOf(this.service);
  }

  private countMessage(message: string, count: number): void {
    const known = this.errorsByMessage.has(message) || this.errorsByMessage.size < DISTINCT_ERRORS_MAX;
    const entry = known ? message : OTHER_ERRORS;
    this.errorsByMessage.set(entry, (this.errorsByMessage.get(entry) ?? 0) + count);
  }
}

function byKind<Value>(make: (kind: OperationKind) => Value): Record<OperationKind, Value> {
  return Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, make(kind)])) as Record<OperationKind, Value>;
}

function sumOf(latencies: ByKind<Latencies>): Latencies {
  const sum = new Latencies();
  for (const kind of OPERATION_KINDS) sum.add(latencies[kind]);
  return sum;
}
