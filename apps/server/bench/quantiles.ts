// What measured values are like, the few extreme ones left aside.

/** The value that this share of them, below 1, lies below. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  return Float64Array.from(values).sort()[Math.floor(values.length * share)]!;
}

export function medianOf(values: ArrayLike<number>): number {
  return quantileOf(values, 0.5);
}
