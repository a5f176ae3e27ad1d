// What is simulated: a workload, or a trace with its own times. A source tells every access's key by 32 bits; only for one
// that is followed its name and sizes are made. Sources hand their accesses out in portions, so that whoever simulates can
// look up in between.
import { ReplayItems } from "../replay/replay-items.ts";
import { spread } from "../replay/spread.ts";
import { readTrace } from "../replay/trace-file.ts";
import { GeneratedItem, type Item } from "../workload/items.ts";
import type { OperationKind } from "../workload/operations.ts";
import { Workload, type WorkloadSpec } from "../workload/workload.ts";

/** Any day will do; a time of zero would not, since deadlines are absolute. */
const EPOCH_MS = 1_700_000_000_000;
const PORTION = 10_000;

/** Takes the accesses of a source. */
export interface AccessSink {
  /** A request begins, whose accesses follow. */
  next(): void;
  /** The sample that follows the key, or -1.   @param id 32 bits of the key.   @param reads whether this is a get. */
  offer(id: number, reads: boolean): number;
  /** An access of a sample. */
  take(sample: number, kind: OperationKind, item: Item, nowMs: number): void;
}

/** Runs through all requests; after each portion it yields how many there were so far. */
export type AccessSource = (sink: AccessSink) => AsyncIterable<number>;

export interface WorkloadPlan {
  readonly spec: WorkloadSpec;
  /** Sets every key once before. */
  readonly prefill: boolean;
  readonly requests: number;
  /** Requests a second: how fast time passes. */
  readonly rate: number;
}

export function workloadSource({ spec, prefill, requests, rate }: WorkloadPlan): AccessSource {
  return async function* (sink) {
    const workload = new Workload(spec, 1);
    const phases = prefill ? [workload.prefillSource(0)] : [];
    phases.push(workload.measuredSource(0, requests));
    let done = 0;
    for (const source of phases) {
      while (source.next()) {
        const nowMs = EPOCH_MS + Math.floor((done / rate) * 1000);
        const { kind, keyIndex } = source;
        sink.next();
        if (kind === "mget") for (const index of source.keyIndexes) offerIndex(workload, sink, kind, index, nowMs);
        else offerIndex(workload, sink, kind, keyIndex, nowMs);
        if (++done % PORTION === 0) yield done;
      }
    }
    yield done;
  };
}

function offerIndex(workload: Workload, sink: AccessSink, kind: OperationKind, index: number, nowMs: number): void {
  const sample = sink.offer(index, isRead(kind));
  if (sample >= 0) sink.take(sample, kind, new GeneratedItem(workload, kind, index), nowMs);
}

export interface TracePlan {
  readonly path: string;
  /** For sizes and TTLs that the trace does not tell. */
  readonly spec: WorkloadSpec;
  /** Infinity for all. */
  readonly requests: number;
  /** Times faster than recorded, TTLs too. */
  readonly speed: number;
}

/** @throws TraceError while it is read. */
export function traceSource({ path, spec, requests, speed }: TracePlan): AccessSource {
  return async function* (sink) {
    const items = new ReplayItems(new Workload(spec, 1), speed);
    let done = 0;
    for await (const batch of spread(readTrace(path))) {
      for (const row of batch) {
        if (done >= requests) return;
        done++;
        sink.next();
        const nowMs = EPOCH_MS + Math.floor(row.sendMs / speed);
        for (const item of items.itemsOf(row)) {
          const sample = sink.offer(item.id, isRead(row.kind));
          if (sample >= 0) sink.take(sample, row.kind, item, nowMs);
        }
      }
      yield done;
    }
  };
}

function isRead(kind: OperationKind): boolean {
  return kind === "get" || kind === "mget";
}
