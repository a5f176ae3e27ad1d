// The gauges of one shard, computed from its columns when asked for, beside its counters.
import { CLOCKS, HEADER } from "./arena/arena-layout.ts";
import { CHUNK, FILLING, GHOST, OPEN, OVERFLOW, RECLAIMING, SEALED, STATES, TABLE } from "./segments/segment-layout.ts";
import type { Shard } from "./shard.ts";
import { COUNTER, type CounterName, type Counters, type Stats } from "./stats.ts";

/** Counters and gauges of a shard. */
export function measure(shard: Shard): Stats {
  const { segments, table, arena } = shard;
  const { state, liveBytes, writtenBytes } = segments;
  const inState = new Array<number>(STATES).fill(0);
  let live = 0;
  let written = 0;
  for (let segment = segments.first; segment < segments.end; segment++) {
    inState[state[segment]]++;
    live += liveBytes[segment];
    written += writtenBytes[segment];
  }
  return {
    ...countersOf(arena.counters),
    items: shard.size,
    itemsExpiring: arena.namespaceExpiring.reduce((sum, count) => sum + count, 0),
    bytesLive: live + inState[CHUNK] * segments.segmentBytes,
    bytesDead: written - live,
    bytesTable: (inState[TABLE] + inState[OVERFLOW]) * segments.segmentBytes,
    memoryTouched: segments.words[HEADER.untouchedFrom] * segments.segmentBytes,
    memoryMax: (segments.end - segments.words[HEADER.heldBackTarget]) * segments.segmentBytes,
    segmentsTaken: segments.clocks[CLOCKS.sequence],
    segmentsTotal: segments.end - segments.first,
    segmentsFree: segments.free,
    segmentsHeldBack: segments.words[HEADER.heldBack],
    segmentsOpen: inState[OPEN],
    segmentsSealed: inState[SEALED] + inState[FILLING],
    segmentsReclaiming: inState[RECLAIMING],
    segmentsTable: inState[TABLE],
    segmentsOverflow: inState[OVERFLOW],
    segmentsGhost: inState[GHOST],
    segmentsChunk: inState[CHUNK],
    buckets: table.buckets,
  };
}

function countersOf(counters: Float64Array): Counters {
  const entries = Object.entries(COUNTER).map(([name, place]) => [name, counters[place]]);
  return Object.fromEntries(entries) as Record<CounterName, number>;
}
