// One request at a time on one connection: sends an operation, takes its answer, counts it, and under look-aside fills
// what was missed before it is free again. The loops decide when an exchange sends; what it sends and what counts as
// an answer is decided here.
import type { Clock } from "../clock.ts";
import type { Answer, Connection, Done } from "../drivers/driver.ts";
import type { Item } from "../workload/items.ts";
import type { OperationKind } from "../workload/operations.ts";
import type { StampedValues } from "../workload/stamped-values.ts";
import type { Values } from "../workload/values.ts";
import type { Measurements } from "./measurements.ts";

/** What all exchanges of a loop share. */
export interface ExchangeParts {
  readonly clock: Clock;
  readonly measurements: Measurements;
  readonly values: Values;
  /** Present when values are to be verified. */
  readonly stamped: StampedValues | undefined;
  /** Sets a key that a get missed. */
  readonly lookAside: boolean;
  /** False once nothing counts any more. */
  readonly accepts: () => boolean;
  /** False when no further request may be sent. */
  readonly maySend: (connection: Connection) => boolean;
}

export class Exchange {
  readonly connection: Connection;
  isWaiting = false;
  sentUs = 0;
  private readonly parts: ExchangeParts;
  private readonly onFree: (exchange: Exchange) => void;
  private kind: OperationKind = "get";
  private items: readonly Item[] = [];
  private intendedUs = 0;
  private valueBytes = 0;
  private isFill = false;
  private toFill: Item[] = [];
  /** Number of the write under way, when values are verified. */
  private write = 0;
  /** What the read under way must not be older than, item by item, when values are verified. */
  private floors: readonly number[] = [];

  /** @param onFree called after each operation, its fills included; never during `send`. */
  constructor(connection: Connection, parts: ExchangeParts, onFree: (exchange: Exchange) => void) {
    this.connection = connection;
    this.parts = parts;
    this.onFree = onFree;
  }

  /** @param items one, or all those of an mget.   @param intendedUs when it should have been sent. */
  send(kind: OperationKind, items: readonly Item[], intendedUs: number): void {
    this.isFill = false;
    this.items = items;
    this.request(kind, intendedUs);
  }

  private request(kind: OperationKind, intendedUs: number): void {
    const { connection, items } = this;
    const [item] = items;
    if (item === undefined) throw new Error("an operation without a key");
    this.kind = kind;
    this.intendedUs = intendedUs;
    this.isWaiting = true;
    this.watch(kind, item);
    const value = kind === "set" ? this.valueOf(item) : undefined;
    this.sentUs = this.parts.clock.nowUs();
    if (value !== undefined) connection.set(item.name, value, item.ttlMs, this.onAnswer);
    else if (kind === "get") connection.get(item.name, this.onAnswer);
    else if (kind === "del") connection.del(item.name, this.onAnswer);
    else if (kind === "incr") connection.incr(item.name, this.onAnswer);
    else if (kind === "expire") connection.expire(item.name, item.ttlMs, this.onAnswer);
    else connection.mget(items.map(nameOf), this.onAnswer);
  }

  /** Notes what the answer is to be held against. */
  private watch(kind: OperationKind, item: Item): void {
    const order = this.parts.stamped?.order;
    if (order === undefined) return;
    if (kind === "set" || kind === "del") this.write = order.begin(item.name);
    else if (kind === "get" || kind === "mget") this.floors = this.items.map(({ name }) => order.floorOf(name));
  }

  private endWrite(isDone: boolean): void {
    const [item] = this.items;
    if (item !== undefined && (this.kind === "set" || this.kind === "del")) {
      this.parts.stamped?.order.end(item.name, this.write, isDone);
    }
  }

  private valueOf(item: Item): Buffer {
    const { stamped, values } = this.parts;
    const value = stamped === undefined ? values.window(item.id, item.valueBytes) : stamped.make(item, this.write);
    this.valueBytes = value.length;
    return value;
  }

  private readonly onAnswer: Done = (error, answer) => {
    this.isWaiting = false;
    this.endWrite(error === undefined);
    if (!this.parts.accepts()) return;
    const { measurements, clock } = this.parts;
    const nowUs = clock.nowUs();
    const fault = error === undefined ? this.faultOf(answer) : error.message;
    if (fault === undefined) {
      measurements.recordReply(this.kind, nowUs - Math.min(this.intendedUs, this.sentUs), nowUs - this.sentUs);
      this.count(answer);
    } else {
      measurements.recordError(fault);
    }
    const next = this.toFill.shift();
    if (next !== undefined && this.parts.maySend(this.connection)) {
      this.isFill = true;
      this.items = [next];
      this.request("set", nowUs);
      return;
    }
    this.toFill.length = 0;
    this.onFree(this);
  };

  /** What makes the answer none that the operation can have. */
  private faultOf(answer: Answer): string | undefined {
    const { kind, items } = this;
    if (kind === "set") return undefined;
    if (kind === "del" || kind === "incr" || kind === "expire") return isNumber(answer) ? undefined : unexpected(kind);
    if (kind === "get") return isValue(answer) ? this.wrongValueOf(0, answer) : unexpected(kind);
    if (!Array.isArray(answer) || answer.length !== items.length || !answer.every(isValue)) return unexpected(kind);
    for (const [index, value] of answer.entries()) {
      const fault = this.wrongValueOf(index, value);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private wrongValueOf(index: number, value: Buffer | null): string | undefined {
    const { stamped, measurements } = this.parts;
    const item = this.items[index];
    if (stamped === undefined || value === null || item === undefined) return undefined;
    const fault = stamped.faultOf(item, value, this.floors[index] ?? 0);
    if (fault !== undefined) measurements.wrongValues++;
    return fault;
  }

  private count(answer: Answer): void {
    const { measurements } = this.parts;
    if (this.kind === "set") {
      measurements.valueBytesWritten += this.valueBytes;
      if (this.isFill) measurements.lookAsideSets++;
    } else if (this.kind === "get") {
      this.countRead(this.items[0], answer as Buffer | null);
    } else if (this.kind === "mget") {
      for (const [index, value] of (answer as readonly (Buffer | null)[]).entries())
        this.countRead(this.items[index], value);
    }
  }

  private countRead(item: Item | undefined, value: Buffer | null): void {
    const { measurements, lookAside } = this.parts;
    if (value !== null) {
      measurements.hits++;
      measurements.valueBytesRead += value.length;
      return;
    }
    measurements.misses++;
    if (lookAside && item?.fills === true) this.toFill.push(item);
  }
}

function nameOf(item: Item): string {
  return item.name;
}

function isNumber(answer: Answer): answer is number {
  return typeof answer === "number";
}

function isValue(answer: Answer): answer is Buffer | null {
  return answer === null || Buffer.isBuffer(answer);
}

function unexpected(kind: OperationKind): string {
  return `unexpected reply to ${kind}`;
}
