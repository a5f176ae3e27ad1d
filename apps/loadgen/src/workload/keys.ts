// What a key is called. A key is an index everywhere inside; its name is made only for the wire.

import { type Quantity, type Sampler, samplerOf } from "./quantities.ts";
import { mix32, Random, STREAMS } from "./random.ts";

/** The key names carry this many digits, as redis-benchmark's do. */
const KEY_DIGITS = 12;

/** Counters have names of their own: an increment of a cached value would be an error. */
const COUNTER_MARK = "n";

export class KeyNames {
  private readonly prefix: string;
  private readonly sizes: Sampler | undefined;
  private readonly salt: number;

  /** @param size bytes of a whole name; undefined for the prefix and 12 digits. */
  constructor(prefix: string, size: Quantity | undefined, seed: number) {
    this.prefix = prefix;
    this.sizes = size === undefined ? undefined : samplerOf(size);
    this.salt = new Random(seed, STREAMS.keySizes).nextUint32();
  }

  /** With a size, digits of base 36 behind as many zeros as it takes; a size too small to tell the keys apart is exceeded. */
  nameOf(keyIndex: number): string {
    const { prefix, sizes } = this;
    if (sizes === undefined) return prefix + String(keyIndex).padStart(KEY_DIGITS, "0");
    const size = sizes.valueAt(mix32(keyIndex ^ this.salt) / 2 ** 32);
    return prefix + keyIndex.toString(36).padStart(size - prefix.length, "0");
  }

  counterNameOf(keyIndex: number): string {
    return `${this.prefix}${COUNTER_MARK}${String(keyIndex).padStart(KEY_DIGITS, "0")}`;
  }
}
