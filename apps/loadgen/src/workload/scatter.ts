// A seeded bijection on 0..n-1 that scatters neighbours, so that a key's name does not tell its popularity.
// An index is a pair (left, right) in a grid of at least n cells, barely larger than n; each Feistel round adds a hash
// of one half to the other, modulo its side, which can always be undone. A result outside 0..n-1 goes round again
// (cycle walking). Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002, generalized Feistel.
import { mix32, Random, STREAMS } from "./random.ts";

const ROUNDS = 6; // even, so that both halves are changed equally often

export class Scatter {
  private readonly size: number;
  private readonly leftSide: number;
  private readonly rightSide: number;
  private readonly roundKeys: Uint32Array;

  /** @param size n, 1..2^32. */
  constructor(size: number, seed: number) {
    this.size = size;
    this.leftSide = Math.ceil(Math.sqrt(size));
    this.rightSide = Math.ceil(size / this.leftSide);
    const random = new Random(seed, STREAMS.scatter);
    this.roundKeys = Uint32Array.from({ length: ROUNDS }, () => random.nextUint32());
  }

  /** The image of `index`; both are whole numbers in 0..size-1. */
  imageOf(index: number): number {
    let cell = index;
    // Ends: the walk follows the cycle that `index` itself lies on, so it comes back inside at the latest there.
    do cell = this.permute(cell);
    while (cell >= this.size);
    return cell;
  }

  private permute(cell: number): number {
    const { leftSide, rightSide, roundKeys } = this;
    let left = Math.floor(cell / rightSide);
    let right = cell % rightSide;
    for (let round = 0; round < ROUNDS; round += 2) {
      left = (left + mix32(right ^ (roundKeys[round] ?? 0))) % leftSide;
      right = (right + mix32(left ^ (roundKeys[round + 1] ?? 0))) % rightSide;
    }
    return left * rightSide + right;
  }
}
