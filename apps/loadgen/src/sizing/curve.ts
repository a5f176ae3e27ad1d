// From counted misses to curves of hit ratio against memory, their error, and what a hit ratio needs.

export interface CurvePoint {
  /** Of the whole cache, also where a miniature was simulated. */
  readonly bytes: number;
  readonly hitRatio: number;
  /** How far chance may have carried the hit ratio, 19 times in 20; null where it is exact. */
  readonly error: number | null;
}

export interface Curve {
  /** A policy of the engine, or a peer. */
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

/** 97.5 % quantile of Student's t distribution by samples; the error of a mean of so many. */
const T_BY_SAMPLES: Readonly<Record<number, number>> = {
  2: 12.71,
  3: 4.3,
  4: 3.18,
  5: 2.78,
  6: 2.57,
  7: 2.45,
  8: 2.36,
};

/**
 * @param missesBySample of one cache, sample by sample.
 * @param readsBySample reads of all keys that fall to a sample on average, which are not those of the sampled keys: one
 * popular key more or less would shift those by far, but has nearly no misses (SHARDS-adj).
 */
export function pointOf(bytes: number, missesBySample: readonly number[], readsBySample: number): CurvePoint {
  const ratios = missesBySample.map((misses) => Math.min(1, misses / Math.max(readsBySample, 1)));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return { bytes, hitRatio: 1 - mean, error: ratios.length === 1 ? null : errorOf(ratios, mean) };
}

function errorOf(ratios: readonly number[], mean: number): number {
  const squares = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0);
  return ((T_BY_SAMPLES[ratios.length] ?? 2) * Math.sqrt(squares / (ratios.length - 1))) / Math.sqrt(ratios.length);
}

/** Memory for a hit ratio, between the simulated sizes by the logarithm of the size; null where none of them reaches it. */
export function bytesFor(points: readonly CurvePoint[], hitRatio: number): number | null {
  const at = points.findIndex((point) => point.hitRatio >= hitRatio);
  const [below, above] = [points[at - 1], points[at]];
  if (above === undefined) return null;
  if (below === undefined) return above.bytes;
  const part = (hitRatio - below.hitRatio) / (above.hitRatio - below.hitRatio);
  return below.bytes * (above.bytes / below.bytes) ** part;
}

/** The hit ratio at a size, likewise; that of the nearest end outside the simulated sizes. */
export function hitRatioAt(points: readonly CurvePoint[], bytes: number): number {
  const at = points.findIndex((point) => point.bytes >= bytes);
  const [below, above] = [at < 0 ? points.at(-1) : points[at - 1], points[at]];
  if (above === undefined || below === undefined) return (above ?? below)?.hitRatio ?? 0;
  const part = Math.log(bytes / below.bytes) / Math.log(above.bytes / below.bytes);
  return below.hitRatio + (above.hitRatio - below.hitRatio) * part;
}

/** The largest difference in hit ratio between curves of the same names and sizes. */
export function distanceOf(curves: readonly Curve[], others: readonly Curve[]): number {
  let distance = 0;
  for (const [index, { points }] of curves.entries()) {
    for (const [at, { hitRatio }] of points.entries()) {
      distance = Math.max(distance, Math.abs(hitRatio - (others[index]?.points[at]?.hitRatio ?? Number.NaN)));
    }
  }
  return distance;
}
