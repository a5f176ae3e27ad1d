// Expiry and flushing as background work in bounded slices. A segment whose latest deadline has passed is emptied and given
// back; from one that has only begun to expire the expired items are removed, some time later, so that counts are right soon
// after; after a namespace was flushed every older segment is passed over once.
import type { Arena } from "../arena/arena.ts";
import { CLOCKS, HEADER } from "../arena/arena-layout.ts";
import { NEVER } from "../item/item-layout.ts";
import type { Items } from "../item/items.ts";
import { FILLING, NONE, OPEN, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import type { ExpiryIndex } from "../ttl/expiry-index.ts";
import type { Ledger } from "./ledger.ts";
import type { Reclaimer } from "./reclaimer.ts";

/** In the background a segment is swept this long after an item of it expired: well under the second in which counts must be right. */
export const SWEEP_DELAY_MS = 500;

export class Sweeper {
  private readonly words: Int32Array;
  private readonly clocks: Float64Array;
  private readonly counters: Float64Array;
  private readonly flushMarks: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly expiry: ExpiryIndex;
  private readonly ledger: Ledger;
  private readonly reclaimer: Reclaimer;

  constructor(
    arena: Arena,
    items: Items,
    segments: Segments,
    expiry: ExpiryIndex,
    ledger: Ledger,
    reclaimer: Reclaimer,
  ) {
    this.words = arena.words;
    this.clocks = arena.clocks;
    this.counters = arena.counters;
    this.flushMarks = arena.flushMarks;
    this.items = items;
    this.segments = segments;
    this.expiry = expiry;
    this.ledger = ledger;
    this.reclaimer = reclaimer;
  }

  /**
   * Does at most `itemsMax` items' worth of due work; true if more is due. Segments that have begun to expire are swept once
   * something in them expired `delayMs` ago, so that each is passed over no more often than that.
   */
  step(itemsMax: number, delayMs: number): boolean {
    const { words, clocks, expiry, reclaimer } = this;
    let mayHoldExpired = true;
    // A pass over a segment counts as one item more, so that many almost empty segments are bounded as well.
    for (let left = itemsMax; left > 0; left--) {
      if (reclaimer.isUnderWay()) {
        left -= reclaimer.proceed(left);
      } else if (words[HEADER.sweepSegment] !== NONE) {
        left -= this.sweep(left);
      } else if (mayHoldExpired && expiry.firstWake() <= clocks[CLOCKS.now]) {
        mayHoldExpired = reclaimer.beginAnyExpired();
      } else if (expiry.firstWake() <= clocks[CLOCKS.now] - delayMs) {
        this.beginSweep(expiry.first());
      } else if (words[HEADER.flushSegment] !== NONE) {
        this.nextFlushed();
      } else if (words[HEADER.compactWanted] !== 0) {
        left -= reclaimer.tidy(left);
      } else {
        return false;
      }
    }
    return true;
  }

  /** Has every segment passed over for items of flushed namespaces. */
  scheduleFlush(): void {
    this.words[HEADER.flushSegment] = this.segments.first;
  }

  private nextFlushed(): void {
    const { words, segments } = this;
    const segment = words[HEADER.flushSegment];
    if (segment >= segments.end) {
      words[HEADER.flushSegment] = NONE;
      this.flushMarks.fill(0);
      return;
    }
    words[HEADER.flushSegment]++;
    const state = segments.state[segment];
    const inChain = state === OPEN || state === SEALED || state === FILLING;
    if (inChain && segments.sequence[segment] <= Math.max(...this.flushMarks)) this.beginSweep(segment);
  }

  private beginSweep(segment: number): void {
    this.expiry.remove(segment);
    this.words[HEADER.sweepSegment] = segment;
    this.words[HEADER.sweepOffset] = 0;
    this.clocks[CLOCKS.sweepWake] = Infinity;
    this.counters[COUNTER.segmentsSwept]++;
  }

  private sweep(itemsMax: number): number {
    const { words, clocks, items, segments, reclaimer } = this;
    const segment = words[HEADER.sweepSegment];
    const start = segments.startOf(segment);
    const now = clocks[CLOCKS.now];
    let looked = 0;
    for (; looked < itemsMax; looked++) {
      const offset = words[HEADER.sweepOffset];
      if (offset >= segments.writtenBytes[segment]) {
        this.endSweep(segment);
        break;
      }
      const item = start + (offset >> 2);
      words[HEADER.sweepOffset] = offset + items.size(item);
      if (items.isDead(item)) continue;
      const deadline = items.deadline(item);
      if (deadline <= now || this.ledger.isFlushed(items.namespace(item), segment)) {
        reclaimer.drop(item);
        if (words[HEADER.sweepSegment] === NONE) break; // that was its last live item: the segment has been given back
      } else if (deadline < clocks[CLOCKS.sweepWake]) {
        clocks[CLOCKS.sweepWake] = deadline;
      }
    }
    return looked;
  }

  private endSweep(segment: number): void {
    const { words, clocks } = this;
    const wake = clocks[CLOCKS.sweepWake];
    this.reclaimer.noteLoss(words[HEADER.sweepSegment]);
    words[HEADER.sweepSegment] = NONE;
    if (wake === NEVER) return;
    this.expiry.wakeBy(segment, wake);
  }
}
