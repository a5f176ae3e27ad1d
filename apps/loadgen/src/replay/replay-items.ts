// The items of a trace's rows. A trace that does not tell a value's size gets one from the workload, the key's own, and
// likewise a TTL. TTLs shrink with the time in which the trace is sent, so that as much expires as did.
import type { Item } from "../workload/items.ts";
import { mix32 } from "../workload/random.ts";
import type { Workload } from "../workload/workload.ts";
import type { TraceRow } from "./trace-row.ts";

/** Counters keep away from values: an increment of a cached value would be an error. */
const COUNTER_PREFIX = "n:";

export class ReplayItems {
  private readonly workload: Workload;
  private readonly ttlDivisor: number;

  /** @param ttlDivisor how many times faster than recorded, for TTLs too; 1 keeps them. */
  constructor(workload: Workload, ttlDivisor: number) {
    this.workload = workload;
    this.ttlDivisor = ttlDivisor;
  }

  itemsOf(row: TraceRow): readonly Item[] {
    return row.keys.map((key) => this.itemOf(row, key));
  }

  private itemOf({ kind, valueBytes, ttlMs, wasMiss }: TraceRow, key: string): Item {
    const id = keyHash(key);
    const recordedMs = ttlMs > 0 ? ttlMs : this.workload.ttlMsOf(id);
    return {
      name: kind === "incr" ? `${COUNTER_PREFIX}${key}` : key,
      id,
      valueBytes: valueBytes > 0 ? valueBytes : this.workload.values.sizeOf(id),
      fills: wasMiss !== true,
      ttlMs: recordedMs === 0 ? 0 : Math.max(1, Math.round(recordedMs / this.ttlDivisor)),
    };
  }
}

/** 32 bits of a key: FNV-1a over its UTF-16 units, with the bits spread. */
export function keyHash(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return mix32(hash);
}
