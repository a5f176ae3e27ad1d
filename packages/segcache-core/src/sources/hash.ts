// Key hashing: HalfSipHash-1-3 (Aumasson & Bernstein, "SipHash: a fast short-input PRF"; the 32-bit variant the Linux
// kernel uses for hash tables). Keyed, so that nobody who lacks the seed can make keys that collide; made of 32-bit
// operations only, so that it stays in machine integers in JavaScript. The namespace is folded into the key word.

import { wordAt } from "../byte-ranges.ts";

/**
 * Hashes bytes `[start, end)` of `buffer` under a 64-bit key given as two words; returns a signed 32-bit integer.
 * @param view of `buffer`, if there is one.
 */
export function hashBytes(
  buffer: Uint8Array,
  view: DataView | undefined,
  start: number,
  end: number,
  key0: number,
  key1: number,
): number {
  let v0 = key0 | 0;
  let v1 = key1 | 0;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  const length = end - start;
  const wordsEnd = end - (length & 3);
  let at = start;
  let last = 0;
  // One pass for each whole word and one for the last, padded word; the round is written out once.
  for (;;) {
    let message: number;
    if (at < wordsEnd) {
      message = wordAt(buffer, view, at);
    } else {
      message = length << 24;
      for (let shift = 0, rest = wordsEnd; rest < end; rest++, shift += 8) message |= buffer[rest] << shift;
      last = 1;
    }
    v3 ^= message;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= message;
    if (last === 1) break;
    at += 4;
  }
  v2 ^= 0xff;
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  return v1 ^ v3;
}
