import fc from "fast-check";
import { expect, test } from "vitest";
import { equalsWord, wordOf } from "./words.ts";

const NX = wordOf("Nx");

test("a word is met in any case, as a whole, and only there", () => {
  const bytes = Buffer.from("..nX..");
  expect(equalsWord(bytes, 2, 4, NX)).toBe(true);
  expect(equalsWord(bytes, 2, 5, NX)).toBe(false);
  expect(equalsWord(bytes, 2, 3, NX)).toBe(false);
  expect(equalsWord(bytes, 1, 3, NX)).toBe(false);
});

test("agrees with comparing lower-case strings", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "A", "z", "Z", "[", "{", "@", "`", "-", "\r"), maxLength: 4 });
  fc.assert(
    fc.property(text, text, (word, other) => {
      const bytes = Buffer.from(other);
      expect(equalsWord(bytes, 0, bytes.length, wordOf(word))).toBe(word.toLowerCase() === other.toLowerCase());
    }),
  );
});
