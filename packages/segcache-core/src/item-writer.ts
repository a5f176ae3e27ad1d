// Writing new items: room is made, header and key are written, the books are kept; the table does not know the item yet, so it
// must be published or retired before anything else is reclaimed. A value that does not fit one segment fills segments of its
// own first; the item keeps what is left over.
import type { EvictionPolicy } from "./eviction/policy.ts";
import { itemBytes, KEY_BYTES_MAX, NEVER } from "./item/item-layout.ts";
import type { Items } from "./item/items.ts";
import type { Key } from "./item/key.ts";
import { NO_SPACE, TOO_LARGE } from "./outcomes.ts";
import type { Allocator } from "./reclaim/allocator.ts";
import type { Ledger } from "./reclaim/ledger.ts";
import { NONE } from "./segments/segment-layout.ts";
import type { Segments } from "./segments/segments.ts";
import { COUNTER } from "./stats.ts";

export class ItemWriter {
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly ledger: Ledger;
  private readonly allocator: Allocator;
  /** Longest value, bytes. */
  private readonly valueBytesMax: number;
  /** Segments for the chunks of the item being written; as many as the longest value needs at most. */
  private readonly chunks: number[] = [];

  constructor(items: Items, segments: Segments, ledger: Ledger, allocator: Allocator, valueBytesMax: number) {
    this.items = items;
    this.segments = segments;
    this.ledger = ledger;
    this.allocator = allocator;
    this.valueBytesMax = valueBytesMax;
  }

  /** Makes an item whose value the caller then writes. Returns it, or TOO_LARGE or NO_SPACE. May evict, the key's own item too. */
  write(key: Key, valueBytes: number, deadline: number, pool: number, policy: EvictionPolicy): number {
    const { segmentBytes } = this.segments;
    const keyBytes = key.end - key.start;
    if (keyBytes > KEY_BYTES_MAX || valueBytes > this.valueBytesMax) return TOO_LARGE;
    // Room is asked for as if every item had a deadline, so that one can be given to any item later.
    if (itemBytes(keyBytes, valueBytes, true) > segmentBytes)
      return this.writeLarge(key, valueBytes, deadline, pool, policy);
    const bytes = itemBytes(keyBytes, valueBytes, deadline !== NEVER);
    const segment = this.allocator.reserve(deadline, bytes, pool, policy);
    if (segment === NONE) return this.refuse();
    const item = this.endOf(segment);
    this.items.writeHead(item, key, valueBytes, deadline);
    this.ledger.admit(segment, bytes, key.namespace, deadline, 0);
    return item;
  }

  private writeLarge(key: Key, valueBytes: number, deadline: number, pool: number, policy: EvictionPolicy): number {
    const { segmentBytes } = this.segments;
    const keyBytes = key.end - key.start;
    let count = Math.floor(valueBytes / segmentBytes);
    let rest = valueBytes - count * segmentBytes;
    if (itemBytes(keyBytes, rest, true, count) > segmentBytes) {
      count++;
      rest = 0;
    }
    if (itemBytes(keyBytes, rest, true, count) > segmentBytes) return TOO_LARGE;
    const { chunks } = this;
    if (!this.allocator.reserveChunks(count, chunks)) return this.refuse();
    const bytes = itemBytes(keyBytes, rest, deadline !== NEVER, count);
    const segment = this.allocator.reserve(deadline, bytes, pool, policy);
    if (segment === NONE) {
      for (const chunk of chunks) this.segments.giveBack(chunk);
      return this.refuse();
    }
    const item = this.endOf(segment);
    this.items.writeChunkedHead(item, key, valueBytes, deadline, chunks);
    this.ledger.admit(segment, bytes, key.namespace, deadline, count);
    return item;
  }

  private refuse(): number {
    this.segments.arena.counters[COUNTER.segmentsRefused]++;
    return NO_SPACE;
  }

  private endOf(segment: number): number {
    return this.segments.startOf(segment) + (this.segments.writtenBytes[segment] >> 2);
  }
}
