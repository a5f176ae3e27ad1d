import { expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";

function matches(pattern: string, text: string, ignoreCase = false): boolean {
  return matchesGlob(Buffer.from(pattern), Buffer.from(text), ignoreCase);
}

test.each([
  ["*", ""],
  ["*", "anything"],
  ["", ""],
  ["a*", "a"],
  ["a*c", "abbbc"],
  ["a*b*c", "aXbYbZc"],
  ["**a**", "a"],
  ["h?llo", "hello"],
  ["h[ae]llo", "hallo"],
  ["h[a-e]llo", "hbllo"],
  ["h[e-a]llo", "hbllo"],
  ["h[^e]llo", "hallo"],
  ["a\\*b", "a*b"],
  ["a[\\]]b", "a]b"],
  ["a\\", "a\\"],
  ["a[b", "ab"],
])("%j matches %j", (pattern, text) => {
  expect(matches(pattern, text)).toBe(true);
});

test.each([
  ["", "a"],
  ["a", ""],
  ["a", "A"],
  ["a*c", "ab"],
  ["?", ""],
  ["h[ae]llo", "hello!"],
  ["h[^e]llo", "hello"],
  ["h[a-d]llo", "hello"],
  ["a\\*b", "aXb"],
  ["[]", "a"],
])("%j does not match %j", (pattern, text) => {
  expect(matches(pattern, text)).toBe(false);
});

test("case is ignored only when asked", () => {
  expect(matches("MAX*", "maxmemory")).toBe(false);
  expect(matches("MAX*", "maxmemory", true)).toBe(true);
  expect(matches("[L-N]ax", "max", true)).toBe(true);
});

test("many stars do not explode", () => {
  // A matcher that backtracks to every star would need more steps than there are atoms.
  expect(matches(`${"a*".repeat(60)}b`, "a".repeat(2000))).toBe(false);
});
