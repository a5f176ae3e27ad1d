import { describe, expect, expectTypeOf, it } from "vitest";
import { type Codec, ConfigError, json, Segcache } from "./index.ts";

const MEMORY = { maxMemory: "256kb" } as const;

describe("codecs", () => {
  it("bytes: strings and bytes in, bytes out; the default", () => {
    const cache = new Segcache(MEMORY);
    cache.set("k", "ä");
    expectTypeOf(cache.get("k")).toEqualTypeOf<Uint8Array | undefined>();
    expect(cache.get("k")).toEqual(new Uint8Array([195, 164]));
    expect(new Segcache({ ...MEMORY, codec: "bytes" }).get("k")).toBeUndefined();
  });

  it("utf8: strings and bytes in, strings out", () => {
    const cache = new Segcache({ ...MEMORY, codec: "utf8" });
    cache.set("k", "ä");
    cache.set("b", new Uint8Array([195, 164]));
    expectTypeOf(cache.get("k")).toEqualTypeOf<string | undefined>();
    expect([cache.get("k"), cache.peek("b"), ...cache.getMany(["k", "x"])]).toEqual(["ä", "ä", "ä", undefined]);
  });

  it("json: whatever JSON can express", () => {
    const cache = new Segcache({ ...MEMORY, codec: "json" });
    for (const value of [{ a: [1, null, "x"] }, [], "text", 0, false, null, -1.5, "\ud83d\ude00"]) {
      cache.set("k", value);
      expectTypeOf(cache.get("k")).toBeUnknown();
      expect(cache.get("k")).toEqual(value);
      expect(cache.getString("k")).toBe(JSON.stringify(value));
    }
    for (const none of [undefined, () => 1, Symbol("s")]) expect(() => cache.set("k", none)).toThrow(TypeError);
    expect(() => cache.set("k", 1n)).toThrow(TypeError);
    expect(cache.get("k")).toBe("\ud83d\ude00");
  });

  it("json of one type", () => {
    interface User {
      readonly name: string;
    }
    const cache = new Segcache({ ...MEMORY, codec: json<User>() });
    cache.set("u", { name: "Ada" });
    expectTypeOf(cache.get("u")).toEqualTypeOf<User | undefined>();
    expectTypeOf(cache.set).parameter(1).toEqualTypeOf<User>();
    expect(cache.get("u")?.name).toBe("Ada");
  });

  it("of your own, that may take and give different things", () => {
    const codec: Codec<number | Date, Date> = {
      encode: (value) => String(Number(value)),
      decode: (bytes) => new Date(Number(new TextDecoder().decode(bytes))),
    };
    const cache = new Segcache({ ...MEMORY, codec });
    cache.set("k", 86_400_000);
    expectTypeOf(cache.get("k")).toEqualTypeOf<Date | undefined>();
    expect(cache.get("k")).toEqual(new Date("1970-01-02"));
    expect([...cache.entries()]).toEqual([["k", new Date("1970-01-02")]]);
  });

  it("that call the cache while encoding leave key and value of the outer call alone", () => {
    const inner = new Segcache({ ...MEMORY, codec: "utf8" });
    const cache: Segcache<Codec<string>> = new Segcache({
      ...MEMORY,
      codec: {
        encode: (value: string) => {
          if (value === "outer value") cache.set("inner key", "in");
          inner.set("x", "y");
          return value;
        },
        decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
      },
    });
    cache.set("outer key", "outer value");
    expect([cache.get("outer key"), cache.get("inner key"), cache.size]).toEqual(["outer value", "in", 2]);
  });

  it("given wrongly are refused in the constructor", () => {
    for (const codec of ["text", 5, null, {}, { encode: () => "" }]) {
      expect(() => new Segcache({ ...MEMORY, codec: codec as "utf8" })).toThrow(ConfigError);
    }
    expect(() => new Segcache({ ...MEMORY, keyForm: "hex" as "utf8" })).toThrow(ConfigError);
    expect(() => new Segcache({ ...MEMORY, onRemove: "x" as unknown as () => void })).toThrow(ConfigError);
  });
});
