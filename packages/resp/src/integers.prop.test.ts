// Integers beside JavaScript's own conversions, for all of their range and for digits that are nearly a number.

import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "../test/requests.ts";
import { parseInt64, parseInteger, writeInteger } from "./index.ts";

const CANONICAL = /^(0|-?[1-9][0-9]*)$/;
const anyInteger = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: 0, max: 15 }).map((zeros) => 10 ** zeros),
  fc.integer({ min: 1, max: 15 }).map((nines) => 10 ** nines - 1),
);
const anyDigits = fc.string({ unit: fc.constantFrom(..."0123456789-9"), maxLength: 21 });

test("an integer written is read back", () => {
  fc.assert(
    fc.property(anyInteger, fc.nat(4), (n, at) => {
      const target = new Uint8Array(24);
      const end = writeInteger(target, at, n);
      expect(Buffer.from(target.subarray(at, end)).toString()).toBe(String(n));
      expect(parseInteger(target, at, end)).toBe(n);
      expect(parseInt64(target, at, end)).toBe(BigInt(n));
    }),
    { numRuns: 2000 },
  );
});

test("what is read is what the text says, or nothing", () => {
  fc.assert(
    fc.property(fc.oneof(anyDigits, fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String)), (text) => {
      const bytes = bytesOf(text);
      const value = CANONICAL.test(text) ? BigInt(text) : undefined;
      const fits = value !== undefined && BigInt.asIntN(64, value) === value;
      expect(parseInt64(bytes, 0, bytes.length)).toBe(fits ? value : undefined);
      const isSafe = value !== undefined && Number.isSafeInteger(Number(value));
      expect(parseInteger(bytes, 0, bytes.length)).toBe(isSafe ? Number(value) : Number.NaN);
    }),
    { numRuns: 5000 },
  );
});
