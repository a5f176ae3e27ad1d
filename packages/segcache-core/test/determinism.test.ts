// Same options, seed, clock and calls give the same bytes: the whole arena is compared, not what can be read from it.
import { describe, expect, it } from "vitest";
import { firstSegmentOf } from "../src/arena/arena.ts";
import { resolveConfig } from "../src/config.ts";
import { POLICY_NAMES, type PolicyName, Segcache } from "../src/index.ts";
import { RawCache } from "../src/raw-cache.ts";
import type { Shard } from "../src/shard.ts";
import { mixSeed, nextRandom } from "../src/sources/random.ts";
import { testShard } from "./test-shard.ts";
import { ManualClock, TextClient } from "./text-client.ts";

/** A shard that has gone through `steps` calls of every kind, chosen by `script`. */
function run(policy: PolicyName, hashKey: number, random: number, script: number, steps: number): Shard {
  const { shape } = resolveConfig({ maxMemory: "128kb", segmentSize: 1024 });
  const clock = new ManualClock();
  const shard = testShard(shape, policy, clock.read, hashKey, 77, random);
  const clients = [0, 1, 2].map((namespace) => new TextClient(new RawCache([shard]), namespace));
  let state = mixSeed(script);
  const next = (range: number): number => {
    state = nextRandom(state);
    return (state >>> 0) % range;
  };
  for (let step = 0; step < steps; step++) {
    const client = clients[next(3)];
    const key = `key${next(900)}`;
    const deadline = next(2) === 0 ? Infinity : clock.now + next(20_000);
    switch (next(10)) {
      case 0:
        client.delete(key);
        break;
      case 1:
        client.setDeadline(key, deadline);
        break;
      case 2:
        client.append(key, "x".repeat(next(9)));
        break;
      case 3:
        client.increment(`n${key}`, next(1000));
        break;
      case 4:
      case 5:
        client.get(key);
        break;
      default:
        client.set(key, "v".repeat(next(300)), deadline);
    }
    clock.now += next(40);
    if (next(50) === 0) shard.sweeper.step(next(100), 0);
    if (next(2000) === 0) client.flush();
  }
  return shard;
}

function differingBytes(a: Shard, b: Shard): number {
  const [left, right] = [a.arena.bytes, b.arena.bytes];
  expect(left.length).toBe(right.length);
  return left.reduce((count, byte, index) => count + (byte === right[index] ? 0 : 1), 0);
}

describe.each(POLICY_NAMES)("policy %s", (policy) => {
  it("the same seeds, clock and calls give the same bytes", () => {
    const shard = run(policy, 5, 9, 1, 10_000);
    expect(shard.size).toBeGreaterThan(100);
    expect(differingBytes(shard, run(policy, 5, 9, 1, 10_000))).toBe(0);
  });

  it("other calls, another hash seed or another random seed give other bytes", () => {
    const shard = run(policy, 5, 9, 1, 4000);
    expect(differingBytes(shard, run(policy, 5, 9, 2, 4000))).toBeGreaterThan(0);
    expect(differingBytes(shard, run(policy, 6, 9, 1, 4000))).toBeGreaterThan(0);
    expect(differingBytes(shard, run(policy, 5, 10, 1, 4000))).toBeGreaterThan(0);
  });
});

describe("a cache", () => {
  /** What can be told from outside after a fixed series of calls. */
  function observe(seed: number): unknown {
    const clock = new ManualClock();
    const cache = new Segcache({ maxMemory: "128kb", segmentSize: 1024, seed, now: clock.read });
    for (let n = 0; n < 6000; n++) {
      cache.set(`key${(n * 31) % 2500}`, "v".repeat(n % 70), { ttl: n % 4 === 0 ? 1 + (n % 900) : undefined });
      cache.get(`key${n % 1000}`);
      clock.now += n % 3;
      if (n % 100 === 0) cache.expireSlice();
    }
    const values = Array.from({ length: 2500 }, (_, n) => cache.getString(`key${n}`));
    return { stats: cache.stats(), values };
  }

  it("behaves the same with the same seed", () => {
    expect(observe(42)).toEqual(observe(42));
  });

  it("holds nothing that depends on when and where it was made", () => {
    const { shape } = resolveConfig({ maxMemory: "64kb", segmentSize: 1024 });
    const fresh = (): Shard => testShard(shape, "fifo", () => 5);
    expect(differingBytes(fresh(), fresh())).toBe(0);
    const { bytes } = fresh().arena;
    const untouched = bytes.subarray((firstSegmentOf(shape) + 1) * shape.segmentBytes);
    expect(untouched.every((byte) => byte === 0)).toBe(true);
  });
});
