// Writes that depend on the value they find: increment and append. Both keep the deadline, work in place where the item's
// size stays the same, and otherwise write the item anew. Their caller has ticked the shard's clock.
import { copyBytes } from "./byte-ranges.ts";
import { fitsInt64, INT64_TEXT_BYTES_MAX, readInt64, readSmallInteger, writeDecimal } from "./item/decimal.ts";
import { NEVER } from "./item/item-layout.ts";
import type { Key } from "./item/key.ts";
import { MISS, NOT_INTEGER, OVERFLOW, STORED, TOO_LARGE } from "./outcomes.ts";
import { SAME_DEADLINE, type Shard } from "./shard.ts";

export class Updates {
  private readonly text: Uint8Array = new Uint8Array(INT64_TEXT_BYTES_MAX);

  /**
   * Adds `delta` to the decimal text of a signed 64-bit integer; an absent key counts as 0. Returns the item that now holds
   * the result, or NOT_INTEGER, OVERFLOW, NO_SPACE or TOO_LARGE.
   */
  increment(shard: Shard, key: Key, delta: number | bigint): number {
    const { items } = shard;
    const item = shard.lookup.visit(key);
    const sum = item === MISS ? delta : this.sum(shard, item, delta);
    if (sum === undefined) return NOT_INTEGER;
    if (!Number.isSafeInteger(sum) && !fitsInt64(BigInt(sum))) return OVERFLOW;
    const length = writeDecimal(this.text, 0, sum);
    if (item !== MISS && items.canHold(item, length)) {
      shard.resizeInPlace(key, item, length);
      items.writeValue(item, 0, this.text, 0, length);
      return item;
    }
    const place = item === MISS ? MISS : shard.resize(key, length, SAME_DEADLINE);
    if (place !== MISS) {
      if (place >= 0) items.writeValue(place, 0, this.text, 0, length);
      return place;
    }
    // Absent, or evicted just now to make room: the number is known all the same.
    const deadline = item === MISS ? NEVER : shard.lostDeadline;
    const outcome = shard.set(key, this.text, 0, length, deadline, 0);
    return outcome === STORED ? shard.lookup.peek(key) : outcome;
  }

  /** Appends bytes to a value; an absent key counts as empty. Returns the new length, NO_SPACE or TOO_LARGE. */
  append(shard: Shard, key: Key, value: Uint8Array, start: number, end: number): number {
    const { items } = shard;
    const item = shard.lookup.visit(key);
    if (item !== MISS) {
      const before = items.valueBytes(item);
      const place = shard.resize(key, before + end - start, SAME_DEADLINE);
      if (place >= 0) items.writeValue(place, before, value, start, end);
      if (place !== MISS) return place < 0 ? place : before + end - start;
    }
    const outcome = shard.set(key, value, start, end, NEVER, 0);
    return outcome === STORED ? end - start : outcome;
  }

  /**
   * Overwrites part of a value from `offset` on, lengthening it with zero bytes where needed; an absent key counts as empty
   * and stays absent when there is nothing to write. Returns the new length, NO_SPACE or TOO_LARGE; then all is as before.
   */
  setRange(shard: Shard, key: Key, offset: number, value: Uint8Array, start: number, end: number): number {
    const { items } = shard;
    const present = shard.lookup.visit(key);
    const before = present === MISS ? 0 : items.valueBytes(present);
    if (start === end) return before;
    const length = Math.max(before, offset + end - start);
    if (length > shard.valueBytesMax) return TOO_LARGE;
    const place = present === MISS ? MISS : shard.resize(key, length, SAME_DEADLINE);
    if (place === MISS) return this.setPadded(shard, key, offset, value, start, end); // absent, or evicted to make room
    if (place < 0) return place;
    if (offset > before) items.clearValue(place, before, offset);
    items.writeValue(place, offset, value, start, end);
    return length;
  }

  /** Stores zero bytes up to `offset` and then the given ones, all at once: an empty value to begin with could be evicted again
   * to make room for its own bytes, without end. */
  private setPadded(shard: Shard, key: Key, offset: number, value: Uint8Array, start: number, end: number): number {
    const padded = new Uint8Array(offset + end - start);
    copyBytes(value, start, end, padded, offset);
    const outcome = shard.set(key, padded, 0, padded.length, NEVER, 0);
    return outcome === STORED ? padded.length : outcome;
  }

  /** The item's number plus `delta`, or undefined when its value is not a number. */
  private sum(shard: Shard, item: number, delta: number | bigint): number | bigint | undefined {
    const { items, arena } = shard;
    const start = items.valueStart(item);
    const end = start + items.valueBytes(item);
    if (end - start > INT64_TEXT_BYTES_MAX) return undefined;
    const small = readSmallInteger(arena.bytes, start, end);
    if (typeof delta === "number" && Number.isSafeInteger(small + delta)) return small + delta;
    const whole = readInt64(arena.bytes, start, end);
    return whole === undefined ? undefined : whole + BigInt(delta);
  }
}
