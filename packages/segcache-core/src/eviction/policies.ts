// From a policy's name to the policy.
import type { Arena } from "../arena/arena.ts";
import type { Segments } from "../segments/segments.ts";
import { ClosestToExpiry } from "./cte.ts";
import { Fifo } from "./fifo.ts";
import { LeastUtilised } from "./least-utilised.ts";
import { Merge } from "./merge.ts";
import { NoEviction } from "./none.ts";
import type { EvictionPolicy, Room, SpentSegments } from "./policy.ts";
import type { PolicyName, PolicyOptions } from "./policy-names.ts";
import { RandomSegment } from "./random.ts";
import { RandomFifo } from "./random-fifo.ts";
import { S3Fifo } from "./s3-fifo.ts";

/** The parts of a shard that policies may look at and use. */
export interface PolicyParts {
  readonly arena: Arena;
  readonly segments: Segments;
  readonly table: { readonly size: number };
  readonly room: Room;
  readonly spent: SpentSegments;
}

export function createPolicy(name: PolicyName, options: PolicyOptions, parts: PolicyParts): EvictionPolicy {
  const { arena, segments, table, room, spent } = parts;
  switch (name) {
    case "none":
      return new NoEviction(arena, segments);
    case "random":
      return new RandomSegment(arena, segments);
    case "random-fifo":
      return new RandomFifo(arena, segments);
    case "fifo":
      return new Fifo(arena, segments);
    case "cte":
      return new ClosestToExpiry(arena, segments);
    case "util":
      return new LeastUtilised(arena, segments);
    case "merge":
      return new Merge(arena, segments, spent, options.merge ?? {});
    case "s3fifo":
      return new S3Fifo(arena, segments, table, room, options.s3fifo?.admissionRatio ?? 0);
  }
}
