import { expect, test } from "vitest";
import { matchesPassword } from "./passwords.ts";

test.each([
  ["secret", "secret", true],
  ["", "", true],
  ["pässwörd", "pässwörd", true],
  ["secret", "Secret", false],
  ["secre", "secret", false],
  ["secrets", "secret", false],
  ["", "secret", false],
])("%j against %j: %s", (given, password, expected) => {
  expect(matchesPassword(Buffer.from(given), password)).toBe(expected);
});
