import { describe, expect, test } from "vitest";
import { sizes } from "../options/option-values.ts";
import { KeyNames } from "./keys.ts";

describe("key names", () => {
  test("have a prefix and 12 digits", () => {
    expect(new KeyNames("key:", undefined, 1).nameOf(12_345)).toBe("key:000000012345");
    expect(new KeyNames("", undefined, 1).nameOf(0)).toBe("000000000000");
    expect(new KeyNames("k", undefined, 1).nameOf(2 ** 32 - 2)).toBe("k004294967294");
  });

  test("have the size asked for, and more where that could not tell the keys apart", () => {
    const names = new KeyNames("u:", sizes()("10"), 1);
    expect([names.nameOf(0), names.nameOf(2 ** 32 - 2)]).toEqual(["u:00000000", "u:01z141z2"]);
    expect(new KeyNames("user:", sizes()("6"), 1).nameOf(36 ** 3)).toBe("user:1000");
  });

  test("of many sizes never meet", () => {
    const names = new KeyNames("", sizes()("1-20"), 1);
    const all = Array.from({ length: 20_000 }, (_, key) => names.nameOf(key));
    expect(new Set(all).size).toBe(20_000);
    expect(new Set(all.map(({ length }) => length)).size).toBeGreaterThan(15);
  });

  test("of counters are others than those of values", () => {
    const names = new KeyNames("key:", undefined, 1);
    expect(names.counterNameOf(7)).toBe("key:n000000000007");
  });
});
