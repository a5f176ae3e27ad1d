// Memory that connections use for a short time, handed from one to the next instead of being left to the garbage collector,
// which would let tens of megabytes of it gather: bytes outside the heap hardly hasten it.
// The one idea: sizes come in steps of a quarter at most, so what one has given back fits the next. Pieces above
// PIECE_BYTES_MAX have the size asked for and are not kept. Invariant: what is kept stays within the bound; nobody uses it.

const PIECE_BYTES_MAX = 1024 ** 2;
const STEP_BITS_MIN = 7;

/** What is kept at most unless told otherwise: some hundred pieces as large as replies that wait. */
const KEPT_BYTES_MAX = 6 * 1024 ** 2;

export class SpareMemory {
  readonly #keptBytesMax: number;
  readonly #piecesBySize = new Map<number, Uint8Array[]>();
  #keptBytes = 0;

  constructor(keptBytesMax: number = KEPT_BYTES_MAX) {
    this.#keptBytesMax = keptBytesMax;
  }

  /** Bytes at hand that nobody uses. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** A piece of at least so many bytes, with anything in it, for the caller alone until it gives it back. */
  take(bytes: number): Uint8Array {
    if (bytes > PIECE_BYTES_MAX) return new Uint8Array(bytes);
    const size = sizeFor(bytes);
    const piece = this.#piecesBySize.get(size)?.pop();
    if (piece === undefined) return new Uint8Array(size);
    this.#keptBytes -= size;
    return piece;
  }

  /** Takes back what take() has returned. The caller must not use it any more. */
  give(piece: Uint8Array): void {
    const { length } = piece;
    if (length > PIECE_BYTES_MAX || length > this.#keptBytesMax) return;
    if (this.#keptBytes + length > this.#keptBytesMax) {
      // All goes, lest sizes that nobody asks for any more take the place of those in use.
      this.#piecesBySize.clear();
      this.#keptBytes = 0;
    }
    this.#keptBytes += length;
    const alike = this.#piecesBySize.get(length);
    if (alike === undefined) this.#piecesBySize.set(length, [piece]);
    else alike.push(piece);
  }
}

/** The least size for so many bytes: one of 5, 6, 7 or 8 times a power of two. */
function sizeFor(bytes: number): number {
  const step = 2 ** Math.max(STEP_BITS_MIN, 29 - Math.clz32(bytes - 1));
  return Math.ceil(bytes / step) * step;
}
