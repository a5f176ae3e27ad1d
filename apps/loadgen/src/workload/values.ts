// What is stored under a key: size and bytes are functions of (seed, key), so two clients, two runs or a reader that
// wants to check a reply agree on them without talking. The bytes are windows into one pool of random bytes: they do
// not compress, and making a value costs no copy.
import { mix32, Random, STREAMS } from "./random.ts";

/** Sizes in bytes; where `min` is `max` all values have that size, else each key has a size of its own between them. */
export interface ValueSizes {
  readonly min: number;
  readonly max: number;
}

/** How many windows the pool offers; two keys of one size agree in contents once in this many. */
const WINDOWS = 2 ** 16;

export class Values {
  private readonly sizes: ValueSizes;
  private readonly pool: Buffer;
  private readonly sizeSalt: number;
  private readonly windowSalt: number;

  constructor(sizes: ValueSizes, seed: number) {
    this.sizes = sizes;
    const random = new Random(seed, STREAMS.values);
    this.sizeSalt = random.nextUint32();
    this.windowSalt = random.nextUint32();
    const words = new Uint32Array(Math.ceil((sizes.max + WINDOWS) / Uint32Array.BYTES_PER_ELEMENT));
    for (let at = 0; at < words.length; at++) words[at] = random.nextUint32();
    this.pool = Buffer.from(words.buffer);
  }

  /** Bytes, within the sizes asked for. */
  sizeOf(keyIndex: number): number {
    const { min, max } = this.sizes;
    return min + Math.floor((mix32(keyIndex ^ this.sizeSalt) / 2 ** 32) * (max - min + 1));
  }

  /** The value of a key: a view of shared bytes, not to be written to. */
  contentsOf(keyIndex: number): Buffer {
    const start = mix32(keyIndex ^ this.windowSalt) % WINDOWS;
    return this.pool.subarray(start, start + this.sizeOf(keyIndex));
  }
}
