// A shared cache opened twice in one thread: what one does the other sees. Real threads are in test/threads.
import { beforeEach, describe, expect, it } from "vitest";
import { HEADER } from "./arena/arena-layout.ts";
import { arenasIn } from "./arena/arena-memory.ts";
import { NEVER, POLICY_NAMES, type RemovalReason, Segcache, type SharedHandle } from "./index.ts";

const MEMORY = 2 ** 20;
const SHARDS = 4;

let now = 1_700_000_000_000;
let cache: Segcache;
let other: Segcache;
let removed: [string, RemovalReason][];

beforeEach(() => {
  now = 1_700_000_000_000;
  removed = [];
  cache = new Segcache({ maxMemory: MEMORY, segmentSize: 1024, shared: true, shards: SHARDS, seed: 1, now: () => now });
  const onRemove = (key: string, reason: RemovalReason): number => removed.push([key, reason]);
  other = Segcache.open(structuredCloneOf(cache.share()), { now: () => now, onRemove });
});

/** As posting does, but for the memory, which structuredClone outside of posting would refuse to share. */
function structuredCloneOf(handle: SharedHandle): SharedHandle {
  const { buffers, ...rest } = handle;
  return { ...structuredClone(rest), buffers };
}

function fill(into: Segcache, count: number): void {
  for (let n = 0; n < count; n++) into.set(`key${n}`, `value of ${n}`.padEnd(64));
}

describe("a shared cache", () => {
  it("is the same cache for all who opened it", () => {
    fill(cache, 100);
    expect(other.getString("key42")?.trim()).toBe("value of 42");
    expect([other.size, other.stats()]).toEqual([100, cache.stats()]);
    other.delete("key42");
    expect([cache.has("key42"), cache.size]).toEqual([false, 99]);
    expect([...cache.keys()].sort()).toEqual([...other.keys()].sort());
    expect(other.increment("n") + cache.increment("n")).toBe(3);
    expect(other.limits).toEqual(cache.limits);
    expect([cache.threadNumber, other.threadNumber]).toEqual([1, 2]);
    other.clear();
    expect(cache.size).toBe(0);
    cache.checkInvariants();
  });

  it("keeps one time to live unless a thread has its own", () => {
    const brief = new Segcache({ maxMemory: "1mb", shared: true, ttl: 500, now: () => now });
    const same = Segcache.open(brief.share(), { now: () => now });
    const own = Segcache.open(brief.share(), { now: () => now, ttl: 900 });
    same.set("same", "");
    own.set("own", "");
    expect([brief.getRemainingTTL("same"), brief.getRemainingTTL("own")]).toEqual([500, 900]);
  });

  it("tells each thread of what its own calls removed", () => {
    cache.set("a", "1");
    other.set("a", "2");
    cache.set("b", "1", { ttl: 10 });
    now += 10;
    cache.expire();
    other.delete("a");
    expect(removed).toEqual([
      ["a", "set"],
      ["a", "delete"],
    ]);
  });

  it.each(POLICY_NAMES)("lets policy %s, once set by one, rule for all", (policy) => {
    other.setPolicy("none");
    expect(() => fill(cache, 12_000)).toThrow(expect.objectContaining({ code: "NO_SPACE" }));
    cache.setPolicy(policy, { merge: { max: 4, merge: 2 }, s3fifo: { admissionRatio: 0.3 } });
    if (policy === "none") expect(() => fill(other, 12_000)).toThrow(expect.objectContaining({ code: "NO_SPACE" }));
    else fill(other, 12_000);
    cache.checkInvariants();
  });

  it("takes a bound on memory set by one for all", () => {
    fill(cache, 12_000);
    other.setMaxMemory("512kb");
    expect(cache.maxMemory).toBe(2 ** 19);
    while (cache.expireSlice());
    const { memoryMax, segmentsTotal, segmentsHeldBack } = cache.stats();
    expect(memoryMax).toBeLessThanOrEqual(2 ** 19);
    expect(segmentsHeldBack).toBeGreaterThan(segmentsTotal / 3);
    fill(other, 12_000);
    cache.checkInvariants();
    expect(Segcache.open(cache.share()).maxMemory).toBe(2 ** 19);
  });

  it("bears clocks that differ", () => {
    const late = Segcache.open(cache.share(), { now: () => now - 700 });
    for (let n = 0; n < 3000; n++) {
      const [one, two] = n % 2 === 0 ? [cache, late] : [late, cache];
      one.set(`key${n % 300}`, "value", { ttl: 1 + (n % 900) });
      if (one.has(`key${n % 300}`)) expect(one.getRemainingTTL(`key${n % 300}`)).toBeGreaterThan(0);
      const isHere = two.has(`key${(7 * n) % 300}`);
      if (!isHere) expect(one.get(`key${(7 * n) % 300}`)).toBeUndefined();
      now += n % 5;
      if (n % 50 === 0) two.expire();
      if (n % 100 === 0) cache.checkInvariants();
    }
    now += 10_000;
    late.expire();
    expect(cache.size).toBe(0);
  });

  it("lets go of its lock at the end of a call, also of one that throws", () => {
    let clockFails = false;
    const failing = Segcache.open(cache.share(), {
      now: () => {
        if (clockFails) throw new Error("no clock");
        return now;
      },
    });
    cache.set("key", "value", { ttl: 1000 });
    clockFails = true;
    expect(() => failing.get("key")).toThrow("no clock");
    expect(() => failing.has("key")).toThrow("no clock");
    expect(cache.getString("key")).toBe("value");
  });
});

describe("the low-level surface of a shared cache", () => {
  const key = new TextEncoder().encode("key");

  it("keeps the shard of the last key until it is released; slices of expiry pass it by meanwhile", () => {
    other.set("key", "value", { ttl: 10 });
    now += 10_000;
    cache.raw.frequency(new TextEncoder().encode("key"), 0, 3, 1); // another namespace: some shard of its own
    cache.raw.release();
    const item = cache.raw.peek(key, 0, 3, 1);
    expect(item).toBeLessThan(0);
    cache.raw.version(key, 0, 3, 0); // expired: removed on sight
    expect(other.expireSlice()).toBe(false);
    cache.raw.set(key, 0, 3, 0, key, 0, 3, now + 5, 0);
    now += 10_000;
    other.expireSlice();
    expect(cache.size).toBe(1);
    cache.raw.release();
    other.expireSlice();
    expect(cache.size).toBe(0);
  });

  it("reads items of every shard by their reference", () => {
    fill(cache, 200);
    const value = new Uint8Array(64);
    for (let n = 0; n < 200; n++) {
      const name = new TextEncoder().encode(`key${n}`);
      const item = cache.raw.get(name, 0, name.length, 0);
      expect(cache.raw.deadline(item)).toBe(NEVER);
      expect(cache.raw.copyValue(item, value, 0)).toBe(64);
      expect(new TextDecoder().decode(value).trim()).toBe(`value of ${n}`);
    }
    cache.raw.release();
  });

  it("copies from a key of one shard to one of another", () => {
    cache.set("a", "value");
    for (let n = 0; n < 20; n++) {
      const target = new TextEncoder().encode(`copy${n}`);
      const source = new TextEncoder().encode("a");
      expect(cache.raw.copy(source, 0, 1, 0, target, 0, target.length, 0, 0)).toBe(1);
      expect(other.getString(`copy${n}`)).toBe("value");
    }
  });
});

describe("opening", () => {
  const change = (changes: Partial<SharedHandle>): (() => Segcache) => {
    return () => Segcache.open({ ...cache.share(), ...changes });
  };
  const withWord = (shard: number, word: number, value: number): (() => Segcache) => {
    const [buffer] = cache.share().buffers;
    const copy = new SharedArrayBuffer(buffer.byteLength);
    new Uint8Array(copy).set(new Uint8Array(buffer));
    new Int32Array(copy, arenasIn([copy], SHARDS, MEMORY / SHARDS)[shard].start)[word] = value;
    return change({ buffers: [copy] });
  };

  it("is refused for what is no handle of this release", () => {
    const { buffers } = cache.share();
    expect(() => Segcache.open(undefined as unknown as SharedHandle)).toThrow("handle must be what share() of");
    expect(change({ formatVersion: 1 })).toThrow("handle must be of format version");
    const [buffer] = buffers;
    const plain = new ArrayBuffer(8) as unknown as SharedArrayBuffer;
    expect(buffers).toEqual([buffer]);
    expect(change({ buffers: [] })).toThrow("handle must be what share() of");
    expect(change({ buffers: [plain] })).toThrow("SharedArrayBuffers");
    expect(change({ buffers: [buffer, buffer, buffer] })).toThrow(
      "handle must hold 4 shards in equal parts, got 3 buffers",
    );
    expect(change({ buffers: [buffer, buffer] })).toThrow(`got one of ${buffer.byteLength}`);
    expect(change({ buffers: [new SharedArrayBuffer(8)] })).toThrow("got one of 8");
  });

  it.each([
    ["mark", 0],
    ["format version", 1],
    ["byte order", 2],
    ["segment size", 3],
    ["pages", 4],
    ["first segment", 5],
    ["layout", 42],
  ])("is refused for memory with another %s", (_, word) => {
    for (const shard of [0, SHARDS - 1]) expect(withWord(shard, word, 12345)).toThrow(/^handle must .*got 12345$/);
  });

  it("is for shared caches", () => {
    expect(() => new Segcache({ maxMemory: "1mb" }).share()).toThrow("shared must be true");
    expect(new Segcache({ maxMemory: "1mb" }).threadNumber).toBe(0);
  });
});

describe("the number of shards", () => {
  const shardsOf = (options: { maxMemory: string; threads?: number; shards?: number }): number =>
    new Segcache({ shared: true, ...options }).limits.shardCount;

  it("is four a thread, or eight, while each has 64 segments", () => {
    expect(shardsOf({ maxMemory: "256mb" })).toBe(8);
    expect(shardsOf({ maxMemory: "256mb", threads: 1 })).toBe(4);
    expect(shardsOf({ maxMemory: "256mb", threads: 3 })).toBe(8);
    expect(shardsOf({ maxMemory: "256mb", threads: 64 })).toBe(16);
    expect(shardsOf({ maxMemory: "1mb" })).toBe(4);
    expect(shardsOf({ maxMemory: "256kb" })).toBe(1);
    expect(shardsOf({ maxMemory: "256mb", shards: 64 })).toBe(64);
    expect(shardsOf({ maxMemory: "256mb", shards: 1, threads: 9 })).toBe(1);
  });

  it("costs hash buckets no evenness", () => {
    const overflowOf = (shards: number): number => {
      const many = new Segcache({ maxMemory: "8mb", segmentSize: 1024, shared: true, shards, seed: 1, policy: "none" });
      for (let n = 0; n < 60_000; n++) many.set(`k${n}`, "");
      return many.stats().segmentsOverflow;
    };
    expect(overflowOf(8)).toBeLessThan(1.1 * overflowOf(1) + 8);
  });

  it("must be a power of two, and is for shared caches", () => {
    expect(() => shardsOf({ maxMemory: "256mb", shards: 3 })).toThrow("shards must be a power of two, got 3");
    expect(() => shardsOf({ maxMemory: "256mb", shards: 0 })).toThrow("shards must be a whole number from 1");
    expect(() => shardsOf({ maxMemory: "256mb", threads: 0.5 })).toThrow("threads must be a whole number from 1");
    expect(() => shardsOf({ maxMemory: "64kb", shards: 64 })).toThrow("maxMemory must be at least");
    expect(() => new Segcache({ maxMemory: "1mb", shards: 2 })).toThrow("shards is for shared caches");
    expect(() => new Segcache({ maxMemory: "1mb", threads: 2 })).toThrow("threads is for shared caches");
    expect(() => new Segcache({ maxMemory: "1mb", shared: 1 as unknown as boolean })).toThrow("shared must be true or");
  });
});

describe("recovering from a thread's end", () => {
  it("empties what it held and nothing else, and frees it", () => {
    fill(cache, 400);
    const version = other.getWithVersion("key7").version;
    other.raw.get(new TextEncoder().encode("key7"), 0, 4, 0); // held from now on
    const held = other.threadNumber;
    expect(cache.recover(held)).toBe(1);
    expect(cache.recover(held)).toBe(0);
    expect(cache.has("key7")).toBe(false);
    expect(cache.size).toBeGreaterThan(200);
    expect(cache.size).toBeLessThan(400);
    expect(cache.stats().shardsEmptied).toBe(1);
    cache.checkInvariants();
    expect(cache.set("key7", "x", { ifVersion: version })).toBe(false);
    fill(cache, 12_000);
    cache.checkInvariants();
  });

  it("empties all that it held in a section, in whatever state it left it", () => {
    fill(cache, 400);
    other.raw.enterWholeSection();
    for (const { buffer, start } of arenasIn(cache.share().buffers, SHARDS, MEMORY / SHARDS))
      new Int32Array(buffer, start + HEADER.freeHead * 4, 2).fill(0x7fffff);
    expect(() => other.checkInvariants()).toThrow("invariant broken");
    expect(cache.recover(other.threadNumber)).toBe(4);
    expect([cache.size, cache.stats().shardsEmptied]).toEqual([0, 4]);
    fill(cache, 12_000);
    cache.checkInvariants();
  });

  it("is for other threads", () => {
    expect(() => cache.recover(cache.threadNumber)).toThrow(RangeError);
    expect(() => cache.recover(0)).toThrow(RangeError);
    expect(() => cache.recover(1.5)).toThrow(RangeError);
    expect(new Segcache({ maxMemory: "1mb" }).recover(1)).toBe(0);
  });
});
