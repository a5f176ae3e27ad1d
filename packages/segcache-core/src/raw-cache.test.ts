import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock, TextClient } from "../test/text-client.ts";
import { Segcache } from "./cache.ts";
import type { EngineOptions } from "./config.ts";
import {
  IF_ABSENT,
  IF_PRESENT,
  KEEP_TTL,
  KEY_BYTES_MAX,
  MISS,
  NAMESPACES,
  NEVER,
  NO_SPACE,
  NOT_INTEGER,
  OVERFLOW,
  SKIPPED,
  STORED,
  TOO_LARGE,
} from "./index.ts";

let clock: ManualClock;
let cache: Segcache;
let client: TextClient;
function create(options: Partial<EngineOptions> = {}): void {
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
  client = new TextClient(cache.raw);
}
beforeEach(() => {
  clock = new ManualClock();
  create();
});

/** Fills a cache of policy none to the last byte an item of `valueBytes` can use; returns how many there are. */
function fill(valueBytes: number, deadline = NEVER): number {
  let stored = 0;
  while (client.set(`key${stored}`, "v".repeat(valueBytes), deadline) === STORED) stored++;
  return stored;
}

describe("outcomes", () => {
  it("are distinct numbers, failures negative as no item reference is", () => {
    expect(new Set([MISS, TOO_LARGE, NO_SPACE, NOT_INTEGER, OVERFLOW, SKIPPED, STORED]).size).toBe(7);
    for (const failure of [MISS, TOO_LARGE, NO_SPACE, NOT_INTEGER, OVERFLOW]) expect(failure).toBeLessThan(0);
    client.set("k", "v");
    expect(client.ref("k")).toBeGreaterThan(0);
    expect(client.ref("absent")).toBe(MISS);
  });
});

describe("set", () => {
  it("stores under an exact deadline, or none", () => {
    expect(client.set("k", "v", clock.now + 500)).toBe(STORED);
    expect([client.peek("k"), client.deadline("k")]).toEqual(["v", clock.now + 500]);
    client.set("k", "w");
    expect([client.peek("k"), client.deadline("k")]).toEqual(["w", NEVER]);
  });

  it("holds what lies beyond the last time it can tell to be never", () => {
    client.set("k", "v", 2 ** 48 - 2);
    expect(client.deadline("k")).toBe(2 ** 48 - 2);
    client.set("k", "v", 2 ** 48 - 1);
    expect(client.deadline("k")).toBe(NEVER);
    client.set("k", "v", 5000 + clock.now);
    client.setDeadline("k", 8.64e15);
    expect([client.deadline("k"), client.counts()]).toEqual([NEVER, [1, 0]]);
  });

  it.each([0, -1, 1])("with a deadline that has passed (%i ms from 1970 or from now) removes the key", (off) => {
    client.set("k", "v");
    expect(client.set("k", "w", off > 0 ? clock.now : off)).toBe(STORED);
    expect([client.peek("k"), cache.size]).toEqual([undefined, 0]);
    cache.checkInvariants();
  });

  it("if absent stores only where no live value is", () => {
    expect(client.set("k", "first", NEVER, IF_ABSENT)).toBe(STORED);
    expect(client.set("k", "second", NEVER, IF_ABSENT)).toBe(SKIPPED);
    expect([client.peek("k"), cache.stats().setsSkipped]).toEqual(["first", 1]);
    client.set("t", "old", clock.now + 10);
    clock.now += 9;
    expect(client.set("t", "new", NEVER, IF_ABSENT)).toBe(SKIPPED);
    clock.now += 1;
    expect(client.set("t", "new", NEVER, IF_ABSENT)).toBe(STORED);
    expect([client.peek("t"), client.deadline("t")]).toEqual(["new", NEVER]);
  });

  it("if present stores only where a live value is", () => {
    expect(client.set("k", "first", NEVER, IF_PRESENT)).toBe(SKIPPED);
    expect(client.peek("k")).toBeUndefined();
    client.set("k", "old", clock.now + 10);
    expect(client.set("k", "new", NEVER, IF_PRESENT)).toBe(STORED);
    expect([client.peek("k"), client.deadline("k")]).toEqual(["new", NEVER]);
    client.set("k", "old", clock.now + 10);
    clock.now += 10;
    expect(client.set("k", "late", NEVER, IF_PRESENT)).toBe(SKIPPED);
    expect([client.peek("k"), cache.size]).toEqual([undefined, 0]);
  });

  it("a condition that fails changes nothing, even for a value too large or a deadline that has passed", () => {
    client.set("k", "v", clock.now + 10);
    expect(client.set("k", "w".repeat(9000), NEVER, IF_ABSENT)).toBe(SKIPPED);
    expect(client.set("k", "w", 1, IF_ABSENT)).toBe(SKIPPED);
    expect([client.peek("k"), client.deadline("k")]).toEqual(["v", clock.now + 10]);
  });

  it("keeping the TTL takes over the deadline of a live value, and none else", () => {
    client.set("k", "v", clock.now + 10);
    expect(client.set("k", "a longer value", clock.now + 99, KEEP_TTL)).toBe(STORED);
    expect([client.peek("k"), client.deadline("k")]).toEqual(["a longer value", clock.now + 10]);
    expect(client.set("k", "x", NEVER, KEEP_TTL + IF_PRESENT)).toBe(STORED);
    expect(client.deadline("k")).toBe(clock.now + 10);
    clock.now += 10;
    expect(client.set("k", "y", NEVER, KEEP_TTL)).toBe(STORED);
    expect([client.peek("k"), client.deadline("k")]).toEqual(["y", NEVER]);
    expect(client.set("new", "y", NEVER, KEEP_TTL + IF_ABSENT)).toBe(STORED);
    expect(client.deadline("new")).toBe(NEVER);
  });

  it("of a value or key too large removes the old value", () => {
    client.set("k", "v", clock.now + 10);
    expect(client.set("k", "w".repeat(cache.limits.valueBytesMax + 1))).toBe(TOO_LARGE);
    expect([client.peek("k"), client.counts()]).toEqual([undefined, [0, 0]]);
    expect(client.set("k".repeat(KEY_BYTES_MAX + 1), "")).toBe(TOO_LARGE);
    expect(client.ref("k".repeat(KEY_BYTES_MAX + 1))).toBe(MISS);
    create({ maxMemory: "4mb", segmentSize: "128kb" });
    expect(client.set("k".repeat(KEY_BYTES_MAX + 1), "")).toBe(TOO_LARGE);
    expect(client.set("k".repeat(KEY_BYTES_MAX), "v")).toBe(STORED);
    expect(client.peek("k".repeat(KEY_BYTES_MAX))).toBe("v");
    expect(client.ref("k".repeat(KEY_BYTES_MAX + 1))).toBe(MISS);
    expect(client.ref("k".repeat(KEY_BYTES_MAX + 1 + KEY_BYTES_MAX))).toBe(MISS);
  });

  it("without room under policy none removes the old value, and room made by deletes is used", () => {
    create({ maxMemory: "64kb", policy: "none" });
    const stored = fill(100);
    expect(client.set("key3", "w".repeat(101))).toBe(NO_SPACE);
    expect(client.peek("key3")).toBeUndefined();
    expect(cache.size).toBe(stored - 1);
    for (let n = 0; n < stored; n++) client.delete(`key${n}`);
    expect([cache.size, client.set("again", "w")]).toEqual([0, STORED]);
    cache.checkInvariants();
  });
});

describe("deadlines", () => {
  it("can be given, moved and taken away, whether or not the item had one", () => {
    client.set("k", "value");
    expect(client.setDeadline("k", clock.now + 100)).toBe(STORED);
    expect([client.deadline("k"), client.counts()]).toEqual([clock.now + 100, [1, 1]]);
    client.setDeadline("k", clock.now + 5);
    expect(client.deadline("k")).toBe(clock.now + 5);
    client.setDeadline("k", NEVER);
    expect([client.deadline("k"), client.counts()]).toEqual([NEVER, [1, 0]]);
    client.setDeadline("k", clock.now + 7);
    expect([client.deadline("k"), client.counts(), client.peek("k")]).toEqual([clock.now + 7, [1, 1], "value"]);
    expect(client.setDeadline("absent", NEVER)).toBe(SKIPPED);
    cache.checkInvariants();
  });

  it.each([NEVER, 100])("that have passed remove the item (it had %d ms left)", (left) => {
    client.set("k", "v", clock.now + left);
    expect(client.setDeadline("k", clock.now)).toBe(STORED);
    expect([client.peek("k"), client.counts(), cache.size]).toEqual([undefined, [0, 0], 0]);
    expect(client.setDeadline("k", clock.now + 100)).toBe(SKIPPED);
  });

  it("cannot be added without room under policy none, and the item stays as it was", () => {
    create({ maxMemory: "64kb", policy: "none" });
    fill(100);
    expect(client.setDeadline("key3", clock.now + 100)).toBe(NO_SPACE);
    expect([client.peek("key3"), client.deadline("key3")]).toEqual(["v".repeat(100), NEVER]);
    expect(client.setDeadline("key3", NEVER)).toBe(STORED);
    expect(client.setDeadline("key3", 1)).toBe(STORED);
    expect(client.peek("key3")).toBeUndefined();
  });
});

describe("namespaces", () => {
  it("hold the same key apart, and count apart", () => {
    const clients = Array.from({ length: NAMESPACES }, (_, n) => new TextClient(cache.raw, n));
    clients.forEach((one, n) => {
      expect(one.peek("k")).toBeUndefined();
      one.set("k", `value ${n}`, n % 2 === 0 ? clock.now + 100 : NEVER);
    });
    clients.forEach((one, n) => {
      expect([one.get("k"), one.counts()]).toEqual([`value ${n}`, [1, n % 2 === 0 ? 1 : 0]]);
    });
    expect(cache.size).toBe(NAMESPACES);
    expect([clients[3].delete("k"), clients[3].delete("k"), clients[4].peek("k")]).toEqual([true, false, "value 4"]);
    expect(clients[3].counts()).toEqual([0, 0]);
    expect(cache.getString("k")).toBe("value 0");
  });

  it("count an item until it was met after its time", () => {
    client.set("a", "v", clock.now + 10);
    client.set("b", "v", clock.now + 10);
    client.set("c", "v");
    clock.now += 10;
    expect(client.get("a")).toBeUndefined();
    expect(client.counts()).toEqual([2, 1]);
    cache.expire();
    expect(client.counts()).toEqual([1, 0]);
  });
});

describe("a cache of several shards", () => {
  it("finds every item by reference, counts over all shards and empties them all", () => {
    create({ maxMemory: "5gb", segmentSize: "64kb" });
    expect(cache.limits.shardCount).toBe(4);
    const other = new TextClient(cache.raw, 7);
    const shards = new Map<number, number>();
    for (let n = 0; n < 400; n++) {
      client.set(`key${n}`, `value ${n}`, n % 2 === 0 ? clock.now + 1000 + n : NEVER);
      other.set(`key${n}`, `other ${n}`);
      const shard = Math.floor(client.ref(`key${n}`) / 2 ** 29);
      shards.set(shard, (shards.get(shard) ?? 0) + 1);
    }
    expect([...shards.keys()].sort()).toEqual([0, 1, 2, 3]);
    for (const items of shards.values()) expect(items).toBeGreaterThan(50);
    for (let n = 0; n < 400; n++) {
      const ref = client.ref(`key${n}`);
      expect(client.textOf(ref)).toBe(`value ${n}`);
      expect(cache.raw.deadline(ref)).toBe(n % 2 === 0 ? clock.now + 1000 + n : NEVER);
      expect(other.get(`key${n}`)).toBe(`other ${n}`);
    }
    expect([client.counts(), other.counts(), cache.size]).toEqual([[400, 200], [400, 0], 800]);
    expect([client.increment("counter", 5), client.increment("counter", 6)]).toEqual(["5", "11"]);
    expect([client.append("key1", "+"), client.get("key1")]).toEqual([8, "value 1+"]);
    expect(client.delete("key3")).toBe(true);

    clock.now += 1200;
    expect(cache.expire()).toBe(101);
    other.flush();
    expect([client.counts(), other.counts()]).toEqual([
      [299, 99],
      [0, 0],
    ]);
    const stats = cache.stats();
    expect([stats.sets, stats.hits, stats.itemsExpired, stats.deletes]).toEqual([801, 401, 101, 1]);
    expect(stats.memoryTouched).toBeLessThan(16 * 2 ** 20);
    expect(stats.segmentsTotal).toBe(cache.limits.segmentCount);
    cache.checkInvariants();
    cache.clear();
    expect([cache.size, client.peek("key2"), client.peek("key5")]).toEqual([0, undefined, undefined]);
  });
});
