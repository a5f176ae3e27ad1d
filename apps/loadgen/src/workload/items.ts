// An item is what an operation touches: a key by its name, and what would be stored under it. Generated workloads
// compute the rest from the key's index when it is asked for; a trace brings it along.
import type { OperationKind } from "./operations.ts";
import type { Workload } from "./workload.ts";

export interface Item {
  /** The key on the wire. */
  readonly name: string;
  /** 32 bits that tell the keys of a workload apart. */
  readonly id: number;
  readonly valueBytes: number;
  /** Whole milliseconds; 0 is none. */
  readonly ttlMs: number;
  /** Whether look-aside sets it after a miss; not where a trace holds that set itself. */
  readonly fills: boolean;
}

export class GeneratedItem implements Item {
  readonly name: string;
  readonly id: number;
  readonly fills = true;
  private readonly workload: Workload;

  constructor(workload: Workload, kind: OperationKind, keyIndex: number) {
    this.workload = workload;
    this.id = keyIndex;
    const { keyNames } = workload;
    this.name = kind === "incr" ? keyNames.counterNameOf(keyIndex) : keyNames.nameOf(keyIndex);
  }

  get valueBytes(): number {
    return this.workload.values.sizeOf(this.id);
  }

  get ttlMs(): number {
    return this.workload.ttlMsOf(this.id);
  }
}
