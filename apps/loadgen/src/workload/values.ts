// What is stored under a key: size and bytes are functions of (seed, key), so two clients, two runs or a reader that
// wants to check a reply agree on them without talking. The bytes are windows into one pool of random bytes: they do
// not compress, and making a value costs no copy.
import { type Quantity, type Sampler, samplerOf } from "./quantities.ts";
import { mix32, Random, STREAMS } from "./random.ts";

/** How many windows the pool offers; two keys of one size agree in contents once in this many. */
const WINDOWS = 2 ** 16;

export class Values {
  private readonly sizes: Sampler;
  private readonly random: Random;
  private pool: Buffer;
  private readonly sizeSalt: number;
  private readonly windowSalt: number;

  constructor(sizes: Quantity, seed: number) {
    this.sizes = samplerOf(sizes);
    const random = new Random(seed, STREAMS.values);
    this.sizeSalt = random.nextUint32();
    this.windowSalt = random.nextUint32();
    this.random = random;
    this.pool = Buffer.alloc(0);
    this.grow(this.sizes.max);
  }

  /** Bytes, within the sizes asked for. */
  sizeOf(keyIndex: number): number {
    return this.sizes.valueAt(mix32(keyIndex ^ this.sizeSalt) / 2 ** 32);
  }

  /** The value of a key: a view of shared bytes, not to be written to. */
  contentsOf(keyIndex: number): Buffer {
    return this.window(keyIndex, this.sizeOf(keyIndex));
  }

  /** The bytes that belong to any 32-bit number: a view of shared bytes, not to be written to. Those of a smaller size
   * are a beginning of those of a larger one. */
  window(id: number, size: number): Buffer {
    if (size + WINDOWS > this.pool.length) this.grow(size);
    const start = mix32(id ^ this.windowSalt) % WINDOWS;
    return this.pool.subarray(start, start + size);
  }

  /** Makes the pool fit for values of `size`; the bytes it has stay. */
  private grow(size: number): void {
    const words = new Uint32Array(Math.ceil((size + WINDOWS) / Uint32Array.BYTES_PER_ELEMENT));
    const grown = Buffer.from(words.buffer);
    this.pool.copy(grown);
    const known = this.pool.length / Uint32Array.BYTES_PER_ELEMENT;
    for (let at = known; at < words.length; at++) words[at] = this.random.nextUint32();
    this.pool = grown;
  }
}
