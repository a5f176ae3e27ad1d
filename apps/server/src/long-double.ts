// The arithmetic of INCRBYFLOAT. Redis computes it in C's long double, on x86 a float with a 64-bit mantissa, and prints
// it with 17 decimals; doubles would show other digits. So numbers are kept as mantissa × 2^exponent in exact integers and
// rounded (half to even) to 64 bits where the processor would. Invariant: 0 <= |mantissa| < 2^64.
// Source: strtold and printf("%.17Lf") of C; util.c of Redis 7.0.

export interface LongDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const MANTISSA_BITS = 64;
const EXPONENT_MIN = -16_445; // of the last bit, subnormal numbers included
const VALUE_BITS_MAX = 16_384; // |value| < 2^16384
const DECIMALS = 17;
/** Longer texts Redis does not take for a number. */
export const FLOAT_TEXT_BYTES_MAX: number = 5 * 1024 - 1;
/** Decimal exponents beyond this are out of range whatever the digits: those are at most FLOAT_TEXT_BYTES_MAX. */
const POWER_MAX = 20_000;

const DECIMAL = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i;
const HEXADECIMAL = /^([+-]?)0x(?:([0-9a-f]+)\.?([0-9a-f]*)|\.([0-9a-f]+))(?:p([+-]?\d+))?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** "infinite" is a number that Redis reads and then refuses to compute with. */
export type Parsed = LongDouble | "infinite" | undefined;

/** Reads a number as C does; undefined for what is none or out of range. */
export function parseLongDouble(text: string): Parsed {
  if (INFINITE.test(text)) return "infinite";
  const decimal = DECIMAL.exec(text);
  const parts = decimal ?? HEXADECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", bareFraction = "", powerText = "0"] = parts;
  const decimals = fraction + bareFraction;
  const digits = BigInt(`${decimal === null ? "0x" : ""}0${whole}${decimals}`);
  if (digits === 0n) return { mantissa: 0n, exponent: 0 };
  const magnitude = sign === "-" ? -digits : digits;
  const power = Number(powerText);
  if (Math.abs(power) > POWER_MAX) return undefined;
  if (decimal === null) return round(magnitude, 1n, power - 4 * decimals.length);
  const tens = power - decimals.length;
  return tens >= 0 ? round(magnitude * 10n ** BigInt(tens), 1n, 0) : round(magnitude, 10n ** BigInt(-tens), 0);
}

/** The sum, rounded as the processor rounds it; undefined when it overflows. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble | undefined {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return sum === 0n ? { mantissa: 0n, exponent: 0 } : round(sum, 1n, exponent);
}

/** At most 17 decimals, trailing zeros cut. */
export function formatLongDouble({ mantissa, exponent }: LongDouble): string {
  const magnitude = (mantissa < 0n ? -mantissa : mantissa) * 10n ** BigInt(DECIMALS);
  const scaled = exponent >= 0 ? magnitude << BigInt(exponent) : shiftRounding(magnitude, -exponent);
  const digits = scaled.toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  const text = digits.slice(0, -DECIMALS) + (fraction === "" ? "" : `.${fraction}`);
  return mantissa < 0n && scaled !== 0n ? `-${text}` : text;
}

/** numerator / denominator × 2^exponent with 64 bits of mantissa; undefined when it overflows or vanishes. */
function round(numerator: bigint, denominator: bigint, exponent: number): LongDouble | undefined {
  const isNegative = numerator < 0n;
  const magnitude = isNegative ? -numerator : numerator;
  // Two bits more than the mantissa; the lowest also stands for everything below it, so one rounding is exact.
  const shift = Math.max(0, MANTISSA_BITS + 3 - bitLength(magnitude) + bitLength(denominator));
  const dividend = magnitude << BigInt(shift);
  const quotient = dividend / denominator;
  const sticky = quotient * denominator === dividend ? quotient << 1n : (quotient << 1n) | 1n;
  const lowest = exponent - shift - 1;
  const drop = Math.max(bitLength(sticky) - MANTISSA_BITS, EXPONENT_MIN - lowest, 0);
  const mantissa = shiftRounding(sticky, drop);
  if (mantissa === 0n || bitLength(mantissa) + lowest + drop > VALUE_BITS_MAX) return undefined;
  // Rounding up may have carried into a 65th bit; the mantissa is then a power of two.
  const carried = bitLength(mantissa) > MANTISSA_BITS ? 1 : 0;
  const fitted = mantissa >> BigInt(carried);
  return { mantissa: isNegative ? -fitted : fitted, exponent: lowest + drop + carried };
}

/** value / 2^bits, half to even. */
function shiftRounding(value: bigint, bits: number): bigint {
  if (bits === 0) return value;
  const shift = BigInt(bits);
  const quotient = value >> shift;
  const rest = value - (quotient << shift);
  const half = 1n << (shift - 1n);
  const isUp = rest > half || (rest === half && (quotient & 1n) === 1n);
  return isUp ? quotient + 1n : quotient;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}
