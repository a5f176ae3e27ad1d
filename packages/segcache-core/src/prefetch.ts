// Batches of keys: hashed all together, then their memory touched all together, so that the processor fetches many cache
// lines at once instead of one after another. The calls that follow are the ordinary ones; for a key that was announced they
// find its hash here. Touching may run on memory that others are changing: nothing it reads is used but to touch what it
// seems to point to, and that only within the arena.
import { touch } from "./arena/touch.ts";
import type { Key } from "./item/key.ts";
import type { Shard } from "./shard.ts";
import { LINE_WORDS } from "./table/slot-layout.ts";

/** Most keys of one batch: enough to keep the memory busy, few enough for their lines to stay in the nearest cache. */
export const BATCH_KEYS_MAX = 64;

/** What is asked of a shard's hash table. */
type LikelyItems = Pick<Shard["table"], "lineOf" | "lineAfter" | "likelyItem">;

const NO_BUFFER = new Uint8Array(0);

export class Prefetch {
  private readonly tables: readonly LikelyItems[];
  /** Where there is but one. */
  private readonly only: LikelyItems | undefined;
  /** The words of each shard's arena. */
  private readonly words: readonly Int32Array[];
  /** Beyond the last place from which a line can be read. */
  private readonly placesEnd: number;
  private readonly hashes: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly shardIndexes: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  /** Word index of a bucket's line, and of an item, to be touched for each key; 0 = none. */
  private readonly lines: Int32Array = new Int32Array(BATCH_KEYS_MAX);
  private readonly places: Int32Array = new Int32Array(BATCH_KEYS_MAX);
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
    this.tables = shards.map(({ table }) => table);
    this.only = shards.length === 1 ? this.tables[0] : undefined;
    this.words = shards.map(({ arena }) => arena.words);
    this.placesEnd = this.words[0].length - LINE_WORDS;
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

  /**
   * Touches the bucket of every announced key, then the second line of those buckets whose first does not seem to hold the key,
   * then two lines of the item that each is likely to have. Places are worked out in loops of their own, since loads that wait for nothing
   * but a place are fetched side by side. The number returned means nothing; it keeps the loads from being left out.
   */
  touch(): number {
    const { hashes, lines, places, count } = this;
    for (let index = 0; index < count; index++) lines[index] = this.tableOf(index).lineOf(hashes[index]);
    let seen = this.load(lines, 0);
    for (let index = 0; index < count; index++) {
      places[index] = this.likelyItem(index);
      lines[index] = places[index] === 0 ? this.checked(this.tableOf(index).lineAfter(lines[index])) : 0;
    }
    seen ^= this.load(lines, 0);
    for (let index = 0; index < count; index++) if (lines[index] !== 0) places[index] = this.likelyItem(index);
    return seen ^ this.load(places, 0) ^ this.load(places, LINE_WORDS);
  }

  private tableOf(index: number): LikelyItems {
    return this.only ?? this.tables[this.shardIndexes[index]];
  }

  /** The item that a key is likely to have by the present one of its lines, or 0. */
  private likelyItem(index: number): number {
    return this.checked(this.tableOf(index).likelyItem(this.lines[index], this.hashes[index]));
  }

  /** A place that was read while others may have been writing, or 0 if it is none. */
  private checked(place: number): number {
    return place >>> 0 < this.placesEnd ? place : 0;
  }

  /** Reads the word `offset` beyond each place. */
  private load(places: Int32Array, offset: number): number {
    const { words, shardIndexes, count } = this;
    if (words.length === 1) return touch(words[0], places, count, offset);
    let seen = 0;
    for (let index = 0; index < count; index++) seen ^= words[shardIndexes[index]][places[index] + offset];
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
