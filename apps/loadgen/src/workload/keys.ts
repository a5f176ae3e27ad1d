// Which key an operation touches, and what the key is called. A key is an index 0..n-1 everywhere inside; its name is
// made only for the wire. Popularity is a distribution over ranks, and ranks are scattered over the indexes.
import type { Random } from "./random.ts";
import { Scatter } from "./scatter.ts";
import { ZipfRanks } from "./zipf.ts";

export type Distribution = "uniform" | "zipf";

/** The key names carry this many digits, as redis-benchmark's do. */
const KEY_DIGITS = 12;

/** Chooses keys; holds no position of its own, so all clients share one and bring their own `Random`. */
export interface KeyPicker {
  /** An index in 0..keys-1. */
  pick(random: Random): number;
}

export interface KeyPickerOptions {
  readonly distribution: Distribution;
  readonly keys: number;
  readonly theta: number;
  readonly seed: number;
}

export function keyPickerOf(options: KeyPickerOptions): KeyPicker {
  return options.distribution === "zipf" ? new ZipfKeys(options) : new UniformKeys(options.keys);
}

export function keyNameOf(prefix: string, keyIndex: number): string {
  return prefix + String(keyIndex).padStart(KEY_DIGITS, "0");
}

class UniformKeys implements KeyPicker {
  private readonly keys: number;

  constructor(keys: number) {
    this.keys = keys;
  }

  pick(random: Random): number {
    return random.nextBelow(this.keys);
  }
}

class ZipfKeys implements KeyPicker {
  private readonly ranks: ZipfRanks;
  private readonly scatter: Scatter;

  constructor(options: KeyPickerOptions) {
    this.ranks = new ZipfRanks(options.keys, options.theta);
    this.scatter = new Scatter(options.keys, options.seed);
  }

  pick(random: Random): number {
    return this.scatter.imageOf(this.ranks.next(random) - 1);
  }
}
