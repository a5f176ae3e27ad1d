// The store under Keyv itself: Keyv's own suite on version 5, and what version 6 does differently.
import suite from "@keyv/test-suite";
import Keyv5 from "keyv";
import Keyv6 from "keyv-6";
import * as vitest from "vitest";
import { beforeEach, describe, expect, it } from "vitest";
import { KeyvSegcache } from "../../src/keyv.ts";
import { ManualClock } from "../text-client.ts";

const store = new KeyvSegcache({ maxMemory: "4mb" });
suite(vitest as never, Keyv5, () => new KeyvSegcache(store));

describe.each([
  ["5", Keyv5],
  ["6", Keyv6 as unknown as typeof Keyv5],
])("under Keyv %s", (version, Keyv) => {
  let clock: ManualClock;
  let own: KeyvSegcache;
  beforeEach(() => {
    clock = new ManualClock();
    clock.now = Date.now();
    own = new KeyvSegcache({ maxMemory: "1mb", now: clock.read });
  });

  it("values of every kind come back", async () => {
    const keyv = new Keyv({ store: own });
    const values = ["text", "", 0, 1.5, false, null, [1, { a: "b" }], { nested: { list: [] } }, "\u{1f600}"];
    for (const [index, value] of values.entries()) await keyv.set(`k${index}`, value);
    for (const [index, value] of values.entries()) expect(await keyv.get(`k${index}`)).toEqual(value);
    expect(await keyv.get("absent")).toBeUndefined();
    expect([await keyv.has("k0"), await keyv.has("absent")]).toEqual([true, false]);
    expect([await keyv.delete("k0"), await keyv.delete("k0"), await keyv.has("k0")]).toEqual([true, false, false]);
  });

  it("expire in the cache itself", async () => {
    const keyv = new Keyv({ store: own });
    await keyv.set("k", "v", 60_000);
    const [key] = [...own.cache.keys()];
    expect(own.cache.getRemainingTTL(key!)).toBeGreaterThan(50_000);
    expect(own.cache.getRemainingTTL(key!)).toBeLessThanOrEqual(60_000);
    clock.now += 60_001;
    expect([own.cache.expire(), await keyv.get("k")]).toEqual([1, undefined]);
  });

  it("several are stored, read and deleted at once", async () => {
    const keyv = new Keyv({ store: own });
    await keyv.setMany([
      { key: "a", value: 1 },
      { key: "b", value: { c: 2 }, ttl: 60_000 },
    ]);
    expect(await keyv.get(["a", "x", "b"])).toEqual([1, undefined, { c: 2 }]);
    expect(await keyv.hasMany(["a", "x"])).toEqual([true, false]);
    await keyv.delete(["a", "b"]);
    expect(own.cache.size).toBe(0);
  });

  it("namespaces are kept apart when cleared and walked", async () => {
    const one = new Keyv({ store: own, namespace: "one" });
    await one.set("a", 1);
    const two = new Keyv({ store: new KeyvSegcache(own), namespace: "two" });
    await two.set("a", 2);
    await two.set("b", 3);
    expect(await one.get("a")).toBe(1);
    const walked: unknown[] = [];
    const iterate = two.iterator as (namespace?: string) => AsyncIterable<unknown>;
    for await (const entry of version === "5" ? iterate.call(two, "two") : iterate.call(two)) walked.push(entry);
    expect(walked.sort()).toEqual([
      ["a", 2],
      ["b", 3],
    ]);
    await two.clear();
    expect([await two.get("a"), await one.get("a"), own.cache.size]).toEqual([undefined, 1, 1]);
  });
});

describe("on its own", () => {
  it("keeps strings, bytes and other values as what they are", async () => {
    const own = new KeyvSegcache({ maxMemory: "1mb" });
    for (const value of ["", "text", new Uint8Array([1, 2]), { a: 1 }, 5, null]) {
      expect(await own.set("k", value)).toBe(true);
      expect(await own.get("k")).toEqual(value);
    }
    await own.set("k", "v", -1);
    expect(await own.has("k")).toBe(false);
  });

  it("passes on what the cache refuses", async () => {
    const own = new KeyvSegcache({ maxMemory: "1mb" });
    await expect(own.set("k", "x".repeat(2 ** 20))).rejects.toMatchObject({ code: "VALUE_TOO_LARGE" });
    expect(() => new KeyvSegcache({ maxMemory: 5 })).toThrow("maxMemory");
  });
});
