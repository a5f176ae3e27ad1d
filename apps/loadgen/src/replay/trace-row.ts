// One request of a recorded load, whatever it was recorded as.
import type { OperationKind } from "../workload/operations.ts";

export interface TraceRow {
  /** Milliseconds on the recorder's clock; never falls within a trace. */
  readonly atMs: number;
  readonly kind: OperationKind;
  /** One, or all those of an mget. */
  readonly keys: readonly string[];
  /** 0 where the trace does not tell. */
  readonly valueBytes: number;
  /** 0 where the trace has none. */
  readonly ttlMs: number;
  /** The recorder saw a get miss, and recorded as well what was set then, if anything. */
  readonly wasMiss?: boolean;
}

/** Reads a line: the rows it stands for (none for one that cannot be replayed), or undefined if it is no such line. */
export type LineParser = (line: string) => readonly TraceRow[] | undefined;
