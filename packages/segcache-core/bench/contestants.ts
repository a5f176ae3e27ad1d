// The caches compared for speed, each with loops of its own over the same order of keys, so that every call site sees one kind
// of cache and the compiler treats all alike. A read must give the value to whoever asked: loops return the sum of all lengths.
import { LRUCache } from "lru-cache";
import { Segcache } from "segcache-core";
import { KEY_BYTES, writeKey } from "./workload.ts";

/** Keys as every contestant wants them; number n is the same key in each form. */
export interface Keys {
  /** As a program reads them from somewhere: each in one piece, not still the sum of its parts. */
  readonly texts: readonly string[];
  /** All one after another, 16 bytes each. */
  readonly flat: Uint8Array;
}

export function makeKeys(from: number, count: number): Keys {
  const flat = new Uint8Array(count * KEY_BYTES);
  const source = Buffer.from(flat.buffer);
  const texts = Array.from({ length: count }, (_, at) => {
    const start = at * KEY_BYTES;
    writeKey(from + at, flat.subarray(start, start + KEY_BYTES));
    return source.toString("latin1", start, start + KEY_BYTES);
  });
  return { texts, flat };
}

export interface Contestant {
  readonly name: string;
  /** Reads these keys in this order; the sum of the lengths of what was found. */
  read(keys: Keys, order: Int32Array): number;
  /** Writes a value under these keys, in this order. */
  write(keys: Keys, order: Int32Array): void;
}

/** Room for all keys of a run in every contestant. */
export interface Room {
  readonly items: number;
  readonly valueBytes: number;
}

function segcacheFor({ items, valueBytes }: Room): Segcache {
  return new Segcache({ maxMemory: Math.max(2 ** 22, items * (valueBytes + KEY_BYTES + 64) * 2), seed: 1 });
}

function lruFor<Value extends { readonly length: number }>({ items, valueBytes }: Room): LRUCache<string, Value> {
  return new LRUCache<string, Value>({
    max: items * 2,
    maxSize: items * 2 * (valueBytes + KEY_BYTES),
    sizeCalculation: (value, key) => value.length + key.length,
  });
}

/** The low-level surface: key and value as ranges of the caller's buffers, into one as long as a server's for replies. */
class RawSegcache implements Contestant {
  readonly name = "segcache raw";
  private readonly cache: Segcache;
  private readonly value: Uint8Array;
  private readonly target: Uint8Array;

  constructor(room: Room) {
    this.cache = segcacheFor(room);
    this.value = new Uint8Array(room.valueBytes).fill(0x76);
    this.target = new Uint8Array(2 ** 16);
  }

  read({ flat }: Keys, order: Int32Array): number {
    const { target } = this;
    const { raw } = this.cache;
    let sum = 0;
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      const item = raw.get(flat, start, start + KEY_BYTES, 0);
      if (item >= 0) sum += raw.copyValue(item, target, 0);
    }
    return sum;
  }

  write({ flat }: Keys, order: Int32Array): void {
    const { value } = this;
    const { raw } = this.cache;
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      raw.set(flat, start, start + KEY_BYTES, 0, value, 0, value.length, Infinity, 0);
    }
  }
}

/** The class by bytes: a view of what was received as the key, a fresh Uint8Array for each value read. */
class BytesSegcache implements Contestant {
  readonly name = "segcache bytes";
  private readonly cache: Segcache;
  private readonly value: Uint8Array;

  constructor(room: Room) {
    this.cache = segcacheFor(room);
    this.value = new Uint8Array(room.valueBytes).fill(0x76);
  }

  read({ flat }: Keys, order: Int32Array): number {
    const { cache } = this;
    let sum = 0;
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      sum += cache.get(flat.subarray(start, start + KEY_BYTES))?.length ?? 0;
    }
    return sum;
  }

  write({ flat }: Keys, order: Int32Array): void {
    const { cache, value } = this;
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      cache.set(flat.subarray(start, start + KEY_BYTES), value);
    }
  }
}

/** The class by strings: a fresh string for each value read. */
class TextSegcache implements Contestant {
  readonly name = "segcache string";
  private readonly cache: Segcache;
  private readonly value: string;

  constructor(room: Room) {
    this.cache = segcacheFor(room);
    this.value = "v".repeat(room.valueBytes);
  }

  read({ texts }: Keys, order: Int32Array): number {
    const { cache } = this;
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += cache.getString(texts[order[at]])?.length ?? 0;
    return sum;
  }

  write({ texts }: Keys, order: Int32Array): void {
    const { cache, value } = this;
    for (let at = 0; at < order.length; at++) cache.set(texts[order[at]], value);
  }
}

/** Values are copied in, as whoever gets them from a socket must, and handed out by reference. */
class BufferLru implements Contestant {
  readonly name = "lru-cache Buffer";
  private readonly lru: LRUCache<string, Buffer>;
  private readonly value: Buffer;

  constructor(room: Room) {
    this.lru = lruFor<Buffer>(room);
    this.value = Buffer.alloc(room.valueBytes, 0x76);
  }

  read({ texts }: Keys, order: Int32Array): number {
    const { lru } = this;
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += lru.get(texts[order[at]])?.length ?? 0;
    return sum;
  }

  write({ texts }: Keys, order: Int32Array): void {
    const { lru, value } = this;
    for (let at = 0; at < order.length; at++) lru.set(texts[order[at]], Buffer.from(value));
  }
}

/** The same for a program that has its keys as bytes, as a server does, and must make strings of them. */
class WireLru implements Contestant {
  readonly name = "lru-cache Buffer, keys from bytes";
  private readonly lru: LRUCache<string, Buffer>;
  private readonly value: Buffer;

  constructor(room: Room) {
    this.lru = lruFor<Buffer>(room);
    this.value = Buffer.alloc(room.valueBytes, 0x76);
  }

  read({ flat }: Keys, order: Int32Array): number {
    const { lru } = this;
    const source = Buffer.from(flat.buffer);
    let sum = 0;
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      sum += lru.get(source.toString("latin1", start, start + KEY_BYTES))?.length ?? 0;
    }
    return sum;
  }

  write({ flat }: Keys, order: Int32Array): void {
    const { lru, value } = this;
    const source = Buffer.from(flat.buffer);
    for (let at = 0; at < order.length; at++) {
      const start = order[at] * KEY_BYTES;
      lru.set(source.toString("latin1", start, start + KEY_BYTES), Buffer.from(value));
    }
  }
}

/** A string as the value, the same one for all keys: the cheapest this can be. */
class TextLru implements Contestant {
  readonly name = "lru-cache string";
  private readonly lru: LRUCache<string, string>;
  private readonly value: string;

  constructor(room: Room) {
    this.lru = lruFor<string>(room);
    this.value = "v".repeat(room.valueBytes);
  }

  read({ texts }: Keys, order: Int32Array): number {
    const { lru } = this;
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += lru.get(texts[order[at]])?.length ?? 0;
    return sum;
  }

  write({ texts }: Keys, order: Int32Array): void {
    const { lru, value } = this;
    for (let at = 0; at < order.length; at++) lru.set(texts[order[at]], value);
  }
}

/** No bound, no order, no deadline: what a lookup costs at least. */
class PlainMap implements Contestant {
  readonly name = "Map Buffer";
  private readonly map: Map<string, Buffer> = new Map();
  private readonly value: Buffer;

  constructor(room: Room) {
    this.value = Buffer.alloc(room.valueBytes, 0x76);
  }

  read({ texts }: Keys, order: Int32Array): number {
    const { map } = this;
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += map.get(texts[order[at]])?.length ?? 0;
    return sum;
  }

  write({ texts }: Keys, order: Int32Array): void {
    const { map, value } = this;
    for (let at = 0; at < order.length; at++) map.set(texts[order[at]], Buffer.from(value));
  }
}

/** What ratios are taken against. */
export const REFERENCE = "lru-cache Buffer";

export const KINDS: readonly (new (room: Room) => Contestant)[] = [
  RawSegcache,
  BytesSegcache,
  TextSegcache,
  BufferLru,
  WireLru,
  TextLru,
  PlainMap,
];
