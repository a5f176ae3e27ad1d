import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";

/** The plain form: a regular expression with the same meaning. */
function matchesByRegExp(pattern: string, text: string): boolean {
  const source = [...pattern].map((char) => (char === "*" ? "[^]*" : char === "?" ? "[^]" : char)).join("");
  return new RegExp(`^${source}$`).test(text);
}

test("patterns of letters, stars and question marks mean the same as their regular expression", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (p, t) => {
      expect(matchesGlob(Buffer.from(p), Buffer.from(t))).toBe(matchesByRegExp(p, t));
    }),
  );
});
