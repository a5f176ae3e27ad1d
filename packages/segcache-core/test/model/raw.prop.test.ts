// The low-level surface against Maps, one a namespace: conditional sets, deadlines, updates and flushes, mixed with fills
// that make segments go while they are half emptied or half swept. After each command the whole cache is checked.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  IF_ABSENT,
  IF_PRESENT,
  KEEP_TTL,
  NEVER,
  NO_SPACE,
  NOT_INTEGER,
  POLICY_NAMES,
  type PolicyName,
  Segcache,
  SKIPPED,
  STORED,
} from "../../src/index.ts";
import { ManualClock, TextClient } from "../text-client.ts";
import { modelRuns } from "./model-runs.ts";

interface Entry {
  readonly value: string;
  readonly deadline: number;
}

/** One namespace of the cache beside what it should hold. A cache that evicts may have forgotten a key, never changed it. */
class Pair {
  readonly client: TextClient;
  readonly entries = new Map<string, Entry>();
  private readonly clock: ManualClock;
  private readonly forgets: boolean;

  constructor(cache: Segcache, namespace: number, clock: ManualClock, policy: PolicyName) {
    this.client = new TextClient(cache.raw, namespace);
    this.clock = clock;
    this.forgets = policy !== "none";
  }

  live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.deadline > this.clock.now ? entry : undefined;
  }

  countLive(time: number): number {
    return [...this.entries.values()].filter(({ deadline }) => deadline > time).length;
  }

  /** Compares a key; returns its live entry, if the cache has not forgotten it. */
  compare(key: string): Entry | undefined {
    const expected = this.live(key);
    const got = this.client.peek(key);
    if (got !== undefined) {
      expect({ value: got, deadline: this.client.deadline(key) }).toEqual(expected);
      return expected;
    }
    expect(expected === undefined || this.forgets, `policy none forgot ${key}`).toBe(true);
    this.entries.delete(key);
    return undefined;
  }

  set(key: string, value: string, ttl: number, flags: number): void {
    const before = this.compare(key);
    const deadline = this.clock.now + ttl;
    const outcome = this.client.set(key, value, deadline, flags);
    if ((flags & IF_ABSENT) !== 0 ? before !== undefined : (flags & IF_PRESENT) !== 0 && before === undefined) {
      expect(outcome).toBe(SKIPPED);
    } else if (outcome === STORED) {
      const until = (flags & KEEP_TTL) === 0 ? deadline : (before?.deadline ?? NEVER);
      this.entries.set(key, { value, deadline: until });
      expect(this.client.peek(key)).toBe(until > this.clock.now ? value : undefined);
    } else {
      this.fail(outcome);
      this.entries.delete(key);
    }
    this.compare(key);
  }

  setDeadline(key: string, ttl: number): void {
    const before = this.compare(key);
    const deadline = this.clock.now + ttl;
    const outcome = this.client.setDeadline(key, deadline);
    if (outcome === STORED && before !== undefined) this.entries.set(key, { value: before.value, deadline });
    else if (outcome !== SKIPPED) this.fail(outcome);
    this.compare(key);
  }

  delete(key: string): void {
    const before = this.compare(key);
    expect(this.client.delete(key)).toBe(before !== undefined);
    this.entries.delete(key);
    this.compare(key);
  }

  increment(key: string, delta: number): void {
    const before = this.compare(key);
    const outcome = this.client.increment(key, delta);
    if (typeof outcome === "string") {
      expect(outcome).toBe(String(BigInt(before?.value ?? 0) + BigInt(delta)));
      this.entries.set(key, { value: outcome, deadline: before?.deadline ?? NEVER });
    } else if (outcome === NOT_INTEGER) {
      expect(before?.value).not.toMatch(/^(0|-?[1-9]\d*)$/);
    } else this.fail(outcome);
    this.compare(key);
  }

  append(key: string, piece: string): void {
    const before = this.compare(key);
    const length = this.client.append(key, piece);
    // Evicted to make room for itself: the value begins anew.
    const isShort = this.forgets && length === piece.length;
    const anew = before === undefined || (isShort && (before.value !== "" || this.client.deadline(key) === NEVER));
    if (length < 0) this.fail(length);
    else if (anew) this.entries.set(key, { value: piece, deadline: NEVER });
    else this.entries.set(key, { value: before.value + piece, deadline: before.deadline });
    if (length >= 0) expect(length).toBe(this.entries.get(key)?.value.length);
    this.compare(key);
  }

  flush(): void {
    this.client.flush();
    this.entries.clear();
    expect(this.client.counts()).toEqual([0, 0]);
  }

  private fail(outcome: number): void {
    expect([outcome, this.forgets]).toEqual([NO_SPACE, false]);
  }
}

const NAMES = [0, 1, 2];
const key = fc.oneof(fc.nat(20), fc.nat(3000)).map((n) => `k${n}`);
const ttl = fc.constantFrom(NEVER, NEVER, -1, 0, 1, 30, 1000, 1001, 1400, 20_000, 3_600_000);
const text = fc.oneof(fc.nat(8), fc.nat(60), fc.nat(400)).map((n) => "v".repeat(n));
const flags = fc.constantFrom(0, 0, IF_ABSENT, IF_PRESENT, KEEP_TTL, KEEP_TTL + IF_PRESENT);
const space = fc.constantFrom(...NAMES);

type Command = (pairs: readonly Pair[], cache: Segcache, clock: ManualClock) => void;
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(space, key, text, ttl, flags).map(
    ([n, ...rest]): Command =>
      (pairs) =>
        pairs[n].set(...rest),
  ),
  fc.tuple(space, key, ttl).map(
    ([n, ...rest]): Command =>
      (pairs) =>
        pairs[n].setDeadline(...rest),
  ),
  fc.tuple(space, key).map(
    ([n, k]): Command =>
      (pairs) =>
        pairs[n].delete(k),
  ),
  fc.tuple(space, key, fc.integer()).map(
    ([n, k, by]): Command =>
      (pairs) =>
        pairs[n].increment(`n${k}`, by),
  ),
  fc.tuple(space, key, text).map(
    ([n, k, piece]): Command =>
      (pairs) =>
        pairs[n].append(k, piece),
  ),
  fc.tuple(space, fc.nat(3000), fc.integer({ min: 100, max: 700 }), ttl).map(([n, from, count, life]): Command => {
    return (pairs) => {
      for (let at = from; at < from + count; at++) pairs[n].set(`k${at}`, "", life, 0);
    };
  }),
  // Fills until a segment is half emptied, then changes deadlines, some of them in what is left of it.
  fc.tuple(space, fc.nat(3000), ttl, ttl).map(([n, from, life, other]): Command => {
    return (pairs, cache) => {
      if (cache.limits.policy === "none" || cache.limits.segmentSize < 8192) return; // never half emptied
      for (let at = 0; at < 6000 && cache.stats().segmentsReclaiming === 0; at++)
        pairs[n].set(`k${(from + at) % 3000}`, "v".repeat(24), life, 0);
      for (let at = 0; at < 3000; at += 7) pairs[n].setDeadline(`k${at}`, other);
    };
  }),
  fc.tuple(space, fc.nat(3000), fc.integer({ min: 20, max: 200 }), ttl).map(([n, from, count, life]): Command => {
    return (pairs) => {
      for (let at = from; at < from + count; at++) pairs[n].setDeadline(`k${at}`, life);
    };
  }),
  fc.tuple(fc.oneof(fc.nat(40), fc.nat(2000)), fc.nat(3)).map(([ms, slices]): Command => {
    return (_, cache, clock) => {
      clock.now += ms;
      for (let n = 0; n < slices; n++) cache.expireSlice();
    };
  }),
  fc.nat(20_000).map(
    (ms): Command =>
      (pairs, cache, clock) => {
        clock.now += ms;
        cache.expire();
        for (const pair of pairs) expect(pair.client.counts()[0]).toBeLessThanOrEqual(pair.countLive(clock.now - 500));
      },
  ),
  {
    weight: 1,
    arbitrary: fc.tuple(space, fc.nat(2)).map(
      ([n, go]): Command =>
        (pairs) =>
          go > 0 && pairs[n].flush(),
    ),
  },
);

const shapes = [
  { maxMemory: 48 * 1024, segmentSize: 1024 },
  { maxMemory: 144 * 1024, segmentSize: 16 * 1024 },
  { maxMemory: 288 * 1024, segmentSize: 32 * 1024 },
  { maxMemory: 96 * 1024, segmentSize: 1024, shared: true, shards: 2 },
];

describe.each(POLICY_NAMES)("policy %s", (policy) => {
  it.each(shapes)("behaves like maps that may forget: $maxMemory bytes in segments of $segmentSize", (sizes) => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 50, size: "max" }), fc.integer(), (commands, seed) => {
        const clock = new ManualClock();
        const cache = new Segcache({ ...sizes, policy, seed, now: clock.read });
        const pairs = NAMES.map((namespace) => new Pair(cache, namespace, clock, policy));
        for (const run of commands) {
          run(pairs, cache, clock);
          cache.checkInvariants();
          expect(pairs.reduce((sum, { client }) => sum + client.counts()[0], 0)).toBe(cache.size);
        }
        for (const pair of pairs) for (const known of [...pair.entries.keys()]) pair.compare(known);
      }),
      { numRuns: modelRuns(1) },
    );
  });
});
