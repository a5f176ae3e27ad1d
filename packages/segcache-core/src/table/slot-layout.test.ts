import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterSplit,
  countOfHi,
  itemOf,
  knowsNextBit,
  LINE_WORDS,
  lowestSlot,
  nextBitOf,
  packHi,
  packLo,
  SLOTS,
  slotsOfTag,
  stampOf,
  stampOfHi,
  tagOf,
  tagOfHi,
  withItem,
} from "./slot-layout.ts";

const anyItem = fc.nat(2 ** 29 - 1);

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

  it("tells the item and two bits of its hash, one for each split, through a signed word", () => {
    fc.assert(
      fc.property(anyItem, anyItem, fc.integer(), fc.nat(28), (item, other, hash, level) => {
        const words = Int32Array.of(packLo(item, hash, level));
        for (let split = 0; split < 2; split++) {
          expect([itemOf(words[0]), knowsNextBit(words[0])]).toEqual([item, true]);
          expect(nextBitOf(words[0])).toBe((hash >>> (level + split)) & 1);
          words[0] = afterSplit(withItem(withItem(words[0], other), item));
        }
        expect([itemOf(words[0]), knowsNextBit(words[0])]).toEqual([item, false]);
        expect(itemOf(withItem(words[0], other))).toBe(other);
      }),
    );
  });

  it("tells all slots of a line that have a tag, and no other word, the lowest first", () => {
    const anyTag = fc.constantFrom(1, 2, 3, 0x7ff, 0x800, 0xfff);
    const anyHi = fc.oneof(
      fc.constant(0),
      fc.tuple(anyTag, fc.nat(4095), fc.nat(255)).map((parts) => packHi(...parts)),
    );
    fc.assert(
      fc.property(anyTag, fc.array(anyHi, { minLength: SLOTS, maxLength: SLOTS }), (tag, his) => {
        const words = new Int32Array(3 * LINE_WORDS).fill(packHi(tag, 0, 0));
        words.set(his, LINE_WORDS);
        const found: number[] = [];
        for (let slots = slotsOfTag(words, LINE_WORDS, tag); slots !== 0; slots &= slots - 1)
          found.push(lowestSlot(slots));
        expect(found).toEqual(his.flatMap((hi, slot) => (tagOfHi(hi) === tag ? [slot] : [])));
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
