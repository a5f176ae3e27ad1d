// Seeds and pseudo-random numbers. The generator's state lives in the arena (architecture E4), so its step is a pure
// function on one 32-bit word: Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003), period 2^32 - 1.

/** The next state of an xorshift32 generator; the state itself is the random number. Never 0 for a non-zero state. */
export function nextRandom(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x | 0;
}

/** Spreads a seed over 32 bits (the finaliser of MurmurHash3), so that seeds 1, 2, 3 give unlike streams. Never 0. */
export function mixSeed(seed: number): number {
  let x = seed | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  x ^= x >>> 16;
  return x === 0 ? 0x9e3779b9 | 0 : x;
}

/** A seed that differs from process to process, 32 bits: predictable seeds would invite hash flooding. */
export function randomSeed(): number {
  const words = new Uint32Array(1);
  crypto.getRandomValues(words);
  return words[0] as number;
}
