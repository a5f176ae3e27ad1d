// Batches of keys: hashed all together, then their memory touched all together, so that the processor fetches many cache
// lines at once instead of one after another (fetcher.ts). The calls that follow are the ordinary ones; for a key that was
// announced they find its hash here.
import { Fetcher } from "./fetcher.ts";
import type { Key } from "./item/key.ts";
import type { Shard } from "./shard.ts";

/** Most keys of one batch: enough to keep the memory busy, few enough for their lines to stay in the nearest cache. */
export const BATCH_KEYS_MAX = 64;

const NO_BUFFER = new Uint8Array(0);

export class Prefetch {
  /** One for each buffer that shards stand in, as many in each: a power of two. */
  private readonly fetchers: readonly Fetcher[];
  private readonly shardsEachLog2: number;
  private readonly hashes: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly shardIndexes: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly starts: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly ends: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly namespaces: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  /** The buffer whose ranges the announced keys are. */
  buffer: Uint8Array = NO_BUFFER;
  /** Of the buffer, where it is worth one. */
  view: DataView | undefined = undefined;
  private count = 0;
  /** The key that is expected next: calls come in the order of announcement. */
  private next = 0;

  constructor(shards: readonly Shard[]) {
    const arenas = shards.map(({ arena }) => arena);
    const buffers = [...new Set(arenas.map(({ buffer }) => buffer))];
    this.fetchers = buffers.map(
      (own) =>
        new Fetcher(
          arenas.filter(({ buffer }) => buffer === own),
          BATCH_KEYS_MAX,
        ),
    );
    this.shardsEachLog2 = Math.log2(shards.length / buffers.length);
  }

  /** Forgets the batch; nothing of `buffer` is looked at any more. */
  begin(buffer: Uint8Array, view: DataView | undefined): void {
    this.buffer = buffer;
    this.view = view;
    this.count = 0;
    this.next = 0;
  }

  /** Announces a key, a range of the buffer, with its hash. */
  add(hash: number, shardIndex: number, start: number, end: number, namespace: number): void {
    const { count } = this;
    if (count === BATCH_KEYS_MAX) return;
    this.hashes[count] = hash;
    this.shardIndexes[count] = shardIndex;
    this.starts[count] = start;
    this.ends[count] = end;
    this.namespaces[count] = namespace;
    this.count = count + 1;
  }

  /** Fetches the memory of all announced keys. The number returned means nothing; it keeps the loads from being left out. */
  touch(): number {
    const { fetchers, hashes, shardIndexes, count } = this;
    if (fetchers.length === 1) return fetchers[0].fetch(hashes, shardIndexes, count);
    return this.touchByBuffer();
  }

  /** The same where shards stand in several buffers: the loads of one buffer's keys overlap. */
  private touchByBuffer(): number {
    const { fetchers, shardsEachLog2, hashes, shardIndexes, count } = this;
    const shardMask = (1 << shardsEachLog2) - 1;
    for (let index = 0; index < count; index++) {
      const shardIndex = shardIndexes[index];
      fetchers[shardIndex >>> shardsEachLog2].add(hashes[index], shardIndex & shardMask);
    }
    let seen = 0;
    for (let index = 0; index < fetchers.length; index++) seen ^= fetchers[index].fetchAdded();
    return seen;
  }

  /** If `key` (without its hash) is the one expected next, fills in the hash and returns its shard's number; else -1. */
  recall(key: Key): number {
    const { next } = this;
    if (next >= this.count || this.starts[next] !== key.start || this.buffer !== key.buffer) return -1;
    if (this.ends[next] !== key.end || this.namespaces[next] !== key.namespace) return -1;
    this.next = next + 1;
    key.hash = this.hashes[next];
    return this.shardIndexes[next];
  }

  /** Ends the batch: the buffer's bytes may change from now on. */
  end(): void {
    this.buffer = NO_BUFFER;
    this.view = undefined;
    this.count = 0;
    this.next = 0;
  }
}
