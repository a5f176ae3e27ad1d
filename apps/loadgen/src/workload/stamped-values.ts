// Values that can be checked when they are read back. A value begins with a stamp: a mark, the key, and the version,
// a number that no other set of the run has; the bytes behind it follow from key and version. So a value under a wrong
// key, a mixture of two values, or a cut or altered one is found out, whoever wrote it.
//    mark and size 0..3 | key 4..7 | writer 8..11 | number of the writer's set 12..15 | bytes of (key, writer, number)

import type { Item } from "./items.ts";
import { mix32 } from "./random.ts";
import type { Values } from "./values.ts";
import { WriteOrder } from "./write-order.ts";

export const STAMP_BYTES = 16;
const MARK = 0x5e6ca001;

export class StampedValues {
  /** Of the sets and dels of this thread. */
  readonly order: WriteOrder = new WriteOrder();
  private readonly values: Values;
  private readonly writer: number;

  /** @param writer tells this thread from the others, and from those of earlier runs as well as it can. */
  constructor(values: Values, writer: number) {
    this.values = values;
    this.writer = writer >>> 0;
  }

  /** A value of its own for every set; a size below that of the stamp is raised to it.   @param number of the set. */
  make(item: Item, number: number): Buffer {
    const version = number >>> 0;
    const size = Math.max(STAMP_BYTES, item.valueBytes);
    const value = Buffer.allocUnsafe(size);
    value.writeUInt32LE(markOf(size), 0);
    value.writeUInt32LE(item.id >>> 0, 4);
    value.writeUInt32LE(this.writer, 8);
    value.writeUInt32LE(version, 12);
    this.bodyOf(item.id, this.writer, version, size).copy(value, STAMP_BYTES);
    return value;
  }

  /** What is wrong with a value read under the item's key; undefined when nothing is.
   * @param floor of the key, from `order`, when the read was sent. */
  faultOf(item: Item, value: Buffer, floor: number): string | undefined {
    const { length } = value;
    if (length < STAMP_BYTES || value.readUInt32LE(0) !== markOf(length))
      return "wrong value: not one of this workload";
    if (value.readUInt32LE(4) !== item.id >>> 0) return "wrong value: it belongs to another key";
    const body = this.bodyOf(item.id, value.readUInt32LE(8), value.readUInt32LE(12), length);
    if (!body.equals(value.subarray(STAMP_BYTES))) return "wrong value: altered bytes";
    const isOwn = value.readUInt32LE(8) === this.writer;
    return isOwn && value.readUInt32LE(12) < floor ? "stale value: older than a write answered before" : undefined;
  }

  private bodyOf(id: number, writer: number, version: number, size: number): Buffer {
    return this.values.window(mix32(id ^ mix32(writer ^ mix32(version))), size - STAMP_BYTES);
  }
}

function markOf(size: number): number {
  return (MARK ^ size) >>> 0;
}
