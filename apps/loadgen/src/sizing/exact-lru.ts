// A cache that drops what has not been used for longest, simulated by sizes alone: the yardstick for Redis and memcached.
// Keys are numbers 0, 1, 2 ... in the order of their first appearance; the list is a doubly linked one through arrays that
// grow with them. Place 0 is the list's head, key k stands at k + 1.

const HEAD = 0;
/** The key is not in the cache. */
const ABSENT = -1;
const FIRST_LENGTH = 1024;

export class ExactLru {
  private readonly capacityBytes: number;
  private usedBytes = 0;
  private length = FIRST_LENGTH;
  /** Towards the less recently used; ABSENT where the key is not in the cache. */
  private older: Int32Array = new Int32Array(FIRST_LENGTH).fill(ABSENT);
  private newer: Int32Array = new Int32Array(FIRST_LENGTH);
  private bytes: Float32Array = new Float32Array(FIRST_LENGTH);
  /** Made with the first deadline. */
  private deadlines: Float64Array | undefined = undefined;

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
    this.older[HEAD] = HEAD;
    this.newer[HEAD] = HEAD;
  }

  /** Whether the key is there and alive; counts as a use. */
  get(key: number, nowMs: number): boolean {
    const at = key + 1;
    if (!this.holds(at)) return false;
    if (this.isExpired(at, nowMs)) {
      this.unlink(at);
      return false;
    }
    this.moveToFront(at);
    return true;
  }

  /** @param bytes all that the item takes.   @param deadlineMs Infinity for none. */
  set(key: number, bytes: number, deadlineMs: number): void {
    const at = key + 1;
    if (at >= this.length) this.grow(at + 1);
    if (this.holds(at)) this.unlink(at);
    if (bytes > this.capacityBytes) return;
    while (this.usedBytes + bytes > this.capacityBytes) this.unlink(this.newer[HEAD] ?? HEAD);
    this.bytes[at] = bytes;
    this.setDeadline(key, deadlineMs);
    this.linkAtFront(at);
    this.usedBytes += this.bytes[at] ?? 0;
  }

  /** Of a key that is there. */
  setDeadline(key: number, deadlineMs: number): void {
    if (this.deadlines === undefined && deadlineMs !== Number.POSITIVE_INFINITY) {
      this.deadlines = new Float64Array(this.length).fill(Number.POSITIVE_INFINITY);
    }
    if (this.deadlines !== undefined && key + 1 < this.length) this.deadlines[key + 1] = deadlineMs;
  }

  delete(key: number): void {
    if (this.holds(key + 1)) this.unlink(key + 1);
  }

  /** Removes the key if its time is over. */
  expire(key: number, nowMs: number): void {
    if (this.holds(key + 1) && this.isExpired(key + 1, nowMs)) this.unlink(key + 1);
  }

  private holds(at: number): boolean {
    return at < this.length && this.older[at] !== ABSENT;
  }

  private isExpired(at: number, nowMs: number): boolean {
    return this.deadlines !== undefined && (this.deadlines[at] ?? 0) <= nowMs;
  }

  private moveToFront(at: number): void {
    this.cut(at);
    this.linkAtFront(at);
  }

  /** The head's older neighbour is the newest key, its newer neighbour the oldest: a ring. */
  private linkAtFront(at: number): void {
    const newest = this.older[HEAD] ?? HEAD;
    this.older[at] = newest;
    this.newer[at] = HEAD;
    this.newer[newest] = at;
    this.older[HEAD] = at;
  }

  private cut(at: number): void {
    const older = this.older[at] ?? HEAD;
    const newer = this.newer[at] ?? HEAD;
    this.newer[older] = newer;
    this.older[newer] = older;
  }

  private unlink(at: number): void {
    this.cut(at);
    this.older[at] = ABSENT;
    this.usedBytes -= this.bytes[at] ?? 0;
  }

  private grow(least: number): void {
    const length = Math.max(least, this.length * 2);
    const grown = { older: new Int32Array(length).fill(ABSENT), newer: new Int32Array(length) };
    grown.older.set(this.older);
    grown.newer.set(this.newer);
    const bytes = new Float32Array(length);
    bytes.set(this.bytes);
    if (this.deadlines !== undefined) {
      const deadlines = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
      deadlines.set(this.deadlines);
      this.deadlines = deadlines;
    }
    [this.older, this.newer, this.bytes, this.length] = [grown.older, grown.newer, bytes, length];
  }
}
