// The oracle: a plain Map with exact deadlines and a clock moved by hand. A cache may forget but not lie, and it must have
// counted what it forgot; a policy that evicts nothing may not forget at all.

export interface Entry {
  readonly value: string;
  /** Unix milliseconds; Infinity = never. */
  readonly deadline: number;
}

export class Model {
  now = 1_700_000_000_000;
  /** Keys the cache was found to have forgotten. */
  forgotten = 0;
  private readonly entries = new Map<string, Entry>();

  set(key: string, value: string, ttl: number | undefined): void {
    this.entries.set(key, { value, deadline: this.deadlineOf(ttl) });
  }

  /** The live entry of a key. */
  live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.deadline > this.now ? entry : undefined;
  }

  setTTL(key: string, ttl: number | undefined): void {
    const entry = this.live(key);
    if (entry) this.entries.set(key, { value: entry.value, deadline: this.deadlineOf(ttl) });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** The cache has no value where there is a live one. */
  forget(key: string): void {
    this.forgotten++;
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Number of entries whose deadline is later than `time`. */
  countLive(time: number): number {
    let count = 0;
    for (const entry of this.entries.values()) if (entry.deadline > time) count++;
    return count;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  private deadlineOf(ttl: number | undefined): number {
    return ttl === undefined || ttl === 0 ? Infinity : Math.ceil(this.now + ttl);
  }
}
