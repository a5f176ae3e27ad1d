// Redis's glob patterns over bytes: `*`, `?`, `[abc]`, `[^a-z]` and `\` before a literal byte. Only the last `*` is
// ever returned to, so the work is bounded by pattern × text and no pattern can make it explode.

import { lowerCaseOf } from "./words.ts";

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const DASH = 0x2d;
const BACKSLASH = 0x5c;

/** Whether the whole text matches the whole pattern; ASCII case is ignored when asked. */
export function matchesGlob(pattern: Uint8Array, text: Uint8Array, ignoreCase = false): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1; // where to resume in the pattern, and from which byte of the text, after the last `*`
  let starText = 0;
  while (t < text.length) {
    if (pattern[p] === STAR) {
      starAt = ++p;
      starText = t;
      continue;
    }
    const next = p < pattern.length ? matchOne(pattern, p, text[t]!, ignoreCase) : NO_MATCH;
    if (next !== NO_MATCH) {
      p = next;
      t++;
    } else if (starAt >= 0) {
      p = starAt;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[p] === STAR) p++;
  return p >= pattern.length;
}

const NO_MATCH = -1;

/** Matches one byte against the pattern element at `p`; the position after that element, or NO_MATCH. */
function matchOne(pattern: Uint8Array, p: number, byte: number, ignoreCase: boolean): number {
  const element = pattern[p]!;
  if (element === QUESTION) return p + 1;
  if (element === OPEN) return matchClass(pattern, p + 1, byte, ignoreCase);
  const literalAt = element === BACKSLASH && p + 1 < pattern.length ? p + 1 : p;
  return sameByte(pattern[literalAt]!, byte, ignoreCase) ? literalAt + 1 : NO_MATCH;
}

function matchClass(pattern: Uint8Array, from: number, byte: number, ignoreCase: boolean): number {
  let p = from;
  const negated = pattern[p] === CARET;
  if (negated) p++;
  let matched = false;
  while (p < pattern.length && pattern[p] !== CLOSE) {
    if (pattern[p] === BACKSLASH && p + 1 < pattern.length) p++;
    const low = pattern[p]!;
    if (pattern[p + 1] === DASH && p + 2 < pattern.length) {
      const high = pattern[p + 2]!;
      matched ||= inRange(low, high, byte, ignoreCase);
      p += 3;
    } else {
      matched ||= sameByte(low, byte, ignoreCase);
      p++;
    }
  }
  // An unclosed class ends with the pattern, as in Redis.
  return matched !== negated ? Math.min(p + 1, pattern.length) : NO_MATCH;
}

function inRange(low: number, high: number, byte: number, ignoreCase: boolean): boolean {
  const a = ignoreCase ? lowerCaseOf(low) : low;
  const b = ignoreCase ? lowerCaseOf(high) : high;
  const value = ignoreCase ? lowerCaseOf(byte) : byte;
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}

function sameByte(a: number, b: number, ignoreCase: boolean): boolean {
  return ignoreCase ? lowerCaseOf(a) === lowerCaseOf(b) : a === b;
}
