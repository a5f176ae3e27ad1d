// Doubles as text, the way Redis 7.0 prints them: C's "%.17g", with "inf", "-inf" and "nan" spelled out.
// Seventeen significant digits bring back the same double in every reader, at the price of 0.1 showing as
// 0.10000000000000001. JavaScript has the digits but rounds an exact tie up where C rounds it to even.

const DIGITS = 17;
const DIGITS_AVAILABLE = 100; // most that toExponential gives

/** Returns the last of the 17 digits rounded as C does. Only a tie differs: a 5 and then zeros follow the 17th digit, and
 *  JavaScript has rounded up to an odd digit, so that rounding down gives the even one (never a borrow: odd is not 0). */
function roundTieToEven(digits: string, x: number): string {
  const last = digits.charCodeAt(DIGITS - 1);
  if (last % 2 === 0) return digits;
  const [exact] = x.toExponential(DIGITS_AVAILABLE).replace(".", "").split("e") as [string];
  const isTie = /^50*$/.test(exact.slice(DIGITS));
  return isTie ? digits.slice(0, -1) + String.fromCharCode(last - 1) : digits;
}

function withoutTrailingZeros(digits: string): string {
  return digits.replace(/0+$/, "");
}

/** Returns `x` as Redis 7.0 writes it in a reply. */
export function formatDouble(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (x === Number.POSITIVE_INFINITY) return "inf";
  if (x === Number.NEGATIVE_INFINITY) return "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const sign = x < 0 ? "-" : "";
  const magnitude = Math.abs(x);
  const [mantissa, exponentText] = magnitude.toExponential(DIGITS - 1).split("e") as [string, string];
  const digits = roundTieToEven(mantissa.replace(".", ""), magnitude);
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= DIGITS) {
    const fraction = withoutTrailingZeros(digits.slice(1));
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${digits[0]}${fraction === "" ? "" : `.${fraction}`}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${withoutTrailingZeros(digits)}`;
  const fraction = withoutTrailingZeros(digits.slice(exponent + 1));
  return `${sign}${digits.slice(0, exponent + 1)}${fraction === "" ? "" : `.${fraction}`}`;
}
