// The caches the miss ratios are held against: exact LRU and S3-FIFO (SOSP '23) per object, simulated by sizes alone. Keys are
// numbers; every list is a doubly linked one through arrays. Neither finds room for an expired item before an access meets it.

/** A cache that holds sizes only. */
export interface ReferenceCache {
  /** Whether the key is there; counts as an access. */
  get(key: number, nowMs: number): boolean;
  set(key: number, bytes: number, deadlineMs: number): void;
  delete(key: number): void;
}

const NOWHERE = 0;
const FIRST = 1;
const MAIN = 2;
const GHOST = 3;

/** Three lists over the same keys, of which each key is in one at most. */
class Lists {
  readonly place: Uint8Array;
  readonly bytes: Float64Array;
  readonly used = new Float64Array(GHOST + 1);
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  /** The heads stand behind the keys: the ring of list `n` begins and ends there. */
  private readonly heads: number;

  constructor(keys: number) {
    this.place = new Uint8Array(keys);
    this.bytes = new Float64Array(keys);
    this.before = Int32Array.from({ length: keys + GHOST + 1 }, (_, at) => at);
    this.after = Int32Array.from(this.before);
    this.heads = keys;
  }

  /** The key that has been longest in a list; not a key when it is empty. */
  oldest(list: number): number {
    return this.after[this.heads + list];
  }

  isEmpty(list: number): boolean {
    return this.oldest(list) >= this.heads;
  }

  append(key: number, list: number): void {
    const { before, after } = this;
    const head = this.heads + list;
    before[key] = before[head];
    after[key] = head;
    after[before[head]] = key;
    before[head] = key;
    this.place[key] = list;
    this.used[list] += this.bytes[key];
  }

  remove(key: number): void {
    const { before, after, place } = this;
    if (place[key] === NOWHERE) return;
    after[before[key]] = after[key];
    before[after[key]] = before[key];
    this.used[place[key]] -= this.bytes[key];
    place[key] = NOWHERE;
  }
}

/** The least recently used key goes first. */
export class ExactLru implements ReferenceCache {
  private readonly lists: Lists;
  private readonly deadline: Float64Array;
  private readonly capacityBytes: number;
  private readonly overheadBytes: number;

  constructor(keys: number, capacityBytes: number, overheadBytes: number) {
    this.lists = new Lists(keys);
    this.deadline = new Float64Array(keys);
    this.capacityBytes = capacityBytes;
    this.overheadBytes = overheadBytes;
  }

  get(key: number, nowMs: number): boolean {
    const { lists } = this;
    if (lists.place[key] === NOWHERE) return false;
    lists.remove(key);
    if (this.deadline[key] <= nowMs) return false;
    lists.append(key, MAIN);
    return true;
  }

  set(key: number, bytes: number, deadlineMs: number): void {
    const { lists } = this;
    lists.remove(key);
    const wanted = bytes + this.overheadBytes;
    if (wanted > this.capacityBytes) return;
    while (lists.used[MAIN] + wanted > this.capacityBytes) lists.remove(lists.oldest(MAIN));
    lists.bytes[key] = wanted;
    this.deadline[key] = deadlineMs;
    lists.append(key, MAIN);
  }

  delete(key: number): void {
    this.lists.remove(key);
  }
}

/** A tenth of the room is for new keys; of those, what was read twice moves to the main queue, the rest leaves a ghost. */
const FIRST_SHARE = 0.1;
const READS_MAX = 3;
const READS_TO_MOVE = 2;

export class PlainS3Fifo implements ReferenceCache {
  private readonly lists: Lists;
  private readonly deadline: Float64Array;
  private readonly reads: Uint8Array;
  private readonly capacityBytes: number;
  private readonly overheadBytes: number;

  constructor(keys: number, capacityBytes: number, overheadBytes: number) {
    this.lists = new Lists(keys);
    this.deadline = new Float64Array(keys);
    this.reads = new Uint8Array(keys);
    this.capacityBytes = capacityBytes;
    this.overheadBytes = overheadBytes;
  }

  get(key: number, nowMs: number): boolean {
    const { place } = this.lists;
    if (place[key] !== FIRST && place[key] !== MAIN) return false;
    if (this.deadline[key] <= nowMs) {
      this.lists.remove(key);
      return false;
    }
    if (this.reads[key] < READS_MAX) this.reads[key]++;
    return true;
  }

  set(key: number, bytes: number, deadlineMs: number): void {
    const { lists } = this;
    const was = lists.place[key];
    const wanted = bytes + this.overheadBytes;
    lists.remove(key);
    if (wanted > this.capacityBytes) return;
    while (lists.used[FIRST] + lists.used[MAIN] + wanted > this.capacityBytes) this.evict();
    if (was !== FIRST && was !== MAIN) this.reads[key] = 0;
    lists.bytes[key] = wanted;
    this.deadline[key] = deadlineMs;
    lists.append(key, was === GHOST || was === MAIN ? MAIN : FIRST);
  }

  delete(key: number): void {
    this.lists.remove(key);
  }

  private evict(): void {
    const { lists } = this;
    const isFirstFull = lists.used[FIRST] > this.capacityBytes * FIRST_SHARE;
    if (lists.isEmpty(MAIN) || (isFirstFull && !lists.isEmpty(FIRST))) this.evictFirst();
    else this.evictMain();
  }

  private evictFirst(): void {
    const { lists, reads } = this;
    const key = lists.oldest(FIRST);
    lists.remove(key);
    if (reads[key] >= READS_TO_MOVE) {
      reads[key] = 0;
      lists.append(key, MAIN);
      return;
    }
    lists.append(key, GHOST);
    while (lists.used[GHOST] > this.capacityBytes * (1 - FIRST_SHARE)) lists.remove(lists.oldest(GHOST));
  }

  private evictMain(): void {
    const { lists, reads } = this;
    const key = lists.oldest(MAIN);
    lists.remove(key);
    if (reads[key] === 0) return;
    reads[key]--;
    lists.append(key, MAIN);
  }
}
