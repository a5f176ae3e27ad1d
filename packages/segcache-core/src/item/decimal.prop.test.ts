// Decimal text against BigInt and Number: text is a number exactly if printing that number gives the same text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitsInt64, INT64_TEXT_BYTES_MAX, readInt64, readSmallInteger, writeDecimal } from "./decimal.ts";

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;
const FILLER = 0x35; // the digit 5: a byte read beyond the range would still look like a number

function bytesOf(text: string): Uint8Array {
  return Uint8Array.of(FILLER, ...new TextEncoder().encode(text), FILLER, FILLER);
}
function read64(text: string): bigint | undefined {
  const bytes = bytesOf(text);
  return readInt64(bytes, 1, bytes.length - 2);
}
function readSmall(text: string): number {
  const bytes = bytesOf(text);
  return readSmallInteger(bytes, 1, bytes.length - 2);
}

/** What the text means, by way of BigInt's own parser. */
function expected(text: string): bigint | undefined {
  if (!/^-?\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return String(value) === text && value >= MIN && value <= MAX ? value : undefined;
}

const int64 = fc.oneof(
  fc.bigInt({ min: MIN, max: MAX }),
  fc.bigInt({ min: -2000n, max: 2000n }),
  fc.bigInt({ min: MAX - 20n, max: MAX }),
  fc.bigInt({ min: MIN, max: MIN + 20n }),
);
const nearlyInt64 = fc.oneof(
  int64,
  fc.bigInt({ min: MAX - 5n, max: MAX + 5n }),
  fc.bigInt({ min: MIN - 5n, max: MIN + 5n }),
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
);
const alphabet = fc.constantFrom("0", "0", "1", "9", "-", "-", "+", " ", ".", "e", "/", ":", "\0", "٣");
const text = fc.oneof(
  nearlyInt64.map(String),
  fc.tuple(fc.constantFrom("", "-", "+", "0", "-0", " "), nearlyInt64).map(([lead, n]) => lead + String(n)),
  fc.array(alphabet, { maxLength: 22, size: "max" }).map((parts) => parts.join("")),
);

describe("decimal text", () => {
  it("is a 64-bit number exactly if it is what printing one gives", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(read64(given), given).toBe(expected(given));
      }),
      { numRuns: 3000 },
    );
  });

  it("is a small number exactly if it is a 64-bit number of at most fifteen digits", () => {
    const small = fc.integer({ min: -(10 ** 16), max: 10 ** 16 }).map(String);
    fc.assert(
      fc.property(fc.oneof(text, small), (given) => {
        const value = expected(given);
        const digits = given.replace("-", "").length;
        expect(readSmall(given), given).toBe(value === undefined || digits > 15 ? Number.NaN : Number(value));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["", "-", "+1", "01", "-01", "-0", "00", " 1", "1 ", "1.0", "1e3", "0x1", "--1", "1-", "１"])(
    "is no number: %j",
    (given) => {
      expect(read64(given)).toBeUndefined();
      expect(readSmall(given)).toBeNaN();
    },
  );

  it("reaches both ends of 64 bits and stops there", () => {
    expect(read64("9223372036854775807")).toBe(MAX);
    expect(read64("-9223372036854775808")).toBe(MIN);
    expect(read64("9223372036854775808")).toBeUndefined();
    expect(read64("-9223372036854775809")).toBeUndefined();
    expect([MAX, MAX + 1n, MIN, MIN - 1n].map(fitsInt64)).toEqual([true, false, true, false]);
    expect(readSmall("999999999999999")).toBe(999_999_999_999_999);
    expect(readSmall("-999999999999999")).toBe(-999_999_999_999_999);
    expect(readSmall("1000000000000000")).toBeNaN();
  });

  it("is written as BigInt prints it, from number or bigint, and nothing beside it", () => {
    const powers = fc.tuple(fc.nat(15), fc.integer({ min: -1, max: 1 })).map(([power, off]) => 10 ** power + off);
    const number = fc.oneof(
      fc.maxSafeInteger(),
      powers,
      powers.map((n) => -n),
      fc.constant(-0),
    );
    fc.assert(
      fc.property(fc.oneof(number, int64), (value) => {
        const printed = String(BigInt(value));
        const target = new Uint8Array(INT64_TEXT_BYTES_MAX + 4).fill(0xff);
        expect(writeDecimal(target, 2, value)).toBe(printed.length);
        expect(new TextDecoder("latin1").decode(target.subarray(2, 2 + printed.length))).toBe(printed);
        expect([...target.subarray(0, 2), ...target.subarray(2 + printed.length)].every((byte) => byte === 0xff)).toBe(
          true,
        );
        expect(printed.length).toBeLessThanOrEqual(INT64_TEXT_BYTES_MAX);
      }),
      { numRuns: 2000 },
    );
  });

  it("is written exactly up to the last safe integer", () => {
    for (let value = Number.MAX_SAFE_INTEGER - 100; value <= Number.MAX_SAFE_INTEGER; value++) {
      const target = new Uint8Array(INT64_TEXT_BYTES_MAX);
      const length = writeDecimal(target, 0, value);
      expect(new TextDecoder().decode(target.subarray(0, length))).toBe(String(value));
    }
  });

  it("comes back as it was written", () => {
    fc.assert(
      fc.property(int64, (value) => {
        const target = new Uint8Array(INT64_TEXT_BYTES_MAX);
        expect(readInt64(target, 0, writeDecimal(target, 0, value))).toBe(value);
      }),
    );
  });
});
