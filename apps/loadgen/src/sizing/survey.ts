// A first look at what is to be simulated: how many accesses and keys there are, and what they would take in memory. Keys are
// counted by a sample of bounded size: whenever it is full, the half with the higher hashes goes (the fixed-size variant of
// SHARDS, FAST '15).
import type { Item } from "../workload/items.ts";
import type { OperationKind } from "../workload/operations.ts";
import { mix32 } from "../workload/random.ts";
import { PEERS, type Peer, peerItemBytes } from "./item-bytes.ts";
import type { AccessSink } from "./sources.ts";

const SAMPLE_MAX = 2 ** 17;
const TWO_TO_32 = 2 ** 32;
const SALT = 0x1f83d9ab;

/** What is simulated: for a sampled log, what it stands for. */
export interface Extent {
  readonly keys: number;
  /** Bytes of all keys and values at once. */
  readonly payloadBytes: number;
  /** The same with all that comes on top, as the hungriest of the peers holds them. */
  readonly footprintBytes: number;
}

export class Survey implements AccessSink {
  requests = 0;
  reads = 0;
  writes = 0;
  private rate = 1;
  private readonly payloads: Map<number, number> = new Map();
  private readonly footprints: Map<number, number> = new Map();

  next(): void {
    this.requests++;
  }

  offer(id: number, reads: boolean): number {
    if (reads) this.reads++;
    return placeOf(id) < this.rate ? 0 : -1;
  }

  take(_sample: number, kind: OperationKind, { id, name, valueBytes, ttlMs }: Item): void {
    if (kind === "set" || kind === "incr") this.writes++;
    if (kind === "del" || kind === "expire") return;
    const payloadBytes = name.length + valueBytes;
    this.payloads.set(id, payloadBytes);
    this.footprints.set(id, bytesOf(payloadBytes, ttlMs > 0));
    if (this.payloads.size <= SAMPLE_MAX) return;
    this.rate /= 2;
    for (const known of this.payloads.keys()) {
      if (placeOf(known) < this.rate) continue;
      this.payloads.delete(known);
      this.footprints.delete(known);
    }
  }

  /** @param recorded share of the keys that the source holds of what it stands for. */
  extent(recorded: number): Extent {
    const scale = this.rate * recorded;
    const sum = (bytes: ReadonlyMap<number, number>): number =>
      [...bytes.values()].reduce((all, each) => all + each, 0);
    return {
      keys: this.payloads.size / scale,
      payloadBytes: sum(this.payloads) / scale,
      footprintBytes: sum(this.footprints) / scale,
    };
  }
}

/** Bytes of an item in the peer that takes most. */
export function bytesOf(payloadBytes: number, hasTtl: boolean): number {
  return Math.max(...PEERS.map((peer: Peer) => peerItemBytes(peer, payloadBytes, hasTtl)));
}

function placeOf(id: number): number {
  return mix32(id ^ SALT) / TWO_TO_32;
}
