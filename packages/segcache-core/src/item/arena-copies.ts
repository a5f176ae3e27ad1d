// Copies between the arena and callers' buffers. Short ranges, which is what keys and most values are, go eight bytes at a
// time through a DataView, which takes any place; making one costs more than a copy, so a buffer gets one when it comes a
// second time in a row, as the buffers of a server and of a caller with scratch memory do. Everything else goes the ways of
// byte-ranges.ts.
import type { Arena } from "../arena/arena.ts";
import { copiesRanges, copyBytes, LastBytes } from "../byte-ranges.ts";
import type { Key } from "./key.ts";

/** Fewer bytes than this go one by one; eight are a word. */
const WORD_BYTES = 8;
/** Up to this length words beat the call of a native function. */
const SHORT_BYTES_MAX = copiesRanges ? 256 : 96;

/** A larger array is not kept beyond its call: nobody else may want its memory any more. */
const KEPT_BYTES_MAX = 2 ** 20;

export class ArenaCopies {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly sources: LastBytes = new LastBytes();
  private readonly targets: LastBytes = new LastBytes();

  constructor(arena: Arena) {
    this.bytes = arena.bytes;
    this.view = arena.view;
  }

  /** Copies `source[start, end)` into the arena at byte index `at`. */
  copyIn(source: Uint8Array, start: number, end: number, at: number): void {
    const isKept = isShort(end - start) && source.length <= KEPT_BYTES_MAX;
    this.write(source, isKept ? this.sources.show(source) : undefined, start, end, at);
  }

  /** Copies a key into the arena at byte index `at`. Keys come with views of their own: values from another buffer take none from them. */
  copyKeyIn(key: Key, at: number): void {
    this.write(key.buffer, isShort(key.end - key.start) ? key.view : undefined, key.start, key.end, at);
  }

  /** Copies bytes `[start, end)` of the arena to `target` from `at` on. */
  copyOut(start: number, end: number, target: Uint8Array, at: number): void {
    const length = end - start;
    const view = isShort(length) && target.length <= KEPT_BYTES_MAX ? this.targets.show(target) : undefined;
    if (view === undefined) copyBytes(this.bytes, start, end, target, at);
    else copyWords(this.view, start, length, view, at);
  }

  private write(source: Uint8Array, view: DataView | undefined, start: number, end: number, at: number): void {
    if (view === undefined) copyBytes(source, start, end, this.bytes, at);
    else copyWords(view, start, end - start, this.view, at);
  }
}

function isShort(length: number): boolean {
  return length >= WORD_BYTES && length <= SHORT_BYTES_MAX;
}

/** Copies at least WORD_BYTES bytes; the last word may overlap the one before it. */
const copyWords: (source: DataView, from: number, length: number, target: DataView, to: number) => void = copiesRanges
  ? copyLongWords
  : copyHalfWords;

/** V8 moves a 64-bit integer from view to view in a register; where it is too old for that it would allocate one each time. */
function copyLongWords(source: DataView, from: number, length: number, target: DataView, to: number): void {
  const last = length - 8;
  for (let place = 0; place < last; place += 8)
    target.setBigInt64(to + place, source.getBigInt64(from + place, true), true);
  target.setBigInt64(to + last, source.getBigInt64(from + last, true), true);
}

function copyHalfWords(source: DataView, from: number, length: number, target: DataView, to: number): void {
  const last = length - 4;
  for (let place = 0; place < last; place += 4) target.setInt32(to + place, source.getInt32(from + place, true), true);
  target.setInt32(to + last, source.getInt32(from + last, true), true);
}
