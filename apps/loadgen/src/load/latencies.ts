// Latencies in microseconds: percentiles are right to three digits, min, mean and max to the microsecond. They can be
// merged and sent to another thread. The histogram is made at the first latency: most kinds of operation never happen.
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js";

/** Latencies above this are recorded all the same: the histogram grows. */
const EXPECTED_MAX_US = 60_000_000;

/** Plain data, so that it can be sent to a thread. */
export interface PlainLatencies {
  readonly histogram: string | undefined;
  readonly sumUs: number;
  readonly lowestUs: number;
  readonly highestUs: number;
}

export class Latencies {
  private histogram: Histogram | undefined = undefined;
  private sumUs = 0;
  private lowestUs = Number.POSITIVE_INFINITY;
  private highestUs = 0;

  static from(plain: PlainLatencies): Latencies {
    const latencies = new Latencies();
    // 64-bit buckets: 32-bit ones wrap after four thousand million equal latencies.
    if (plain.histogram !== undefined) latencies.histogram = decodeFromCompressedBase64(plain.histogram, 64);
    latencies.sumUs = plain.sumUs;
    latencies.lowestUs = plain.lowestUs;
    latencies.highestUs = plain.highestUs;
    return latencies;
  }

  get count(): number {
    return this.histogram?.totalCount ?? 0;
  }

  get minUs(): number {
    return this.count === 0 ? 0 : this.lowestUs;
  }

  get meanUs(): number {
    return this.count === 0 ? 0 : this.sumUs / this.count;
  }

  get maxUs(): number {
    return this.highestUs;
  }

  record(latencyUs: number): void {
    const wholeUs = Math.max(0, Math.round(latencyUs));
    this.histogram ??= emptyHistogram();
    this.histogram.recordValue(wholeUs);
    this.sumUs += wholeUs;
    if (wholeUs < this.lowestUs) this.lowestUs = wholeUs;
    if (wholeUs > this.highestUs) this.highestUs = wholeUs;
  }

  /** @param percentile 0..100. */
  percentileUs(percentile: number): number {
    if (this.histogram === undefined) return 0;
    // The histogram answers with the upper edge of a bucket, which may lie above anything recorded.
    return Math.min(this.histogram.getValueAtPercentile(percentile), this.highestUs);
  }

  /** Adds the latencies of `other`, which stays as it is. */
  add(other: Latencies): void {
    if (other.histogram === undefined) return;
    this.histogram ??= emptyHistogram();
    this.histogram.add(other.histogram);
    this.sumUs += other.sumUs;
    this.lowestUs = Math.min(this.lowestUs, other.lowestUs);
    this.highestUs = Math.max(this.highestUs, other.highestUs);
  }

  toPlain(): PlainLatencies {
    const { histogram, sumUs, lowestUs, highestUs } = this;
    const encoded = histogram === undefined ? undefined : encodeIntoCompressedBase64(histogram);
    return { histogram: encoded, sumUs, lowestUs, highestUs };
  }

  /** The distribution in the .hgrm form that HdrHistogram's plotters read, in milliseconds. */
  toHgrm(): string {
    return (this.histogram ?? emptyHistogram()).outputPercentileDistribution(5, 1000);
  }
}

function emptyHistogram(): Histogram {
  return build({ bitBucketSize: 64, highestTrackableValue: EXPECTED_MAX_US });
}
