// The books of one shard: which segment and namespace hold how many live items and bytes. Every item that enters or
// leaves the table passes through here, so the counts cannot drift apart; a full segment whose last live item leaves is
// given back at once. Invariant: live counts equal what the table points to.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { NEVER } from "../item/item-layout.ts";
import type { Items } from "../item/items.ts";
import { bucketOfChain } from "../segments/pools.ts";
import { NONE, RECLAIMING, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import { COUNTER } from "../stats.ts";
import type { ExpiryIndex } from "../ttl/expiry-index.ts";
import { NEVER_BUCKET } from "../ttl/ttl-tiers.ts";

export class Ledger {
  private readonly words: Int32Array;
  private readonly counters: Float64Array;
  private readonly namespaceItems: Int32Array;
  private readonly namespaceExpiring: Int32Array;
  private readonly flushMarks: Float64Array;
  private readonly items: Items;
  private readonly segments: Segments;
  private readonly expiry: ExpiryIndex;

  constructor(arena: Arena, items: Items, segments: Segments, expiry: ExpiryIndex) {
    this.words = arena.words;
    this.counters = arena.counters;
    this.namespaceItems = arena.namespaceItems;
    this.namespaceExpiring = arena.namespaceExpiring;
    this.flushMarks = arena.flushMarks;
    this.items = items;
    this.segments = segments;
    this.expiry = expiry;
  }

  /** Enters an item just written at the end of `segment`; it has `chunks` segments besides. */
  admit(segment: number, bytes: number, namespace: number, deadline: number, chunks: number): void {
    const { segments } = this;
    if (chunks !== 0) segments.holdChunks(segment, chunks);
    segments.writtenBytes[segment] += bytes;
    segments.liveBytes[segment] += bytes;
    segments.liveItems[segment]++;
    this.namespaceItems[namespace]++;
    if (deadline !== NEVER) this.namespaceExpiring[namespace]++;
    this.noteDeadline(segment, deadline);
  }

  /** Strikes out an item the table no longer points to, and gives its chunks back. */
  retire(item: number): void {
    const chunks = this.items.chunks(item);
    for (let index = 0; index < chunks; index++) this.segments.giveBack(this.items.chunkSegment(item, index));
    this.retireMoved(item);
  }

  /** Strikes out an item of which there is another copy, to which its chunks now belong. */
  retireMoved(item: number): void {
    const { items, segments } = this;
    const segment = segments.segmentOf(item);
    const namespace = items.namespace(item);
    segments.liveBytes[segment] -= items.size(item);
    segments.liveItems[segment]--;
    const chunks = items.chunks(item);
    if (chunks !== 0) segments.holdChunks(segment, -chunks);
    if (!this.isFlushed(namespace, segment)) {
      this.namespaceItems[namespace]--;
      if (items.expires(item)) this.namespaceExpiring[namespace]--;
    }
    items.markDead(item);
    if (segments.liveItems[segment] === 0) this.releaseIfSpent(segment);
  }

  /** Changes an item's deadline in place and keeps the books right; the item has a deadline field. */
  changeDeadline(item: number, deadline: number): void {
    const { items, segments } = this;
    const namespace = items.namespace(item);
    if (items.expires(item)) this.namespaceExpiring[namespace]--;
    items.rewriteDeadline(item, deadline);
    if (items.expires(item)) this.namespaceExpiring[namespace]++;
    this.noteDeadline(segments.segmentOf(item), deadline);
  }

  /** True for an item of a namespace that was flushed after its segment was opened. */
  isFlushed(namespace: number, segment: number): boolean {
    const mark = this.flushMarks[namespace];
    return mark !== 0 && this.segments.sequence[segment] <= mark;
  }

  /** Gives back a full segment that holds no live item; any other is left as it is. */
  releaseIfSpent(segment: number): void {
    if (this.segments.state[segment] !== SEALED || this.segments.liveItems[segment] !== 0) return;
    const isCompacted = this.words[HEADER.compactSegment] === segment;
    this.counters[isCompacted ? COUNTER.segmentsCompacted : COUNTER.segmentsEmptied]++;
    this.withdraw(segment);
    this.segments.giveBack(segment);
  }

  /** Takes a segment out of its chain and of everything that points to it, ready to be emptied. */
  withdraw(segment: number, state: number = SEALED): void {
    if (this.words[HEADER.sweepSegment] === segment) this.words[HEADER.sweepSegment] = NONE;
    if (this.words[HEADER.compactSegment] === segment) this.words[HEADER.compactSegment] = NONE;
    this.expiry.remove(segment);
    this.segments.detach(segment, state);
  }

  private noteDeadline(segment: number, deadline: number): void {
    const { latestDeadline, chain } = this.segments;
    const isOfNever = bucketOfChain(chain[segment]) === NEVER_BUCKET;
    if (deadline === NEVER && isOfNever) return; // as most items there
    // Where items with and without deadlines stand together there is no time at which all have expired.
    const latest = isOfNever ? NEVER : deadline;
    if (latest > latestDeadline[segment]) latestDeadline[segment] = latest;
    // A segment that is being emptied is looked at item by item anyway, and has left the index for good.
    if (deadline !== NEVER && this.segments.state[segment] !== RECLAIMING) this.expiry.wakeBy(segment, deadline);
  }
}
