import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { type RemovalReason, Segcache, type SegcacheOptions } from "./index.ts";

type Told = [key: string, reason: RemovalReason];
let clock: ManualClock;
let told: Told[];
let cache: Segcache;
function create(options: Partial<SegcacheOptions> = {}): Segcache {
  return new Segcache({
    maxMemory: "64kb",
    segmentSize: 4096,
    now: clock.read,
    seed: 5,
    onRemove: (key, reason) => told.push([key, reason]),
    ...options,
  });
}
/** What was told since the last call. */
function news(): Told[] {
  return told.splice(0);
}
beforeEach(() => {
  clock = new ManualClock();
  told = [];
  cache = create();
});

describe("onRemove tells", () => {
  it("set, when a newer value takes the place of one, not of the first", () => {
    cache.set("k", "v");
    expect(news()).toEqual([]);
    cache.set("k", "a longer value");
    expect(news()).toEqual([["k", "set"]]);
    expect([cache.set("k", "w", { ifAbsent: true }), news()]).toEqual([false, []]);
    expect(cache.trySet("k", "v".repeat(cache.limits.valueBytesMax + 1))).toBe("value-too-large");
    expect(news()).toEqual([["k", "set"]]);
    expect(() => cache.set("k", "v".repeat(cache.limits.valueBytesMax + 1))).toThrow("at most");
    expect(news()).toEqual([]);
  });

  it("before a failed set throws", () => {
    cache.set("k", "v");
    expect(() => cache.set("k", "v".repeat(cache.limits.valueBytesMax + 1))).toThrow("at most");
    expect(news()).toEqual([["k", "set"]]);
  });

  it("delete, when a program removes something that is there", () => {
    for (const key of ["a", "b", "c"]) cache.set(key, "v");
    cache.delete("x");
    cache.delete("a");
    cache.deleteMany(["b", "x", "b"]);
    cache.pop();
    expect(news()).toEqual([
      ["a", "delete"],
      ["b", "delete"],
      ["c", "delete"],
    ]);
  });

  it("nothing when a value is changed in place or elsewhere, or gets another ttl", () => {
    cache.set("k", "1");
    cache.append("k", "2");
    cache.append("k", "3".repeat(100));
    cache.setRange("k", 200, "x");
    cache.setTTL("k", 1000);
    cache.persist("k");
    for (let n = 0; n < 12; n++) cache.increment("n", 10 ** n);
    expect(news()).toEqual([]);
  });

  it.each([
    ["get", () => cache.get("k")],
    ["getString", () => cache.getString("k")],
    ["getInto", () => cache.getInto("k", new Uint8Array(9))],
    ["getRange", () => cache.getRange("k", 0)],
    ["getWithVersion", () => cache.getWithVersion("k")],
    ["peek", () => cache.peek("k")],
    ["has", () => cache.has("k")],
    ["delete", () => cache.delete("k")],
    ["set", () => cache.set("k", "w")],
    ["setTTL", () => cache.setTTL("k", 5)],
    ["touch", () => cache.touch("k", 5)],
    ["persist", () => cache.persist("k")],
    ["append", () => cache.append("k", "w")],
    ["increment", () => cache.increment("k")],
    ["wrappingAdd", () => cache.wrappingAdd("k", 1)],
    ["getRemainingTTL", () => cache.getRemainingTTL("k")],
    ["frequency", () => cache.frequency("k")],
    ["expire", () => cache.expire()],
    ["expireSlice", () => cache.expireSlice()],
    ["clear", () => cache.clear()],
    ["keys", () => [...cache.keys()]],
  ])("expire, once, when %s meets what has expired", (_, meet) => {
    cache.set("k", "1", { ttl: 10 });
    clock.now += 1000;
    expect(news()).toEqual([]);
    meet();
    cache.expire();
    expect(news()).toEqual([["k", "expire"]]);
  });

  it("evict, for just what had to go", () => {
    const stored = Array.from({ length: 3000 }, (_, n) => `key${n}`);
    for (const key of stored) cache.set(key, "v".repeat(50));
    const evicted = news();
    expect(evicted).toHaveLength(cache.stats().itemsEvicted);
    expect(new Set(evicted.map(([, reason]) => reason))).toEqual(new Set(["evict"]));
    const gone = evicted.map(([key]) => key);
    expect([...gone, ...cache.keys()].sort()).toEqual([...stored].sort());
  });

  it("delete for all that clear or a flush removes, once, and expire for what had expired", () => {
    cache.set("a", "v");
    cache.set("b", "v", { ttl: 10 });
    const other = new TextEncoder().encode("o");
    cache.raw.set(other, 0, 1, 3, other, 0, 1, Infinity, 0);
    clock.now += 10;
    cache.raw.flush(0);
    cache.set("a", "new");
    cache.set("c", "v");
    cache.expire();
    expect(news().sort()).toEqual([
      ["a", "delete"],
      ["b", "expire"],
    ]);
    cache.clear();
    expect(news().sort()).toEqual([
      ["a", "delete"],
      ["c", "delete"],
    ]);
    cache.clear();
    expect(news()).toEqual([]);
  });

  it("what low-level calls removed at the end of the next call, and nothing of other namespaces", () => {
    const key = new TextEncoder().encode("k");
    cache.set("k", "v");
    cache.raw.set(key, 0, 1, 2, key, 0, 1, Infinity, 0);
    cache.raw.delete(key, 0, 1, 2);
    cache.raw.delete(key, 0, 1, 0);
    expect(news()).toEqual([]);
    cache.has("x");
    expect(news()).toEqual([["k", "delete"]]);
  });
});

describe("who is told", () => {
  it("may call the cache, which is as after the call, and is told of that in turn", () => {
    const seen: string[] = [];
    cache = create({
      onRemove: (key, reason) => {
        seen.push(`${key} ${reason} ${cache.getString("k")}`);
        if (key === "k" && reason === "set") cache.delete("other");
      },
    });
    cache.set("other", "v");
    cache.set("k", "1");
    cache.set("k", "2");
    expect(seen).toEqual(["k set 2", "other delete 2"]);
    cache.checkInvariants();
  });

  it("gets what it throws out of the call, after all else was told", () => {
    const seen: string[] = [];
    cache = create({
      onRemove: (key) => {
        seen.push(key);
        throw new Error(`about ${key}`);
      },
    });
    cache.set("a", "v");
    cache.set("b", "v");
    expect(() => cache.clear()).toThrow(/^about [ab]$/);
    expect(seen.sort()).toEqual(["a", "b"]);
    cache.set("c", "v");
    expect(() => cache.delete("c")).toThrow("about c");
    expect(cache.size).toBe(0);
  });

  it("gets keys as bytes where asked to", () => {
    const keys: Uint8Array[] = [];
    const binary = new Segcache({ maxMemory: "64kb", keyForm: "bytes", onRemove: (key) => keys.push(key) });
    binary.set(new Uint8Array([255, 1]), "v");
    binary.clear();
    expect(keys).toEqual([new Uint8Array([255, 1])]);
  });
});
