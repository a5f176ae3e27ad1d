// What a client does next. A source is a cursor: `next` moves it to the following operation, whose kind and key then
// stand in its fields, so that drawing allocates nothing. What a source yields depends on its own random sequence
// alone, never on replies or timing.
import type { KeyPicker } from "./keys.ts";
import type { Random } from "./random.ts";

export type OperationKind = "get" | "set";

export interface OperationSource {
  readonly kind: OperationKind;
  readonly keyIndex: number;
  /** Moves to the next operation; false when there is none. */
  next(): boolean;
}

/** Parts of sets to parts of gets; whole numbers, not both 0. */
export interface Ratio {
  readonly sets: number;
  readonly gets: number;
}

export interface MixParts {
  readonly ratio: Ratio;
  readonly picker: KeyPicker;
  readonly random: Random;
  /** How many operations there are; Infinity for a source that only time ends. */
  readonly operations: number;
}

/** Gets and sets mixed by a ratio, over keys of a distribution. */
export class MixSource implements OperationSource {
  kind: OperationKind = "get";
  keyIndex = 0;
  private readonly parts: MixParts;
  private left: number;

  constructor(parts: MixParts) {
    this.parts = parts;
    this.left = parts.operations;
  }

  next(): boolean {
    if (this.left <= 0) return false;
    this.left--;
    const { ratio, picker, random } = this.parts;
    this.kind = random.nextBelow(ratio.sets + ratio.gets) < ratio.sets ? "set" : "get";
    this.keyIndex = picker.pick(random);
    return true;
  }
}

/** One set of every key in a range, in order. */
export class FillSource implements OperationSource {
  readonly kind: OperationKind = "set";
  keyIndex: number;
  private readonly end: number;

  /** @param start the first key.   @param end one beyond the last key. */
  constructor(start: number, end: number) {
    this.keyIndex = start - 1;
    this.end = end;
  }

  next(): boolean {
    if (this.keyIndex + 1 >= this.end) return false;
    this.keyIndex++;
    return true;
  }
}

/** The part of `total` that falls to one of `shares`: all parts add up to the total and differ by at most 1. */
export function shareOf(total: number, shares: number, index: number): number {
  if (total === Number.POSITIVE_INFINITY) return total;
  return Math.floor(total / shares) + (index < total % shares ? 1 : 0);
}
