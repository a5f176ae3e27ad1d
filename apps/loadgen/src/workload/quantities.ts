// A quantity that differs from key to key: a size in bytes or a time to live in milliseconds. It is a distribution
// given by its quantile function: `valueAt(u)` for u uniform in [0, 1) follows the distribution. A key's u is a hash,
// so a quantity belongs to its key and no table of keys is needed.
import { normalQuantile } from "./normal.ts";

/** Whole numbers from `min` to `max`, each equally likely; the part's weight is relative to the others'. */
export interface Part {
  readonly min: number;
  readonly max: number;
  readonly weight: number;
}

/** Plain data, so that it can be sent to a thread. `text` is how one types it. */
export type Quantity = { readonly text: string } & (
  | { readonly kind: "parts"; readonly parts: readonly Part[] }
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number; readonly max: number }
);

export interface Sampler {
  /** The largest value there can be. */
  readonly max: number;
  /** A whole number.   @param unit in [0, 1). */
  valueAt(unit: number): number;
}

export function samplerOf(quantity: Quantity): Sampler {
  if (quantity.kind === "lognormal") return new LogNormalSampler(quantity.median, quantity.sigma, quantity.max);
  return new PartsSampler(quantity.parts);
}

class PartsSampler implements Sampler {
  readonly max: number;
  private readonly parts: readonly Part[];
  /** Where each part ends in [0, 1]. */
  private readonly ends: Float64Array;

  constructor(parts: readonly Part[]) {
    this.parts = parts.filter(({ weight }) => weight > 0);
    this.max = this.parts.reduce((max, part) => Math.max(max, part.max), 0);
    const total = this.parts.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    this.ends = Float64Array.from(this.parts, ({ weight }) => {
      sum += weight;
      return sum / total;
    });
  }

  valueAt(unit: number): number {
    const at = this.partAt(unit);
    const part = this.parts[at];
    if (part === undefined) return 0;
    if (part.min === part.max) return part.min;
    const start = at === 0 ? 0 : (this.ends[at - 1] ?? 0);
    const within = (unit - start) / ((this.ends[at] ?? 1) - start);
    // Rounding can make `within` a hair larger than it should be.
    return Math.min(part.max, part.min + Math.floor(within * (part.max - part.min + 1)));
  }

  /** The first part that ends beyond `unit`. */
  private partAt(unit: number): number {
    let low = 0;
    let high = this.ends.length - 1; // the last end is 1 up to rounding, so the last part is the answer of last resort
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ends[middle] ?? 1) > unit) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

class LogNormalSampler implements Sampler {
  readonly max: number;
  private readonly logMedian: number;
  private readonly sigma: number;

  constructor(median: number, sigma: number, max: number) {
    this.max = max;
    this.logMedian = Math.log(median);
    this.sigma = sigma;
  }

  valueAt(unit: number): number {
    // Half a step off the ends: a hash can be 0, whose quantile is minus infinity.
    const inside = Math.max(unit, 2 ** -33);
    return Math.min(this.max, Math.max(1, Math.round(Math.exp(this.logMedian + this.sigma * normalQuantile(inside)))));
  }
}
