// Calls for many keys: before they are made one by one, the memory of up to a batch of their keys is fetched together, so that
// they do not wait for it one after another. Fetching changes nothing, so whatever is called in between may do anything with
// the cache.
import type { Arguments } from "./arguments.ts";
import { copyBytes } from "./byte-ranges.ts";
import { NAMESPACE } from "./managed-cache.ts";
import type { CacheKey } from "./options.ts";
import { BATCH_KEYS_MAX } from "./prefetch.ts";
import type { RawCache } from "./raw-cache.ts";

export class KeyBatch {
  private readonly raw: RawCache;
  private readonly args: Arguments;
  /** The keys of a part, one after another: at most BATCH_KEYS_MAX of the longest. */
  private buffer: Uint8Array = new Uint8Array(BATCH_KEYS_MAX * 32);
  private readonly ends: Int32Array = new Int32Array(BATCH_KEYS_MAX);

  constructor(raw: RawCache, args: Arguments) {
    this.raw = raw;
    this.args = args;
  }

  /** All `things`, in order, each part of them with the memory of its keys fetched. @throws TypeError, RangeError for a key that is none. */
  *fetched<Thing>(things: Iterable<Thing>, keyOf: (thing: Thing) => CacheKey): Generator<Thing, undefined> {
    let part: Thing[] = [];
    for (const thing of things) {
      part.push(thing);
      if (part.length < BATCH_KEYS_MAX) continue;
      this.fetch(part, keyOf);
      yield* part;
      part = [];
    }
    this.fetch(part, keyOf);
    yield* part;
    return undefined;
  }

  private fetch<Thing>(part: readonly Thing[], keyOf: (thing: Thing) => CacheKey): void {
    const { raw, ends } = this;
    let end = 0;
    for (let index = 0; index < part.length; index++) {
      end = this.write(keyOf(part[index]), end);
      ends[index] = end;
    }
    raw.beginBatch(this.buffer);
    for (let index = 0; index < part.length; index++)
      raw.announce(index === 0 ? 0 : ends[index - 1], ends[index], NAMESPACE);
    raw.touchBatch();
    raw.endBatch();
  }

  /** Writes a key at `start`; returns where it ends. */
  private write(key: CacheKey, start: number): number {
    const end = start + this.args.keyLength(key);
    if (end > this.buffer.length) {
      const longer = new Uint8Array(2 * end);
      longer.set(this.buffer);
      this.buffer = longer;
    }
    copyBytes(this.args.keyBuffer(key), 0, end - start, this.buffer, start);
    return end;
  }
}
