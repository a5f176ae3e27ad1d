// Which of a thread's own writes a read may still find. Writes are numbered as they are sent; a write that is answered has
// replaced every write of its key that had been answered before it was sent. Those in flight at that time may have come
// before or after it, so they are spared; so are lost ones, which may take effect at any time. Nothing is known of the
// writes of other threads.

interface KeyWrites {
  /** Everything below has been replaced. */
  floor: number;
  /** The least write without an answer that will never come; Infinity for none. */
  lost: number;
  /** Numbers of the writes in flight, and for each the least that was in flight when it was sent, itself included. */
  readonly sent: Map<number, number>;
}

export class WriteOrder {
  private readonly keys: Map<string, KeyWrites> = new Map();
  private numbered = 0;

  /** A set or del is about to be sent.   @returns its number. */
  begin(name: string): number {
    const number = ++this.numbered;
    let writes = this.keys.get(name);
    if (writes === undefined) {
      writes = { floor: 0, lost: Number.POSITIVE_INFINITY, sent: new Map() };
      this.keys.set(name, writes);
    }
    // The first in the map is the least: they were added in the order of their numbers.
    const [oldest = number] = writes.sent.keys();
    writes.sent.set(number, Math.min(oldest, writes.lost));
    return number;
  }

  /** A write has its answer, or failed and never will. */
  end(name: string, number: number, isDone: boolean): void {
    const writes = this.keys.get(name);
    const least = writes?.sent.get(number);
    if (writes === undefined || least === undefined) return;
    writes.sent.delete(number);
    if (isDone) writes.floor = Math.max(writes.floor, least);
    else writes.lost = Math.min(writes.lost, number);
  }

  /** A read that is sent now finds no own write of the key with a number below this. */
  floorOf(name: string): number {
    return this.keys.get(name)?.floor ?? 0;
  }
}
