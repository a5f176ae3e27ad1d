import fc from "fast-check";
import { expect, test } from "vitest";
import { addLongDoubles, formatLongDouble, type LongDouble, parseLongDouble } from "./long-double.ts";

function parse(text: string): LongDouble {
  const parsed = parseLongDouble(text);
  if (parsed === undefined || parsed === "infinite") throw new Error(`${text} was not read`);
  return parsed;
}

test("every 64-bit integer is kept to the last digit, in any notation", () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 64n) + 1n, 2n ** 64n - 1n), fc.nat(30), (integer, zeros) => {
      expect(formatLongDouble(parse(String(integer)))).toBe(String(integer));
      expect(formatLongDouble(parse(`${integer}${"0".repeat(zeros)}e-${zeros}`))).toBe(String(integer));
      const hex = `${integer < 0n ? "-" : ""}0x${(integer < 0n ? -integer : integer).toString(16)}`;
      expect(formatLongDouble(parse(hex))).toBe(String(integer));
    }),
  );
});

test("a binary fraction is exact", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 60 }), (integer, power) => {
      const value = integer / 2 ** power;
      const { mantissa, exponent } = parse(value.toFixed(60));
      expect(Number(mantissa) * 2 ** exponent).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("adding and taking away again is neutral while 64 bits hold the sum", () => {
  const cents = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      const sum = addLongDoubles(parse(`${a}e-2`), parse(`${b}e-2`));
      expect(Math.round(Number(formatLongDouble(sum!)) * 100)).toBe(a + b);
    }),
  );
});
