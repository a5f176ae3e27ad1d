// What a phase counts: replies, latencies, value bytes and errors. An operation that failed is an error and nothing
// else: it has no latency and is in no throughput, so a server that refuses quickly does not look fast.
import { build, type Histogram } from "hdr-histogram-js";

/** Latencies above this are recorded all the same: the histogram grows. */
const EXPECTED_MAX_US = 60_000_000;

/** Error texts that differ only in details could be as many as requests; beyond this many they share one entry. */
const DISTINCT_ERRORS_MAX = 20;
const OTHER_ERRORS = "(other errors)";

/** Latencies in microseconds; percentiles are right to three digits, min, mean and max to the microsecond. */
export class Latencies {
  private readonly histogram: Histogram;
  private sumUs = 0;
  private lowestUs = Number.POSITIVE_INFINITY;
  private highestUs = 0;

  constructor() {
    // 64-bit buckets: 32-bit ones wrap after four thousand million equal latencies.
    this.histogram = build({ bitBucketSize: 64, highestTrackableValue: EXPECTED_MAX_US });
  }

  get count(): number {
    return this.histogram.totalCount;
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
    this.histogram.recordValue(wholeUs);
    this.sumUs += wholeUs;
    if (wholeUs < this.lowestUs) this.lowestUs = wholeUs;
    if (wholeUs > this.highestUs) this.highestUs = wholeUs;
  }

  /** @param percentile 0..100. */
  percentileUs(percentile: number): number {
    // The histogram answers with the upper edge of a bucket, which may lie above anything recorded.
    return Math.min(this.histogram.getValueAtPercentile(percentile), this.highestUs);
  }
}

export class Measurements {
  readonly gets: Latencies = new Latencies();
  readonly sets: Latencies = new Latencies();
  hits = 0;
  misses = 0;
  /** Sets that a miss made, under look-aside; they are among `sets` too. */
  lookAsideSets = 0;
  valueBytesRead = 0;
  valueBytesWritten = 0;
  /** Connections that broke; what their clients still had to send was not sent. */
  lostConnections = 0;
  errors = 0;
  readonly errorsByMessage: Map<string, number> = new Map();

  /** Operations that got their reply. */
  get operations(): number {
    return this.gets.count + this.sets.count;
  }

  recordHit(latencyUs: number, valueBytes: number): void {
    this.gets.record(latencyUs);
    this.hits++;
    this.valueBytesRead += valueBytes;
  }

  recordMiss(latencyUs: number): void {
    this.gets.record(latencyUs);
    this.misses++;
  }

  recordSet(latencyUs: number, valueBytes: number): void {
    this.sets.record(latencyUs);
    this.valueBytesWritten += valueBytes;
  }

  recordError(message: string): void {
    this.errors++;
    const known = this.errorsByMessage.has(message) || this.errorsByMessage.size < DISTINCT_ERRORS_MAX;
    const entry = known ? message : OTHER_ERRORS;
    this.errorsByMessage.set(entry, (this.errorsByMessage.get(entry) ?? 0) + 1);
  }
}
