// Seeded random numbers: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018).
// A generator is named by (seed, stream, index), so every client and every purpose has its own sequence and none
// depends on how often another one was asked. Same name, same sequence, on every machine.

/** The purposes that draw random numbers; each has sequences of its own. */
export const STREAMS = { operations: 1, warmup: 2, scatter: 3, values: 4, keySizes: 5, ttls: 6, arrivals: 7 } as const;

const TWO_TO_32 = 2 ** 32;
const TWO_TO_21 = 2 ** 21;
const TWO_TO_53 = 2 ** 53;

/** Spreads every bit of a 32-bit word over all 32 (the finalizer of MurmurHash3); a bijection. */
export function mix32(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  /** @param seed a safe integer ≥ 0.   @param stream one of `STREAMS`.   @param index which sequence of that stream. */
  constructor(seed: number, stream: number, index = 0) {
    const words = [seed % TWO_TO_32, Math.floor(seed / TWO_TO_32), stream, index];
    this.s0 = stateWord(1, words);
    this.s1 = stateWord(2, words);
    this.s2 = stateWord(3, words);
    this.s3 = stateWord(4, words) | 1; // the one forbidden state is all zeros
  }

  /** A whole number, 0..2^32 - 1. */
  nextUint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.s1, 5), 7), 9);
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = rotateLeft(this.s3, 11);
    return scrambled >>> 0;
  }

  /** A multiple of 2^-53 in [0, 1). */
  nextUnit(): number {
    return (this.nextUint32() * TWO_TO_21 + (this.nextUint32() >>> 11)) / TWO_TO_53;
  }

  /** A whole number in [0, bound), each equally likely.   @param bound 1..2^32. */
  nextBelow(bound: number): number {
    // The numbers below `surplus` would make the first residues likelier; drawing again removes them.
    const surplus = TWO_TO_32 % bound;
    let drawn = this.nextUint32();
    while (drawn < surplus) drawn = this.nextUint32();
    return drawn % bound;
  }
}

function stateWord(salt: number, words: readonly number[]): number {
  let hash = mix32(Math.imul(salt, 0x9e3779b9));
  for (const word of words) hash = mix32(Math.imul(hash, 5) ^ (word + Math.imul(salt, 0x6c078965)));
  return hash | 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
