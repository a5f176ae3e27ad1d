// Walks a whole shard and throws at the first contradiction: between segments and chains, items and table, counts and what
// is counted. What must hold is listed in ARCHITECTURE.md; tests call this after every operation. Time and memory are
// proportional to the shard.
import { HEADER, MAGIC } from "./arena/arena-layout.ts";
import { assert } from "./errors.ts";
import { NAMESPACES, NEVER } from "./item/item-layout.ts";
import { SEGMENTS_PER_LEFT_OPEN } from "./reclaim/open-segments.ts";
import { bucketOfChain, POOLS, poolOf } from "./segments/pools.ts";
import {
  CHUNK,
  FILLING,
  FREE,
  GHOST,
  NONE,
  OPEN,
  OVERFLOW,
  RECLAIMING,
  SEALED,
  TABLE,
} from "./segments/segment-layout.ts";
import type { Shard } from "./shard.ts";
import {
  afterSplit,
  COUNT_MAX,
  countOfHi,
  itemOf,
  knowsNextBit,
  LINE_WORDS,
  LO,
  nextBitOf,
  OVERFLOW_WORD,
  SLOTS,
  tagOf,
  tagOfHi,
} from "./table/slot-layout.ts";
import { openSegmentsMaxOf } from "./ttl/ttl-buckets.ts";
import { NEVER_BUCKET } from "./ttl/ttl-tiers.ts";

/** @throws Error naming what must hold, when it does not. */
export function checkShard(shard: Shard): void {
  assert(shard.arena.words[HEADER.magic] === MAGIC, "the header is untouched");
  checkFreeList(shard);
  checkChains(shard);
  checkItems(shard, checkTable(shard));
  checkExpiryIndex(shard);
  checkCompaction(shard);
}

/** What a compaction has passed is dead, and it stands at an item. */
function checkCompaction({ arena, items, segments }: Shard): void {
  const segment = arena.words[HEADER.compactSegment];
  if (segment === NONE) return;
  assert(segments.state[segment] === SEALED, "a segment being compacted is full and in its chain");
  let offset = 0;
  while (offset < arena.words[HEADER.compactOffset]) {
    const item = segments.startOf(segment) + (offset >> 2);
    assert(items.isDead(item), "what a compaction has passed is dead");
    offset += items.size(item);
  }
  assert(offset === arena.words[HEADER.compactOffset], "a compaction stands at an item");
}

function checkFreeList({ arena, segments }: Shard): void {
  const seen = new Set<number>();
  for (let segment = arena.words[HEADER.freeHead]; segment !== NONE; segment = segments.next[segment]) {
    assert(segments.state[segment] === FREE && !seen.has(segment), "the free list holds each free segment once");
    assert(segments.liveItems[segment] === 0 && segments.writtenBytes[segment] === 0, "a free segment is empty");
    seen.add(segment);
  }
  for (let segment = arena.words[HEADER.untouchedFrom]; segment < segments.end; segment++) {
    assert(segments.state[segment] === FREE && !seen.has(segment), "an untouched segment is free");
    seen.add(segment);
  }
  assert(seen.size === arena.words[HEADER.freeSegments], "the count of free segments is right");
  assert(segments.free >= 0, "no more segments are held back than are free");
  const inState = segments.state
    .subarray(segments.first, segments.end)
    .reduce((n, state) => n + (state === FREE ? 1 : 0), 0);
  assert(inState === seen.size, "every free segment is on the free list");
}

function checkChains({ arena, segments }: Shard): void {
  const seen = new Set<number>();
  let open = 0;
  let openExpiring = 0;
  let filling = 0;
  const inPool = new Array<number>(POOLS).fill(0);
  for (let chain = 0; chain < segments.chains; chain++) {
    let before = NONE;
    let isOpen = false;
    for (let segment = arena.chainHeads[chain]; segment !== NONE; segment = segments.next[segment]) {
      const state = segments.state[segment];
      assert(!seen.has(segment), "no segment stands in two chains");
      assert(segments.chain[segment] === chain && segments.previous[segment] === before, "chain links are symmetric");
      assert(state === OPEN || state === SEALED || state === FILLING, "only open and full segments stand in chains");
      assert(state === OPEN || !isOpen, "the open segments of a chain are its last");
      isOpen = state === OPEN;
      const isInOrder = before === NONE || segments.sequence[before] <= segments.sequence[segment];
      assert(isInOrder, "a chain is in order of opening");
      assert(state !== SEALED || segments.liveItems[segment] > 0, "a full segment without live items is given back");
      inPool[poolOf(chain)]++;
      if (state === FILLING) filling++;
      if (state === OPEN) open++;
      if (state === OPEN && bucketOfChain(chain) !== NEVER_BUCKET) openExpiring++;
      seen.add(segment);
      before = segment;
    }
    assert(arena.chainTails[chain] === before, "a chain's tail is its last segment");
  }
  assert(open === arena.words[HEADER.openSegments], "the count of open segments is right");
  const total = segments.end - segments.first;
  const openMax = Math.max(openSegmentsMaxOf(total), total / SEGMENTS_PER_LEFT_OPEN);
  assert(openExpiring < openMax + POOLS, "open segments are bounded");
  assert(filling <= 1, "one merge is under way at most");
  for (let pool = 0; pool < POOLS; pool++) {
    assert(inPool[pool] === segments.inPool(pool), "the count of a pool's segments is right");
  }
  const ghostPages = segments.state.filter((state) => state === GHOST).length;
  assert(ghostPages === arena.words[HEADER.ghostPages], "the count of ghost pages is right");
  for (let segment = segments.first; segment < segments.end; segment++) {
    const state = segments.state[segment];
    const isInChain = state === OPEN || state === SEALED || state === FILLING;
    assert(isInChain === seen.has(segment), "open and full segments stand in chains");
    assert(state !== RECLAIMING || arena.words[HEADER.reclaimSegment] === segment, "at most one reclaim is under way");
  }
}

/** Checks the table by itself; returns the items it points to. */
function checkTable({ arena, items, segments, table }: Shard): Set<number> {
  const { words } = arena;
  const found = new Set<number>();
  const keys = new Set<string>();
  let overflowLines = 0;
  for (let bucket = 0; bucket < table.buckets; bucket++) {
    const first = table.lineAt(bucket);
    for (let line = first; line !== 0; line = words[line + OVERFLOW_WORD]) {
      const state = segments.state[segments.segmentOf(line)];
      assert(state === (line === first ? TABLE : OVERFLOW), "a bucket's lines stand in table pages");
      if (line !== first) overflowLines++;
      assert(line === first || words[line] !== 0, "an overflow line is not empty");
      for (let slot = line; slot < line + SLOTS; slot++) {
        if (words[slot] === 0) continue;
        const item = itemOf(words[slot + LO]);
        const hash = items.hashOf(item);
        assert(
          table.lineOf(hash) === first && tagOfHi(words[slot]) === tagOf(hash),
          "a slot's item hashes to its bucket and tag",
        );
        assert(isAhead(words[slot + LO], hash, table.levelOf(hash)), "a slot tells its item's next hash bits");
        assert(countOfHi(words[slot]) <= COUNT_MAX, "a popularity count is within its limit");
        assert(
          words[line + OVERFLOW_WORD] === 0 || !words.subarray(line, line + SLOTS).includes(0),
          "holes are only in the last line",
        );
        const start = items.keyStart(item);
        const key = `${items.namespace(item)}:${arena.bytes.subarray(start, start + items.keyBytes(item)).join()}`;
        assert(!keys.has(key), "no key has two slots");
        keys.add(key);
        found.add(item);
      }
    }
  }
  assert(found.size === table.size, "the count of used slots is right");
  assert(overflowLines === words[HEADER.overflowLinesUsed], "the count of overflow lines in use is right");
  let spare = 0;
  for (let line = words[HEADER.overflowHead]; line !== 0; line = words[line + OVERFLOW_WORD]) spare++;
  assert(spare + overflowLines === words[HEADER.overflowLines], "every overflow line is in use or spare");
  const pages = segments.state.filter((state) => state === TABLE).length;
  assert(pages === words[HEADER.tablePages], "the count of table pages is right");
  assert(table.buckets * LINE_WORDS * 4 <= pages * segments.segmentBytes, "the table's buckets fit its pages");
  return found;
}

/** Whether the hash bits that a slot's lo word tells ahead are those above the lowest `level` ones. */
function isAhead(lo: number, hash: number, level: number): boolean {
  if (!knowsNextBit(lo)) return true;
  return nextBitOf(lo) === ((hash >>> level) & 1) && isAhead(afterSplit(lo), hash, level + 1);
}

/** Walks the items of every segment and compares them with what the table points to and the books say. */
function checkItems(shard: Shard, pointedTo: Set<number>): void {
  const { arena, items, segments } = shard;
  const namespaceItems = new Array<number>(NAMESPACES).fill(0);
  const namespaceExpiring = new Array<number>(NAMESPACES).fill(0);
  const poolChunks = new Array<number>(POOLS).fill(0);
  const chunkOwners = new Set<number>();
  for (let segment = segments.first; segment < segments.end; segment++) {
    const state = segments.state[segment];
    if (state !== OPEN && state !== SEALED && state !== FILLING && state !== RECLAIMING) continue;
    let live = 0;
    let liveBytes = 0;
    let chunks = 0;
    let offset = 0;
    while (offset < segments.writtenBytes[segment]) {
      const item = segments.startOf(segment) + (offset >> 2);
      const size = items.size(item);
      assert(pointedTo.delete(item) === !items.isDead(item), "the table points to an item exactly if it is not dead");
      offset += size;
      if (items.isDead(item)) continue;
      live++;
      liveBytes += size;
      chunks += items.chunks(item);
      for (let index = 0; index < items.chunks(item); index++) {
        const chunk = items.chunkSegment(item, index);
        assert(segments.state[chunk] === CHUNK && !chunkOwners.has(chunk), "a chunk belongs to one live item");
        chunkOwners.add(chunk);
      }
      const namespace = items.namespace(item);
      const deadline = items.deadline(item);
      assert(
        segments.latestDeadline[segment] === 0 ? deadline === NEVER : deadline <= segments.latestDeadline[segment],
        "no deadline is later than the segment's",
      );
      if (arena.flushMarks[namespace] !== 0 && segments.sequence[segment] <= arena.flushMarks[namespace]) continue;
      namespaceItems[namespace]++;
      if (deadline !== NEVER) namespaceExpiring[namespace]++;
    }
    assert(
      offset === segments.writtenBytes[segment] && offset <= segments.segmentBytes,
      "items fill a segment without gaps",
    );
    assert(live === segments.liveItems[segment], "a segment's count of live items is right");
    assert(liveBytes === segments.liveBytes[segment], "a segment's live bytes are right");
    assert(chunks === segments.chunksHeld[segment], "a segment's count of chunks is right");
    poolChunks[poolOf(segments.chain[segment])] += chunks;
  }
  for (let pool = 0; pool < POOLS; pool++) {
    assert(poolChunks[pool] === segments.chunksOf(pool), "a pool's count of chunks is right");
  }
  const chunkSegments = segments.state.filter((state) => state === CHUNK).length;
  assert(chunkSegments === chunkOwners.size, "every chunk belongs to an item");
  assert(pointedTo.size === 0, "the table points only to items in segments");
  for (let namespace = 0; namespace < NAMESPACES; namespace++) {
    assert(namespaceItems[namespace] === arena.namespaceItems[namespace], "a namespace's count of items is right");
    assert(
      namespaceExpiring[namespace] === arena.namespaceExpiring[namespace],
      "a namespace's count of deadlines is right",
    );
  }
}

function checkExpiryIndex({ arena, items, segments, expiry }: Shard): void {
  for (let index = 0; index < expiry.size; index++) {
    const segment = expiry.at(index);
    assert(arena.wordColumns.heapIndex[segment] === index + 1, "a segment knows its place in the expiry index");
    const parent = expiry.at((index - 1) >> 1);
    assert(index === 0 || expiry.wakeAt[parent] <= expiry.wakeAt[segment], "the expiry index is a heap");
  }
  const sweeping = arena.words[HEADER.sweepSegment];
  for (let segment = segments.first; segment < segments.end; segment++) {
    const state = segments.state[segment];
    const inChain = state === OPEN || state === SEALED || state === FILLING;
    assert(inChain || !expiry.has(segment), "the expiry index holds only segments in chains");
    if (!inChain || segment === sweeping) continue;
    const wake = expiry.has(segment) ? expiry.wakeAt[segment] : Infinity;
    for (let offset = 0; offset < segments.writtenBytes[segment]; ) {
      const item = segments.startOf(segment) + (offset >> 2);
      offset += items.size(item);
      if (items.isDead(item) || items.deadline(item) === NEVER) continue;
      assert(wake <= items.deadline(item), "a segment is looked at when an item of it expires");
    }
  }
}
