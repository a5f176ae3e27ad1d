// A shard on its own, for tests that look inside one.
import type { ArenaShape } from "../src/arena/arena.ts";
import type { PolicyName } from "../src/eviction/policy-names.ts";
import { Shard } from "../src/shard.ts";
import type { Clock } from "../src/sources/clock.ts";

export function testShard(
  shape: ArenaShape,
  policy: PolicyName,
  clock: Clock,
  hashKey0 = 1,
  hashKey1 = 2,
  random = 3,
): Shard {
  const valueBytesMax = (shape.pages * shape.segmentBytes) / 8;
  return new Shard({ shape, policy, policyOptions: {}, valueBytesMax, hashKey0, hashKey1, random }, clock);
}
