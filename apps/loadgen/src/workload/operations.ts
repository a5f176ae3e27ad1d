// What a client does next. A source is a cursor: `next` moves it to the following operation, whose kind and keys then
// stand in its fields, so that drawing allocates nothing. What a source yields depends on its own random sequence
// alone, never on replies or timing.
import type { KeyPicker } from "./popularity.ts";
import type { Random } from "./random.ts";

export const OPERATION_KINDS = ["get", "set", "del", "incr", "expire", "mget"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export interface OperationSource {
  readonly kind: OperationKind;
  readonly keyIndex: number;
  /** All keys of an mget, `keyIndex` among them; empty for any other kind. Overwritten by the next operation. */
  readonly keyIndexes: readonly number[];
  /** Moves to the next operation; false when there is none. */
  next(): boolean;
}

/** How many parts of the operations are of each kind: whole numbers, not all 0. */
export type Mix = Readonly<Record<OperationKind, number>>;

export interface MixParts {
  readonly mix: Mix;
  /** Keys of an mget. */
  readonly mgetKeys: number;
  readonly picker: KeyPicker;
  readonly random: Random;
  readonly client: number;
  readonly clients: number;
  /** How many operations there are; Infinity for a source that only time ends. */
  readonly operations: number;
}

/** Operations of all kinds in the parts of a mix, over keys of a distribution. */
export class MixSource implements OperationSource {
  kind: OperationKind = "get";
  keyIndex = 0;
  readonly keyIndexes: number[] = [];
  private readonly parts: MixParts;
  private readonly total: number;
  private drawn = 0;

  constructor(parts: MixParts) {
    this.parts = parts;
    this.total = OPERATION_KINDS.reduce((sum, kind) => sum + parts.mix[kind], 0);
  }

  next(): boolean {
    const { picker, random, client, clients, operations, mgetKeys } = this.parts;
    if (this.drawn >= operations) return false;
    const ordinal = this.drawn * clients + client;
    this.drawn++;
    const kind = this.drawKind();
    this.kind = kind;
    this.keyIndex = picker.pick(random, ordinal, kind);
    this.keyIndexes.length = 0;
    if (kind === "mget") {
      this.keyIndexes.push(this.keyIndex);
      while (this.keyIndexes.length < mgetKeys) this.keyIndexes.push(picker.pick(random, ordinal, kind));
    }
    return true;
  }

  private drawKind(): OperationKind {
    const { mix, random } = this.parts;
    let drawn = random.nextBelow(this.total);
    for (const kind of OPERATION_KINDS) {
      if (drawn < mix[kind]) return kind;
      drawn -= mix[kind];
    }
    return "get"; // unreachable: the parts add up to the total
  }
}

/** One set of every key in a range, in order. */
export class FillSource implements OperationSource {
  readonly kind: OperationKind = "set";
  readonly keyIndexes: readonly number[] = [];
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
