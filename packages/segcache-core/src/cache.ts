// The cache as a program uses it: Map-shaped, keys as strings or bytes, values by a codec, times to live in milliseconds.
import { checkedCount } from "./arguments.ts";
import { ByteCache } from "./byte-cache.ts";
import { type AnyCodec, type Codec, resolveCodec, type ValueIn, type ValueOut } from "./codecs.ts";
import { checkHandle, type SharedHandle } from "./handle.ts";
import { scannedKeys, walkKeys } from "./iteration.ts";
import { KeyBatch } from "./key-batch.ts";
import { NAMESPACE } from "./managed-cache.ts";
import {
  type CacheKey,
  flagsOf,
  type KeyForm,
  type KeyOut,
  keyReader,
  type OpenOptions,
  type SegcacheOptions,
  type SetEntry,
  type SetOptions,
  type SetOutcome,
  tellerOf,
} from "./options.ts";
import { KEEP_TTL, MISS, NO_SPACE, SKIPPED, STORED } from "./outcomes.ts";
import { releaseAfterCalls } from "./release-after-calls.ts";
import { SingleFlight } from "./single-flight.ts";

/** Items that `pop` looks at. */
const POP_DRAWS = 8;

const itself = (key: CacheKey): CacheKey => key;

/** A value with the version of its key. */
export interface Versioned<V> {
  /** undefined when the key is absent. */
  readonly value: V | undefined;
  /** For `ifVersion`. Present or absent, a key gets another one whenever it is written or removed, and never the same again. */
  readonly version: number;
}

/** One step of a walk over all keys. */
export interface ScanStep<Key> {
  /** For the next call; 0 when the walk is over. */
  readonly cursor: number;
  /** Keys found in this step. */
  readonly keys: Key[];
}

/**
 * A cache bounded in bytes. Values are copied in and out: what `get` returns is yours, and changing it changes nothing here.
 * A live key may be evicted at any time to make room (except under policy `none`); an expired one is never returned.
 * @typeParam C the codec, which says what values are. @typeParam K how keys are given back.
 */
export class Segcache<C extends AnyCodec = "bytes", K extends KeyForm = "utf8"> extends ByteCache {
  private readonly codec: Codec<ValueIn<C>, ValueOut<C>>;
  private readonly keyOut: (key: Uint8Array) => KeyOut<K>;
  private readonly flights: SingleFlight = new SingleFlight();
  private readonly batch: KeyBatch;

  /**
   * @param buffers for `open` alone: the memory of a cache that is there already. Absent: a new one is made.
   * @throws ConfigError when an option cannot be honoured.
   */
  constructor(options: SegcacheOptions<C, K>, buffers?: readonly SharedArrayBuffer[]) {
    const keyOut = keyReader(options.keyForm);
    super(options, options.ttl, tellerOf(options.onRemove, keyOut), buffers);
    this.codec = resolveCodec(options.codec);
    this.keyOut = keyOut;
    this.batch = new KeyBatch(this.raw, this.args);
    if (this.limits.shared) releaseAfterCalls(this);
  }

  /**
   * Opens a cache made with `shared: true`, in another thread of the same process. Sizes and policy come with the handle; how
   * values and keys look, and who is told of what this thread's calls remove, is for each thread to say.
   * @param handle what `share` returned there, posted here. @throws ConfigError when it is of another release of this package.
   */
  static open<C extends AnyCodec = "bytes", K extends KeyForm = "utf8">(
    handle: SharedHandle,
    options: OpenOptions<C, K> = {},
  ): Segcache<C, K> {
    checkHandle(handle);
    return new Segcache<C, K>({ ...handle.options, ...options }, handle.buffers);
  }

  /** What another thread needs to `open` this cache: plain data, to be posted to it. @throws ConfigError for a cache that is not shared. */
  share(): SharedHandle {
    return this.shareWith(this.args.defaultTtl);
  }

  /**
   * Stores a copy of `value` under `key`, replacing any earlier value.
   * @returns true, or false when a condition failed; then all is as it was.
   * @throws SegcacheError `VALUE_TOO_LARGE`, or `NO_SPACE` under policy `none`; either way the earlier value is gone.
   * TypeError or RangeError for a key, value or ttl that is not one.
   */
  set(key: CacheKey, value: ValueIn<C>, options?: SetOptions): boolean {
    const outcome = this.store(key, value, options);
    this.args.refuse(outcome);
    return outcome === STORED;
  }

  /** Like `set`, but tells the outcome instead of throwing. @throws TypeError or RangeError for a caller's mistake. */
  trySet(key: CacheKey, value: ValueIn<C>, options?: SetOptions): SetOutcome {
    const outcome = this.store(key, value, options);
    if (outcome === STORED) return "stored";
    return outcome === SKIPPED ? "skipped" : outcome === NO_SPACE ? "no-space" : "value-too-large";
  }

  /** Stores several, in order. @returns the outcome of each, as `trySet` does. */
  setMany(entries: Iterable<SetEntry<ValueIn<C>>>): SetOutcome[] {
    const outcomes: SetOutcome[] = [];
    for (const [key, value, options] of this.batch.fetched(entries, ([key]) => key))
      outcomes.push(this.trySet(key, value, options));
    return outcomes;
  }

  /** The value, or undefined when the key is absent or has expired. Counts as a hit or miss and towards the key's popularity. */
  get(key: CacheKey): ValueOut<C> | undefined {
    const length = this.args.keyLength(key);
    const bytes = this.copyOf(this.raw.get(this.args.keyBuffer(key), 0, length, NAMESPACE));
    return this.decoded(bytes);
  }

  /** The values of several keys, in their order. */
  getMany(keys: Iterable<CacheKey>): (ValueOut<C> | undefined)[] {
    const values: (ValueOut<C> | undefined)[] = [];
    for (const key of this.batch.fetched(keys, itself)) values.push(this.get(key));
    return values;
  }

  /** The value, if any, and the version of its key, to store another one only if nobody else did: see `ifVersion`. Counts as `get` does. */
  getWithVersion(key: CacheKey): Versioned<ValueOut<C>> {
    const { args, raw } = this;
    const length = args.keyLength(key);
    const keyBytes = args.keyBuffer(key);
    const bytes = this.copyOf(raw.get(keyBytes, 0, length, NAMESPACE));
    const version = raw.version(keyBytes, 0, length, NAMESPACE);
    return { value: this.decoded(bytes), version };
  }

  /** Like `get`, but leaves popularity and statistics as they are. */
  peek(key: CacheKey): ValueOut<C> | undefined {
    return this.decoded(this.copyOf(this.find(key)));
  }

  /**
   * The value, which `load` provides when the key is absent: it is called once for all who ask for the key until it is done.
   * What it provides is stored, unless `set`, `delete` or `clear` concerned the key meanwhile: a value stored meanwhile wins
   * and is what everybody gets; after a removal everybody gets what was loaded, and it is not stored. Nor is it stored when it is
   * too large. Each gets a copy of their own. An error of `load` or of the codec reaches everybody who waits and is not kept: the
   * next call loads again. Counts as `get` does. In a shared cache each thread loads for itself, and a removal by another thread
   * keeps nothing from being stored.
   * @param options.ttl milliseconds from the end of the load.
   */
  async getOrSet(
    key: CacheKey,
    load: (key: CacheKey) => ValueIn<C> | PromiseLike<ValueIn<C>>,
    options?: { readonly ttl?: number | undefined },
  ): Promise<ValueOut<C>> {
    this.args.deadlineOf(options?.ttl); // a mistake should show before the load
    const found = this.get(key);
    if (found !== undefined) return found;
    const ownKey = typeof key === "string" ? key : key.slice();
    const bytes = await this.flights.join(ownKey, async (isCurrent) => {
      const value = this.codec.encode(await load(ownKey));
      return this.land(ownKey, value, options?.ttl, isCurrent());
    });
    return this.codec.decode(bytes.slice());
  }

  override delete(key: CacheKey): boolean {
    this.flights.forget(key);
    return super.delete(key);
  }

  /** Removes several keys. @returns how many of them were there. */
  deleteMany(keys: Iterable<CacheKey>): number {
    let deleted = 0;
    for (const key of this.batch.fetched(keys, itself)) if (this.delete(key)) deleted++;
    return deleted;
  }

  /**
   * Removes one item, the least popular of a few drawn by chance, and returns its value; undefined when there is none. This
   * is lru-cache's `pop` without an exact order of use, which is not kept here.
   */
  pop(): ValueOut<C> | undefined {
    for (;;) {
      const key = this.unpopularKey();
      if (key === undefined) return this.settle(undefined);
      const bytes = this.copyOf(this.find(key));
      this.raw.delete(key, 0, key.length, NAMESPACE);
      this.flights.forget(key);
      if (bytes !== undefined) return this.decoded(bytes); // else another thread took it just before
    }
  }

  override clear(): void {
    this.flights.forgetAll();
    super.clear();
  }

  /**
   * The keys, in no order. The cache may be changed while they are walked: a key that is there all the time comes at least once,
   * exactly once unless items are stored meanwhile; one that is not may come or not. Counts nothing. The same holds for `values`,
   * `entries` and `forEach`, which leave out what has gone by the time its turn comes.
   */
  *keys(): Generator<KeyOut<K>, undefined> {
    for (const key of walkKeys(this.raw)) if (this.has(key)) yield this.keyOut(key);
    return undefined;
  }

  /** The values, as `keys` walks them. */
  *values(): Generator<ValueOut<C>, undefined> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  /** Keys and values, as `keys` walks them. */
  *entries(): Generator<[key: KeyOut<K>, value: ValueOut<C>], undefined> {
    for (const key of walkKeys(this.raw)) {
      const bytes = this.settle(this.copyOf(this.find(key)));
      if (bytes !== undefined) yield [this.keyOut(key), this.codec.decode(bytes)];
    }
    return undefined;
  }

  /** The same as `entries`. */
  [Symbol.iterator](): Generator<[key: KeyOut<K>, value: ValueOut<C>], undefined> {
    return this.entries();
  }

  /** Calls `visit` for each item, as `keys` walks them. */
  forEach(visit: (value: ValueOut<C>, key: KeyOut<K>, cache: this) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  /**
   * Walks the keys some at a time, with no state but the cursor and the guarantee of `keys` for the walk as a whole.
   * @param cursor 0 at first, then what the last step returned. @param count about how many keys are wanted per step.
   */
  scan(cursor: number, count: number = 10): ScanStep<KeyOut<K>> {
    checkedCount("cursor", cursor);
    if (checkedCount("count", count) === 0) throw new RangeError("count must be at least 1, got 0");
    const next = this.raw.scan(cursor, NAMESPACE, count);
    return this.settle({ cursor: next, keys: scannedKeys(this.raw).map(this.keyOut) });
  }

  private store(key: CacheKey, value: ValueIn<C>, options: SetOptions | undefined): number {
    return this.storeBytes(key, this.codec.encode(value), options);
  }

  private storeBytes(key: CacheKey, value: string | Uint8Array, options: SetOptions | undefined): number {
    const { args, raw } = this;
    const deadline = args.deadlineOrDefault(options?.ttl);
    args.readValue(value);
    const length = args.keyLength(key);
    const keyBytes = args.keyBuffer(key);
    const version = options?.ifVersion;
    if (version !== undefined && !raw.hasVersion(keyBytes, 0, length, NAMESPACE, version)) return this.settle(SKIPPED);
    this.flights.forget(key);
    let flags = options === undefined ? 0 : flagsOf(options);
    // With nothing to take it over from, the time to live is that of a new item.
    if (flags >= KEEP_TTL && raw.peek(keyBytes, 0, length, NAMESPACE) === MISS) flags -= KEEP_TTL;
    return this.settle(raw.set(keyBytes, 0, length, NAMESPACE, args.value, 0, args.valueEnd, deadline, flags));
  }

  /** Stores what was loaded where it may be; returns what everybody who waits for it gets. */
  private land(key: CacheKey, value: string | Uint8Array, ttl: number | undefined, isCurrent: boolean): Uint8Array {
    if (isCurrent) this.storeBytes(key, value, { ttl, ifAbsent: true });
    const kept = this.settle(this.copyOf(this.find(key)));
    if (kept !== undefined) return kept;
    return typeof value === "string" ? new TextEncoder().encode(value) : value;
  }

  private decoded(bytes: Uint8Array | undefined): ValueOut<C> | undefined {
    this.settle(undefined);
    return bytes === undefined ? undefined : this.codec.decode(bytes);
  }

  private unpopularKey(): Uint8Array | undefined {
    const { raw } = this;
    let least = Infinity;
    let chosen: Uint8Array | undefined;
    for (let draw = 0; draw < POP_DRAWS; draw++) {
      const item = raw.randomItem(NAMESPACE);
      if (item === MISS) return undefined;
      const key = new Uint8Array(raw.keyBytes(item));
      raw.copyKey(item, key, 0);
      const frequency = raw.frequency(key, 0, key.length, NAMESPACE);
      if (frequency >= least) continue;
      least = frequency;
      chosen = key;
    }
    return chosen;
  }
}
