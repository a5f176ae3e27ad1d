// The key of the call under way: a range of somebody's buffer, with its namespace and hash. One object per caller, filled
// anew for every call, so that a key travels through the engine as one argument and nothing is allocated.
import { LastBytes } from "../byte-ranges.ts";

/** The stand-in for "no buffer yet"; never written. */
const EMPTY = new Uint8Array(0);

export class Key {
  private readonly last: LastBytes = new LastBytes();
  buffer: Uint8Array = EMPTY;
  /** Of `buffer`, where it is worth one. */
  view: DataView | undefined = undefined;
  start = 0;
  end = 0;
  namespace = 0;
  hash = 0;

  /** The range is one of this buffer. */
  setBuffer(buffer: Uint8Array): void {
    if (buffer === this.buffer && this.view !== undefined) return;
    this.buffer = buffer;
    this.view = this.last.show(buffer);
  }
}
