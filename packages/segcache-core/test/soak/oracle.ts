// A cache beside a Map that holds what the cache should. The cache may have forgotten a key (unless its policy is `none`), but
// what it has must be what was last stored, with the deadline it was given.
import { type PolicyName, Segcache, SegcacheError, type SegcacheOptions } from "../../src/index.ts";
import type { Dice } from "./round.ts";

interface Entry {
  readonly value: Uint8Array;
  readonly deadline: number;
}

export class Oracle {
  private readonly cache: Segcache;
  private readonly entries = new Map<string, Entry>();
  private readonly dice: Dice;
  private now = 1_700_000_000_000;
  private forgotten = 0;
  /** False from the moment the cache may have dropped something to make room. */
  private keepsAll: boolean;
  /** True under policy `none`, which refuses what finds no room. */
  private refuses: boolean;

  constructor(options: SegcacheOptions, dice: Dice) {
    this.cache = new Segcache({ ...options, now: () => this.now });
    this.dice = dice;
    this.refuses = options.policy === "none";
    this.keepsAll = this.refuses;
  }

  set(key: string, value: Uint8Array, ttl: number | undefined): void {
    const before = this.live(key);
    const ifAbsent = this.dice.once(8);
    const keepTtl = this.dice.once(8);
    const outcome = this.cache.trySet(key, value, { ttl, ifAbsent, keepTtl });
    if (outcome === "skipped") {
      must(ifAbsent && before !== undefined, "a set is skipped only where a condition fails");
    } else if (outcome === "stored") {
      must(!ifAbsent || before === undefined, "a set that is to add a key replaces none");
      const deadline = keepTtl && before !== undefined ? before.deadline : this.deadlineOf(ttl);
      this.entries.set(key, { value: value.slice(), deadline });
      must(this.live(key) !== undefined, "what was just stored is there");
    } else {
      must(outcome === "value-too-large" || this.refuses, "only policy none has no space");
      this.entries.delete(key);
      must(!this.cache.has(key), "after a set that failed the key has no value");
    }
  }

  get(key: string): void {
    const entry = this.live(key);
    must(same(this.cache.get(key), entry?.value), "get tells what is there");
    const text = this.cache.getString(key);
    must(text === (entry && new TextDecoder("utf-8", { ignoreBOM: true }).decode(entry.value)), "so does getString");
  }

  getMany(keys: readonly string[]): void {
    const found = this.cache.getMany(keys);
    for (const [at, key] of keys.entries()) must(same(found[at], this.live(key)?.value), "so does getMany");
  }

  delete(key: string): void {
    const was = this.live(key) !== undefined;
    must(this.cache.delete(key) === was, "delete tells whether the key was there");
    this.entries.delete(key);
    must(!this.cache.has(key), "a deleted key is gone");
  }

  setTTL(key: string, ttl: number | undefined): void {
    const before = this.live(key);
    this.attempt(key, () => {
      must(
        this.cache.setTTL(key, ttl) === (before !== undefined) || !this.keepsAll,
        "setTTL tells whether the key is there",
      );
      if (before !== undefined) this.entries.set(key, { value: before.value, deadline: this.deadlineOf(ttl) });
    });
    this.live(key);
  }

  append(key: string, piece: Uint8Array): void {
    const before = this.live(key);
    this.attempt(key, () => {
      const length = this.cache.append(key, piece);
      const whole: Entry = { value: joined(before?.value, piece), deadline: before?.deadline ?? Infinity };
      // A value evicted to make room for itself begins anew.
      this.settle(key, length, whole, { value: piece, deadline: Infinity });
    });
  }

  setRange(key: string, offset: number, piece: Uint8Array): void {
    const before = this.live(key);
    this.attempt(key, () => {
      const length = this.cache.setRange(key, offset, piece);
      if (piece.length === 0) return;
      const whole: Entry = { value: overwritten(before?.value, offset, piece), deadline: before?.deadline ?? Infinity };
      this.settle(key, length, whole, { value: overwritten(undefined, offset, piece), deadline: Infinity });
    });
  }

  increment(key: string, delta: number): void {
    const before = this.live(key);
    this.attempt(key, () => {
      const sum = this.cache.increment(key, delta);
      const expected = Number(before === undefined ? 0 : new TextDecoder().decode(before.value)) + delta;
      must(sum === expected, "increment adds");
      this.entries.set(key, { value: new TextEncoder().encode(String(sum)), deadline: before?.deadline ?? Infinity });
    });
    this.live(key);
  }

  /** Lets time pass; backwards too. */
  pass(ms: number): void {
    this.now += ms;
    // Once seen as expired, a key is gone even when the clock steps back.
    if (ms < 0) this.keepsAll = false;
  }

  sweep(whole: boolean): void {
    if (whole) this.cache.expire();
    else this.cache.expireSlice();
  }

  clear(): void {
    this.cache.clear();
    this.entries.clear();
    must(this.cache.size === 0, "a cleared cache is empty");
  }

  /** Walks all keys: each that is there comes once, and no other. */
  walk(): void {
    const seen = [...this.cache.keys()];
    must(new Set(seen).size === seen.length, "no key comes twice while nothing is stored");
    for (const key of seen) must(this.live(key) !== undefined, "every key that comes is there");
    const there = [...this.entries.keys()].filter((key) => this.live(key) !== undefined);
    must(there.length === seen.length, "every key that is there comes");
  }

  setPolicy(policy: PolicyName): void {
    this.refuses = policy === "none";
    this.keepsAll = false;
    this.cache.setPolicy(policy);
  }

  /** @param share of what the cache was made with */
  setMaxMemory(share: number): void {
    this.keepsAll = false;
    const { maxMemory } = this.cache.limits;
    try {
      this.cache.setMaxMemory(Math.floor(maxMemory * share));
    } catch (error) {
      must(error instanceof RangeError, "too small a size is a ConfigError");
    }
  }

  check(): void {
    this.cache.checkInvariants();
    const { memoryTouched, itemsEvicted, itemsExpired, itemsCleared, items } = this.cache.stats();
    must(memoryTouched <= this.cache.limits.reserveMemory, "no more memory is touched than allowed");
    must(this.forgotten <= itemsEvicted + itemsExpired + itemsCleared, "what was forgotten was counted");
    must(items === this.cache.size, "size is the gauge");
  }

  end(): void {
    this.cache.expire(); // makes the room that a lower bound on memory may still ask for
    for (const key of [...this.entries.keys()]) this.live(key);
    this.pass(1e12);
    this.cache.expire();
    for (const [key, { deadline }] of this.entries)
      must((deadline === Infinity) === this.cache.has(key), "time takes what it should");
    this.check();
  }

  /** What the cache has of a key, which must be what it should have if anything. */
  private live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    const expected = entry !== undefined && entry.deadline > this.now ? entry : undefined;
    const got = this.cache.peek(key);
    if (got === undefined) {
      must(expected === undefined || !this.keepsAll, "policy none forgets nothing");
      if (expected !== undefined) this.forgotten++;
      this.entries.delete(key);
      return undefined;
    }
    must(same(got, expected?.value), `the value of ${key} is the last one stored`);
    const remaining = this.cache.getRemainingTTL(key);
    must(remaining === (expected?.deadline ?? 0) - this.now, `the deadline of ${key} is the one it was given`);
    return expected;
  }

  /** Takes over which of two entries a write left, as its length tells. */
  private settle(key: string, length: number, whole: Entry, anew: Entry): void {
    const isWhole = same(this.cache.peek(key), whole.value);
    must(isWhole || !this.keepsAll, "policy none begins no value anew");
    const entry = isWhole && this.cache.getRemainingTTL(key) === whole.deadline - this.now ? whole : anew;
    must(length === entry.value.length, "a write tells the value's length");
    this.entries.set(key, { value: entry.value.slice(), deadline: entry.deadline });
    this.live(key);
  }

  /** Runs a write that may be refused, after which the key is as it was. */
  private attempt(key: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof SegcacheError)) throw error;
      must(error.code === "VALUE_TOO_LARGE" || this.refuses, `only policy none has no space, got ${error.code}`);
      this.live(key);
    }
  }

  private deadlineOf(ttl: number | undefined): number {
    return ttl === undefined ? Infinity : this.now + ttl;
  }
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`should hold: ${what}`);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function joined(before: Uint8Array | undefined, piece: Uint8Array): Uint8Array {
  return overwritten(before, before?.length ?? 0, piece);
}

function overwritten(before: Uint8Array | undefined, offset: number, piece: Uint8Array): Uint8Array {
  const value = new Uint8Array(Math.max(before?.length ?? 0, offset + piece.length));
  if (before !== undefined) value.set(before);
  value.set(piece, offset);
  return value;
}
