// All caches of one sample: the engine for each policy and size, exact LRU at the bytes of each peer and size. An access
// reaches all of them; each decides for itself whether it is a hit, and under look-aside fills what it missed.
import type { PolicyName } from "segcache-core";
import type { OperationKind } from "../workload/operations.ts";
import { EngineCache } from "./engine-cache.ts";
import { ExactLru } from "./exact-lru.ts";
import { PEERS, type Peer, peerItemBytes } from "./item-bytes.ts";
import { miniatureOf } from "./sampling.ts";

/** How often a server removes what has expired. */
const TICK_MS = 100;
const KEY_BYTES_MAX = 65_535;
/** A counter's text. */
const COUNTER_BYTES = 8;

/** One access, as all caches see it. */
export interface Access {
  readonly kind: OperationKind;
  readonly name: string;
  readonly valueBytes: number;
  /** 0 is none. */
  readonly ttlMs: number;
  /** Whether look-aside sets it after a miss. */
  readonly fills: boolean;
}

export interface SimulationPlan {
  /** Ascending. */
  readonly sizesBytes: readonly number[];
  readonly policies: readonly PolicyName[];
  readonly lookAside: boolean;
  /** How much smaller the caches are than those they stand for. */
  readonly share: number;
  readonly seed: number;
}

/** Misses of one cache after another: those of the first policy by size, those of the next one, those of the peers. */
export class Simulation {
  readonly misses: Float64Array;
  private readonly plan: SimulationPlan;
  private readonly engines: readonly EngineCache[];
  private readonly lrus: readonly { readonly lru: ExactLru; readonly peer: number }[];
  private readonly numbers: Map<string, number> = new Map();
  private readonly key: Buffer = Buffer.alloc(KEY_BYTES_MAX);
  private readonly peerBytes: number[] = PEERS.map(() => 0);
  private readonly expiries = new Expiries();
  private nowMs = 0;
  private tickedMs = Number.NEGATIVE_INFINITY;

  constructor(plan: SimulationPlan) {
    this.plan = plan;
    const { policies, sizesBytes, share, seed } = plan;
    const now = (): number => this.nowMs;
    this.engines = policies.flatMap((policy) =>
      sizesBytes.map((bytes) => new EngineCache(miniatureOf(bytes, share), policy, seed, share === 1, now)),
    );
    this.lrus = PEERS.flatMap((_, peer) =>
      sizesBytes.map((bytes) => ({ lru: new ExactLru(Math.floor(bytes * share)), peer })),
    );
    this.misses = new Float64Array(this.engines.length + this.lrus.length);
  }

  /** Distinct keys that were accessed. */
  get keys(): number {
    return this.numbers.size;
  }

  /** Values that the engines refused for their size. */
  get tooLarge(): number {
    return this.engines.reduce((sum, { tooLarge }) => sum + tooLarge, 0);
  }

  /** @param counts whether its misses are counted. */
  apply(access: Access, nowMs: number, counts: boolean): void {
    this.nowMs = nowMs;
    if (nowMs - this.tickedMs >= TICK_MS) this.tick();
    const { kind, name } = access;
    const keyBytes = this.key.write(name);
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(name, number);
    }
    if (kind === "get" || kind === "mget") this.read(access, number, keyBytes, counts);
    else if (kind === "set") this.write(access, number, keyBytes);
    else if (kind === "del") this.remove(number, keyBytes);
    else if (kind === "incr") this.increment(access, number, keyBytes);
    else this.expireAt(number, keyBytes, this.nowMs + access.ttlMs);
  }

  private read(access: Access, number: number, keyBytes: number, counts: boolean): void {
    const { engines, lrus, misses, key, nowMs } = this;
    const fills = this.plan.lookAside && access.fills;
    const deadlineMs = this.prepareFill(access, keyBytes);
    const one = counts ? 1 : 0;
    let isFilled = false;
    for (let at = 0; at < engines.length; at++) {
      const engine = engines[at];
      if (engine === undefined || engine.get(key, keyBytes)) continue;
      misses[at] = (misses[at] ?? 0) + one;
      if (fills) engine.set(key, keyBytes, access.valueBytes, deadlineMs);
    }
    for (let at = 0; at < lrus.length; at++) {
      const held = lrus[at];
      if (held === undefined || held.lru.get(number, nowMs)) continue;
      misses[engines.length + at] = (misses[engines.length + at] ?? 0) + one;
      if (fills) held.lru.set(number, this.peerBytes[held.peer] ?? 0, deadlineMs);
      isFilled = fills;
    }
    if (isFilled) this.expiries.add(deadlineMs, number);
  }

  private write(access: Access, number: number, keyBytes: number): void {
    const deadlineMs = this.prepareFill(access, keyBytes);
    for (const engine of this.engines) engine.set(this.key, keyBytes, access.valueBytes, deadlineMs);
    for (const { lru, peer } of this.lrus) lru.set(number, this.peerBytes[peer] ?? 0, deadlineMs);
    this.expiries.add(deadlineMs, number);
  }

  private remove(number: number, keyBytes: number): void {
    for (const engine of this.engines) engine.delete(this.key, keyBytes);
    for (const { lru } of this.lrus) lru.delete(number);
  }

  private increment(access: Access, number: number, keyBytes: number): void {
    for (const engine of this.engines) engine.increment(this.key, keyBytes);
    this.prepareFill({ ...access, valueBytes: COUNTER_BYTES, ttlMs: 0 }, keyBytes);
    for (const { lru, peer } of this.lrus) {
      if (!lru.get(number, this.nowMs)) lru.set(number, this.peerBytes[peer] ?? 0, Number.POSITIVE_INFINITY);
    }
  }

  private expireAt(number: number, keyBytes: number, deadlineMs: number): void {
    for (const engine of this.engines) engine.setDeadline(this.key, keyBytes, deadlineMs);
    for (const { lru } of this.lrus) if (lru.get(number, this.nowMs)) lru.setDeadline(number, deadlineMs);
    this.expiries.add(deadlineMs, number);
  }

  /** The deadline of what would be stored now; its size for each peer is then in `peerBytes`. */
  private prepareFill({ valueBytes, ttlMs }: Access, keyBytes: number): number {
    for (let peer = 0; peer < PEERS.length; peer++) {
      this.peerBytes[peer] = peerItemBytes(PEERS[peer] as Peer, keyBytes + valueBytes, ttlMs > 0);
    }
    return ttlMs === 0 ? Number.POSITIVE_INFINITY : this.nowMs + ttlMs;
  }

  private tick(): void {
    this.tickedMs = this.nowMs;
    for (const engine of this.engines) engine.expire();
    this.expiries.takeDue(this.nowMs, (number) => {
      for (const { lru } of this.lrus) lru.expire(number, this.nowMs);
    });
  }
}

/** Keys by the second in which they may expire. */
class Expiries {
  private readonly bySecond: Map<number, number[]> = new Map();
  /** All earlier seconds have been taken. */
  private nextSecond = 0;

  /** @param deadlineMs Infinity for a key that does not expire. */
  add(deadlineMs: number, number: number): void {
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    const second = Math.ceil(deadlineMs / 1000);
    const due = this.bySecond.get(second);
    if (due === undefined) this.bySecond.set(second, [number]);
    else if (due.at(-1) !== number) due.push(number);
  }

  takeDue(nowMs: number, expire: (number: number) => void): void {
    const nowSecond = Math.floor(nowMs / 1000);
    const passed = nowSecond + 1 - this.nextSecond;
    const seconds = passed > this.bySecond.size ? [...this.bySecond.keys()] : secondsFrom(this.nextSecond, passed);
    this.nextSecond = nowSecond + 1;
    for (const second of seconds) {
      const numbers = second <= nowSecond ? this.bySecond.get(second) : undefined;
      if (numbers === undefined) continue;
      this.bySecond.delete(second);
      for (const number of numbers) expire(number);
    }
  }
}

function secondsFrom(first: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index);
}
