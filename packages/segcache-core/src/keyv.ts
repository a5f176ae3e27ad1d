// A store for Keyv 5 and 6 over a cache of its own, with no dependency on Keyv: the shape of its store adapter is all it takes.
// Keyv 5 prefixes keys with `namespace:` itself and tells the namespace, so that `clear` can keep to it; Keyv 6 wraps the store,
// since it lacks `hasMany`, and then deals with namespaces by prefix and iterator alone. Expiry is the cache's: exact.
import { Segcache } from "./cache.ts";
import type { Codec } from "./codecs.ts";
import type { EngineOptions } from "./config.ts";
import type { SegcacheOptions } from "./options.ts";

/** An entry of `setMany`. */
export interface KeyvEntry {
  /** With Keyv's prefix. */
  readonly key: string;
  /** A string, bytes or what JSON can express. */
  readonly value: unknown;
  /** Milliseconds from now. */
  readonly ttl?: number | undefined;
}

/** First byte of a kept value: what follows is the UTF-8 of a string, bytes, or the JSON of anything else. */
const TEXT = 0;
const BYTES = 1;
const JSON_TEXT = 2;

const encoder: TextEncoder = new TextEncoder();
const decoder: TextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

const storeCodec: Codec<unknown> = {
  encode(value: unknown): Uint8Array {
    if (value instanceof Uint8Array) return tagged(BYTES, value);
    if (typeof value === "string") return tagged(TEXT, encoder.encode(value));
    return tagged(JSON_TEXT, encoder.encode(JSON.stringify(value) ?? "null"));
  },
  decode(bytes: Uint8Array): unknown {
    const body = bytes.subarray(1);
    if (bytes[0] === BYTES) return body;
    const text = decoder.decode(body);
    return bytes[0] === TEXT ? text : JSON.parse(text);
  },
};

/** What a store is made from: the options of a cache but for the codec, which is the store's own. */
export type KeyvSegcacheOptions = EngineOptions & Pick<SegcacheOptions, "onRemove" | "ttl">;

/** `new Keyv({ store: new KeyvSegcache({ maxMemory: "64mb" }) })`. Calls do their work at once; the promises are Keyv's form. */
export class KeyvSegcache {
  /** The cache underneath, for `stats`, `expire` and so on; its keys carry Keyv's prefixes. */
  readonly cache: Segcache<Codec<unknown>>;
  /** Set by Keyv 5. */
  namespace: string | undefined = undefined;
  /**
   * Keyv 5 sets serializers here, and offers an iterator only over stores that name one of the dialects it knows: this says
   * that keys are prefixed as they are there.
   */
  readonly opts: Record<string, unknown> = { dialect: "redis", url: "segcache" };

  /** @param source options, or another store whose cache this one shares: one for each namespace of Keyv 5. @throws ConfigError */
  constructor(source: KeyvSegcacheOptions | KeyvSegcache) {
    this.cache = source instanceof KeyvSegcache ? source.cache : new Segcache({ ...source, codec: storeCodec });
  }

  /** Keyv listens for errors of a connection; there is none. */
  on(_event: string, _listener: (...values: never[]) => void): this {
    return this;
  }

  /** The value, or undefined when the key is absent or has expired. */
  async get(key: string): Promise<unknown> {
    return this.cache.get(key);
  }

  /** The values of several keys, in their order. */
  async getMany(keys: readonly string[]): Promise<unknown[]> {
    return this.cache.getMany(keys);
  }

  /** @param ttl milliseconds; undefined: the cache's own `ttl`, or never; one that is over removes the key. @throws SegcacheError as `Segcache.set` does. */
  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    if (ttl === undefined || ttl >= 0) return this.cache.set(key, value, { ttl });
    this.cache.delete(key);
    return true;
  }

  /** Stores several, in order. @throws SegcacheError as `set` does. */
  async setMany(entries: readonly KeyvEntry[]): Promise<void> {
    for (const { key, value, ttl } of entries) await this.set(key, value, ttl);
  }

  /** Whether `get` would give a value. */
  async has(key: string): Promise<boolean> {
    return this.cache.has(key);
  }

  /** @returns whether the key was there. */
  async delete(key: string): Promise<boolean> {
    return this.cache.delete(key);
  }

  /** @returns whether all of them were there. */
  async deleteMany(keys: readonly string[]): Promise<boolean> {
    return this.cache.deleteMany(keys) === keys.length;
  }

  /** Removes all keys of the namespace, or, without one, all there are. */
  async clear(): Promise<void> {
    const prefix = prefixOf(this.namespace);
    if (prefix === "") {
      this.cache.clear();
      return;
    }
    for (const key of this.cache.keys()) if (key.startsWith(prefix)) this.cache.delete(key);
  }

  /** Keys and values of a namespace, or of all. */
  async *iterator(namespace?: string): AsyncGenerator<[key: string, value: unknown], void> {
    const prefix = prefixOf(namespace);
    for (const entry of this.cache.entries()) if (entry[0].startsWith(prefix)) yield entry;
  }

  /** Does nothing: there is no connection. */
  async disconnect(): Promise<void> {}
}

function prefixOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === "" ? "" : `${namespace}:`;
}

function tagged(kind: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 1);
  bytes[0] = kind;
  bytes.set(body, 1);
  return bytes;
}
