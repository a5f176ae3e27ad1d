// One segcache of a simulation: the engine itself with the trace's clock, holding what a server with this memory and policy
// would hold. Of values only their sizes matter: all are zeros.
import { MISS, NEVER, type PolicyName, Segcache, TOO_LARGE } from "segcache-core";
import type { Miniature } from "./sampling.ts";

const NAMESPACE = 0;

export class EngineCache {
  /** Values that were too large for the cache. */
  tooLarge = 0;
  private readonly cache: Segcache;
  private readonly raw: Segcache["raw"];
  private readonly valueBytesMax: number;
  /** Source of all values, grown when a larger one comes; never written to. */
  private zeros: Uint8Array = new Uint8Array(4096);

  /** @param seed of hashing and chance.   @param isWhole whether this is a cache as it would be, and no miniature. */
  constructor(size: Miniature, policy: PolicyName, seed: number, isWhole: boolean, now: () => number) {
    this.cache = new Segcache({ ...(isWhole ? wholeOf(size) : withRoomOf(size)), policy, seed, now });
    this.raw = this.cache.raw;
    this.valueBytesMax = this.cache.limits.valueBytesMax;
  }

  get(key: Uint8Array, keyBytes: number): boolean {
    return this.raw.get(key, 0, keyBytes, NAMESPACE) !== MISS;
  }

  /** @param deadlineMs Infinity for none. */
  set(key: Uint8Array, keyBytes: number, valueBytes: number, deadlineMs: number): void {
    // One byte too many is refused as much as all of them.
    const size = Math.min(valueBytes, this.valueBytesMax + 1);
    if (size > this.zeros.length) this.zeros = new Uint8Array(size * 2);
    const deadline = deadlineMs === Number.POSITIVE_INFINITY ? NEVER : deadlineMs;
    if (this.raw.set(key, 0, keyBytes, NAMESPACE, this.zeros, 0, size, deadline, 0) === TOO_LARGE) this.tooLarge++;
  }

  delete(key: Uint8Array, keyBytes: number): void {
    this.raw.delete(key, 0, keyBytes, NAMESPACE);
  }

  increment(key: Uint8Array, keyBytes: number): void {
    this.raw.increment(key, 0, keyBytes, NAMESPACE, 1);
  }

  setDeadline(key: Uint8Array, keyBytes: number, deadlineMs: number): void {
    this.raw.setDeadline(key, 0, keyBytes, NAMESPACE, deadlineMs);
  }

  /** Removes what has expired, as a server does between requests. */
  expire(): void {
    while (this.cache.expireSlice());
  }
}

function wholeOf({ memoryBytes }: Miniature): { maxMemory: number } {
  return { maxMemory: memoryBytes };
}

/** The engine's own books take a few pages whatever the size: a miniature gets them on top, else they would weigh more in it
 * than in the cache it stands for. */
function withRoomOf({ memoryBytes, segmentBytes }: Miniature): { maxMemory: number; segmentSize: number } {
  const segments = Math.round(memoryBytes / segmentBytes);
  const maxMemory = segments * segmentBytes;
  const { segmentCount } = new Segcache({ maxMemory, segmentSize: segmentBytes }).limits;
  return { maxMemory: maxMemory + (segments - segmentCount) * segmentBytes, segmentSize: segmentBytes };
}
