// The latency monitor: per kind of event the last spikes above latency-monitor-threshold, one a second, the highest of
// that second. Form and limits: latency.c of Redis 7.0.

const SAMPLES_MAX = 160;

export interface LatencySample {
  readonly atSeconds: number;
  readonly ms: number;
}

export interface LatencySeries {
  readonly samples: readonly LatencySample[];
  readonly maxMs: number;
}

export class LatencyEvents {
  readonly #series = new Map<string, { samples: LatencySample[]; maxMs: number }>();

  add(event: string, ms: number, nowMs: number): void {
    const atSeconds = Math.floor(nowMs / 1000);
    let series = this.#series.get(event);
    if (series === undefined) {
      series = { samples: [], maxMs: 0 };
      this.#series.set(event, series);
    }
    series.maxMs = Math.max(series.maxMs, ms);
    const last = series.samples.at(-1);
    if (last?.atSeconds === atSeconds) {
      if (ms > last.ms) series.samples[series.samples.length - 1] = { atSeconds, ms };
      return;
    }
    series.samples.push({ atSeconds, ms });
    if (series.samples.length > SAMPLES_MAX) series.samples.shift();
  }

  /** Adds what other threads have noted: of spikes in one second the highest counts. */
  absorb(others: readonly (readonly [event: string, series: LatencySeries])[]): void {
    for (const [event, { samples, maxMs }] of others) {
      const own = this.#series.get(event);
      const all = [...(own?.samples ?? []), ...samples].sort((a, b) => a.atSeconds - b.atSeconds || b.ms - a.ms);
      const highest = all.filter(({ atSeconds }, i) => all[i - 1]?.atSeconds !== atSeconds);
      this.#series.set(event, { samples: highest.slice(-SAMPLES_MAX), maxMs: Math.max(maxMs, own?.maxMs ?? 0) });
    }
  }

  find(event: string): LatencySeries | undefined {
    return this.#series.get(event);
  }

  all(): Iterable<readonly [event: string, series: LatencySeries]> {
    return this.#series;
  }

  get size(): number {
    return this.#series.size;
  }

  /** Forgets an event. @returns whether there was one. */
  remove(event: string): boolean {
    return this.#series.delete(event);
  }

  /** Forgets all events. @returns how many there were. */
  clear(): number {
    const { size } = this.#series;
    this.#series.clear();
    return size;
  }
}
