// What an item really takes in Redis and in memcached: key, value and everything around them. Measured as 128 MiB of memory
// limit divided by the items it then held (Redis 7.0.15 under allkeys-lru, memcached 1.6.18, both as packaged by Debian 12):
// around key and value Redis takes 88 to 99 bytes and memcached 64 to 147, more for larger values because both round
// sizes up to classes of their allocators. Between the measured sizes the overhead is interpolated.

/** Something that holds items, with its bytes per item. */
export interface Peer {
  readonly name: "redis" | "memcached";
  /** Bytes of key and value together, and what came on top; ascending. */
  readonly overheads: readonly (readonly [payloadBytes: number, overheadBytes: number])[];
  /** What an expiry costs: Redis keeps the keys that have one in a second hash table, memcached a field in each item. */
  readonly ttlBytes: number;
}

export const PEERS: readonly Peer[] = [
  {
    name: "redis",
    overheads: [
      [32, 88.4],
      [80, 91.9],
      [224, 92],
      [1038, 98.7],
    ],
    ttlBytes: 40.4,
  },
  {
    name: "memcached",
    overheads: [
      [32, 64],
      [80, 72],
      [224, 80],
      [1038, 146.8],
    ],
    ttlBytes: 0,
  },
];

/** Above the largest measured size the overhead keeps its share: size classes lie a constant factor apart. */
export function peerItemBytes(peer: Peer, payloadBytes: number, hasTtl: boolean): number {
  const ttlBytes = hasTtl ? peer.ttlBytes : 0;
  return payloadBytes + overheadBytesOf(peer.overheads, payloadBytes) + ttlBytes;
}

function overheadBytesOf(overheads: Peer["overheads"], payloadBytes: number): number {
  let [belowBytes, belowOverhead] = overheads[0] ?? [0, 0];
  if (payloadBytes <= belowBytes) return belowOverhead;
  for (const [bytes, overhead] of overheads) {
    if (payloadBytes <= bytes) {
      return belowOverhead + ((overhead - belowOverhead) * (payloadBytes - belowBytes)) / (bytes - belowBytes);
    }
    [belowBytes, belowOverhead] = [bytes, overhead];
  }
  return (belowOverhead / belowBytes) * payloadBytes;
}
