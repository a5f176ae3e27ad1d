import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteArgument, splitArguments } from "./split-arguments.ts";

test.each([
  ["", []],
  ["  ", []],
  ["a  b\tc", ["a", "b", "c"]],
  ['a "b c" d', ["a", "b c", "d"]],
  ["'b c'", ["b c"]],
  ["'it\\'s' '\\n'", ["it's", "\\n"]],
  ['"\\x41\\n\\"\\\\\\q"', ['A\n"\\q']],
  ['""', [""]],
  ['a"b c"', ["ab c"]],
  ['"a"b', undefined],
  ["'a'b", undefined],
  ['"a', undefined],
  ["'a", undefined],
  ['"a\\', undefined],
])("%j", (line, expected) => {
  expect(splitArguments(line)).toEqual(expected);
});

test.each([
  ["plain-word.1", "plain-word.1"],
  ["", '""'],
  ["two words", '"two words"'],
  ['"\\', '"\\"\\\\"'],
  ["a\nb\0", '"a\\nb\\x00"'],
  ["#no comment", '"#no comment"'],
])("%j is quoted as %s", (word, expected) => {
  expect(quoteArgument(word)).toBe(expected);
});

test("any words, quoted and joined, are split into themselves", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
      expect(splitArguments(words.map(quoteArgument).join(" "))).toEqual(words);
    }),
  );
});
