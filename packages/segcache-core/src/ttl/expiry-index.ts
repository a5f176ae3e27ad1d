// When is which segment to be looked at for expired items? An indexed binary heap over the segments that hold deadlines,
// ordered by `wakeAt`: no later than the earliest deadline of a live item, except just after a sweep (then up to the sweep
// interval later). Segments stand in it by their own times, not in chain order, so one late item holds nothing back.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";

export class ExpiryIndex {
  private readonly words: Int32Array;
  private readonly heap: Int32Array;
  /** Place of a segment in the heap plus 1; 0 = not in it. */
  private readonly heapIndex: Int32Array;
  /** When a segment is next to be looked at, Unix milliseconds; meaningful while it stands in the heap. */
  readonly wakeAt: Float64Array;

  constructor(arena: Arena) {
    this.words = arena.words;
    this.heap = arena.heap;
    this.heapIndex = arena.wordColumns.heapIndex;
    this.wakeAt = arena.floatColumns.wakeAt;
  }

  get size(): number {
    return this.words[HEADER.heapSize];
  }

  has(segment: number): boolean {
    return this.heapIndex[segment] !== 0;
  }

  /** The segment to be looked at first; call only when `size > 0`. */
  first(): number {
    return this.heap[0];
  }
  /** The segments in heap order: any index below `size`. */
  at(index: number): number {
    return this.heap[index];
  }

  /** The earliest `wakeAt`, or Infinity. */
  firstWake(): number {
    return this.size === 0 ? Infinity : this.wakeAt[this.heap[0]];
  }

  /** Makes sure `segment` is looked at no later than `at`. */
  wakeBy(segment: number, at: number): void {
    const index = this.heapIndex[segment] - 1;
    if (index < 0) {
      const last = this.words[HEADER.heapSize]++;
      this.wakeAt[segment] = at;
      this.siftUp(segment, last);
    } else if (at < this.wakeAt[segment]) {
      this.wakeAt[segment] = at;
      this.siftUp(segment, index);
    }
  }

  /** Forgets `segment`; nothing happens if it is not there. */
  remove(segment: number): void {
    const index = this.heapIndex[segment] - 1;
    if (index < 0) return;
    this.heapIndex[segment] = 0;
    const last = --this.words[HEADER.heapSize];
    if (index === last) return;
    const moved = this.heap[last];
    this.siftUp(moved, index);
    this.siftDown(moved, this.heapIndex[moved] - 1);
  }

  clear(): void {
    for (let index = this.size - 1; index >= 0; index--) this.heapIndex[this.heap[index]] = 0;
    this.words[HEADER.heapSize] = 0;
  }

  private siftUp(segment: number, from: number): void {
    const { heap, heapIndex, wakeAt } = this;
    const at = wakeAt[segment];
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const other = heap[parent];
      if (wakeAt[other] <= at) break;
      heap[index] = other;
      heapIndex[other] = index + 1;
      index = parent;
    }
    heap[index] = segment;
    heapIndex[segment] = index + 1;
  }

  private siftDown(segment: number, from: number): void {
    const { heap, heapIndex, wakeAt } = this;
    const size = this.size;
    const at = wakeAt[segment];
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && wakeAt[heap[child + 1]] < wakeAt[heap[child]]) child++;
      const other = heap[child];
      if (wakeAt[other] >= at) break;
      heap[index] = other;
      heapIndex[other] = index + 1;
      index = child;
    }
    heap[index] = segment;
    heapIndex[segment] = index + 1;
  }
}
