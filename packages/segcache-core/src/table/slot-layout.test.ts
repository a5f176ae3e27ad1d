import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOfHi, packHi, stampOf, stampOfHi, tagOf, tagOfHi } from "./slot-layout.ts";

describe("slot layout", () => {
  it("round-trips tag, stamp and count at full width through a signed word", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4095 }), fc.nat(4095), fc.nat(255), (tag, stamp, count) => {
        const words = Int32Array.of(packHi(tag, stamp, count));
        expect([tagOfHi(words[0]), stampOfHi(words[0]), countOfHi(words[0])]).toEqual([tag, stamp, count]);
        expect(words[0]).not.toBe(0);
      }),
    );
  });

  it("takes the tag from the top of the hash and never gives 0", () => {
    expect(tagOf(0)).toBe(1);
    expect(tagOf(0x000fffff)).toBe(1);
    expect(tagOf(-1)).toBe(4095);
    expect(tagOf(0x80000000 | 0)).toBe(2048);
  });

  it("wraps the stamp after 4096 seconds", () => {
    expect(stampOf(5)).toBe(5);
    expect(stampOf(4096 + 5)).toBe(5);
  });
});
