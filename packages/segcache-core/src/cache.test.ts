import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../test/text-client.ts";
import { Segcache } from "./cache.ts";
import type { EngineOptions } from "./config.ts";
import { SegcacheError } from "./errors.ts";

let clock: ManualClock;
let cache: Segcache;
function create(options: Partial<EngineOptions> = {}): Segcache {
  return new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
}
beforeEach(() => {
  clock = new ManualClock();
  cache = create();
});

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("keys and values", () => {
  it("are found under exactly the key they were stored under", () => {
    expect(cache.set("one", "1")).toBe(true);
    expect(cache.get("one")).toEqual(utf8("1"));
    for (const other of ["on", "one ", "One", "eno", ""]) expect(cache.get(other)).toBeUndefined();
  });

  it("are the same as strings and as their UTF-8 bytes", () => {
    for (const key of ["plain", "grün", "日本語のキー", "\u{1f600}", "mixed ü ".repeat(30), "\0\n"]) {
      cache.set(key, `value of ${key}`);
      expect(cache.getString(utf8(key))).toBe(`value of ${key}`);
      cache.set(utf8(key), utf8("as bytes"));
      expect(cache.get(key)).toEqual(utf8("as bytes"));
    }
  });

  it("come back with a byte order mark and everything else as given", () => {
    for (const text of ["\ufeffwith a mark", "ä€😀", "", "\0", "x".repeat(64), "x".repeat(65), "é".repeat(1500)]) {
      cache.set("k", text);
      expect(cache.getString("k")).toBe(text);
      expect(cache.get("k")).toEqual(utf8(text));
    }
  });

  it("hold a replacement character where a string held half a surrogate pair", () => {
    cache.set("k\ud800", "a\udc00b");
    expect(cache.getString("k\ufffd")).toBe("a\ufffdb");
  });

  it("hold every byte there is", () => {
    const all = Uint8Array.from({ length: 256 }, (_, n) => n);
    cache.set(all, all);
    expect(cache.get(all)).toEqual(all);
  });

  it("are copied in: changing the caller's bytes afterwards changes nothing", () => {
    for (const length of [3, 100]) {
      const key = new Uint8Array(length).fill(1);
      const value = new Uint8Array(length).fill(2);
      cache.set(key, value);
      key.fill(9);
      value.fill(9);
      expect(cache.get(key)).toBeUndefined();
      expect(cache.get(new Uint8Array(length).fill(1))).toEqual(new Uint8Array(length).fill(2));
    }
  });

  it("are copied out: changing what was returned changes nothing", () => {
    for (const value of ["abc", "abc".repeat(50)]) {
      cache.set("k", value);
      cache.get("k")?.fill(0);
      cache.peek("k")?.fill(0);
      expect(cache.getString("k")).toBe(value);
    }
  });

  it("are taken from the viewed part of a larger buffer only", () => {
    const whole = utf8("..key..value..");
    cache.set(whole.subarray(2, 5), whole.subarray(7, 12));
    expect(cache.getString("key")).toBe("value");
    cache.set(Buffer.from("from a Buffer"), Buffer.from("too"));
    expect(cache.getString("from a Buffer")).toBe("too");
  });

  it("may be empty", () => {
    cache.set("", "");
    expect(cache.get("")).toEqual(new Uint8Array(0));
    expect([cache.has(""), cache.size]).toEqual([true, 1]);
    cache.set("", "v");
    cache.set("e", new Uint8Array(0));
    expect([cache.getString(""), cache.getString("e"), cache.size]).toEqual(["v", "", 2]);
    expect([cache.delete(""), cache.has("")]).toEqual([true, false]);
  });

  it("are replaced whole, by longer and shorter ones", () => {
    for (const value of ["middle", "much longer than before", "s", ""]) {
      cache.set("k", value);
      expect(cache.getString("k")).toBe(value);
    }
    expect([cache.size, cache.stats().itemsReplaced]).toEqual([1, 3]);
  });
});

describe("sizes", () => {
  it("keys go up to 65,535 bytes where a segment holds them", () => {
    cache = create({ maxMemory: "4mb", segmentSize: "128kb" });
    const longest = "k".repeat(65_535);
    cache.set(longest, "v");
    cache.set(longest.slice(1), "w");
    expect([cache.getString(longest), cache.getString(utf8(longest))]).toEqual(["v", "v"]);
    expect(cache.getString(longest.slice(1))).toBe("w");
    cache.set("é".repeat(32_767), "é");
    expect(cache.getString("é".repeat(32_767))).toBe("é");
  });

  it("a longer key is a mistake, in every call, however its bytes are given", () => {
    cache = create({ maxMemory: "4mb", segmentSize: "128kb" });
    const error = new RangeError("key must be at most 65535 bytes");
    for (const key of ["k".repeat(65_536), "é".repeat(32_768), new Uint8Array(65_536)]) {
      expect(() => cache.set(key, "v")).toThrow(error);
      expect(() => cache.trySet(key, "v")).toThrow(error);
      expect(() => cache.get(key)).toThrow(error);
      expect(() => cache.getString(key)).toThrow(error);
      expect(() => cache.peek(key)).toThrow(error);
      expect(() => cache.has(key)).toThrow(error);
      expect(() => cache.delete(key)).toThrow(error);
      expect(() => cache.setTTL(key, 1)).toThrow(error);
      expect(() => cache.getRemainingTTL(key)).toThrow(error);
    }
    expect(cache.size).toBe(0);
  });

  it.each(["text", "bytes"])(
    "the largest value as %s is stored, one byte more is refused and the old one gone",
    (form) => {
      const { valueBytesMax } = cache.limits;
      const value = (length: number) => (form === "text" ? "v".repeat(length) : new Uint8Array(length).fill(118));
      expect(cache.set("", value(valueBytesMax))).toBe(true);
      expect(cache.set("four", value(valueBytesMax), { ttl: 5 })).toBe(true);
      expect(cache.getString("four")).toBe("v".repeat(valueBytesMax));
      expect(cache.setTTL("", 1000)).toBe(true);
      expect(cache.getString("")).toBe("v".repeat(valueBytesMax));

      expect(() => cache.set("four", value(valueBytesMax + 1))).toThrow(
        new SegcacheError(
          "VALUE_TOO_LARGE",
          `value must be at most ${valueBytesMax} bytes, and the key must fit a segment`,
        ),
      );
      expect(cache.has("four")).toBe(false);
      expect(cache.trySet("", value(valueBytesMax + 1))).toBe("value-too-large");
      expect([cache.has(""), cache.size]).toEqual([false, 0]);
      cache.checkInvariants();
    },
  );

  it.each(["text", "bytes"])("a value too large as %s is counted as a failed set, not as a delete", (form) => {
    const length = cache.limits.valueBytesMax + 1;
    cache.set("k", "v");
    expect(cache.trySet("k", form === "text" ? "v".repeat(length) : new Uint8Array(length))).toBe("value-too-large");
    const { sets, setsFailed, deletes } = cache.stats();
    expect({ sets, setsFailed, deletes }).toEqual({ sets: 1, setsFailed: 1, deletes: 0 });
  });

  it("a key that leaves no room in a segment is refused as too large", () => {
    expect(cache.trySet("k".repeat(5000), "")).toBe("value-too-large");
    expect(cache.has("k".repeat(5000))).toBe(false);
  });

  it("a full cache refuses under policy none, says so, and the old value is gone", () => {
    cache = create({ maxMemory: "64kb", policy: "none" });
    let stored = 0;
    while (cache.trySet(`key${stored}`, "v".repeat(100)) === "stored") stored++;
    expect([cache.size, stored > 100]).toEqual([stored, true]);
    expect(() => cache.set("key0", "v".repeat(101))).toThrow(
      new SegcacheError("NO_SPACE", 'no space left and policy "none" evicts nothing'),
    );
    expect([cache.has("key0"), cache.size, cache.stats().setsFailed]).toEqual([false, stored - 1, 2]);
    expect(() => cache.setTTL("key1", 1000)).toThrow(
      new SegcacheError("NO_SPACE", 'no space left to add a TTL and policy "none" evicts nothing'),
    );
    expect([cache.getString("key1"), cache.getRemainingTTL("key1")]).toEqual(["v".repeat(100), Infinity]);
    cache.checkInvariants();
  });

  it("what policy none drops for a failed set is not counted as evicted", () => {
    cache = create({ maxMemory: "64kb", policy: "none" });
    let stored = 0;
    while (cache.trySet(`key${stored}`, "v".repeat(100)) === "stored") stored++;
    cache.trySet("key0", "v".repeat(101));
    cache.trySet("key1", new Uint8Array(5000));
    expect([cache.stats().itemsEvicted, cache.stats().bytesEvicted]).toEqual([0, 0]);
  });
});

describe("mistakes", () => {
  it("of type throw a TypeError in one line, and change nothing", () => {
    cache.set("k", "v");
    const wrong = (value: unknown) => value as string;
    expect(() => cache.set(wrong(5), "v")).toThrow(new TypeError("key must be a string or Uint8Array, got number"));
    expect(() => cache.get(wrong(undefined))).toThrow(
      new TypeError("key must be a string or Uint8Array, got undefined"),
    );
    expect(() => cache.has(wrong([1]))).toThrow(new TypeError("key must be a string or Uint8Array, got object"));
    expect(() => cache.set("k", wrong(null))).toThrow(
      new TypeError("value must be a string or Uint8Array, got object"),
    );
    expect(() => cache.trySet("k", wrong(7))).toThrow(
      new TypeError("value must be a string or Uint8Array, got number"),
    );
    expect(cache.getString("k")).toBe("v");
  });

  it.each([-1, -0.001, Number.NaN, -Infinity, "5"])("of a ttl %s throw a RangeError, and change nothing", (ttl) => {
    cache.set("k", "v");
    const error = new RangeError(`ttl must be a positive number of milliseconds, got ${ttl}`);
    expect(() => cache.set("k", "w", { ttl: ttl as number })).toThrow(error);
    expect(() => cache.trySet("k", "w", { ttl: ttl as number })).toThrow(error);
    expect(() => cache.setTTL("k", ttl as number)).toThrow(error);
    expect([cache.getString("k"), cache.getRemainingTTL("k")]).toEqual(["v", Infinity]);
  });
});
