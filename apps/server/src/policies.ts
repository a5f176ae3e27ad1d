// The names of maxmemory-policy: the engine's own, and Redis's where one of the engine's does what the name promises.
// Redis's other names are explained rather than guessed at.

import { POLICY_NAMES, type PolicyName } from "segcache-core";

/** What goes when memory is full, by policy. */
const MEANINGS: Readonly<Record<string, string>> = {
  none: "nothing: writes are refused until something expires or is deleted",
  random: "any segment, by chance",
  "random-fifo": "the oldest segment of a group of like times to live, which chance chooses",
  fifo: "the oldest segment",
  cte: "the segment that is closest to its expiry",
  util: "the segment with the fewest live bytes",
  merge: "the least popular items of some neighbouring segments, which become one",
  s3fifo: "what is not read again soon after it came, then what has not been read for long",
};

/** Redis's name, and the engine's policy that comes nearest. */
const NEAREST: readonly (readonly [redis: string, ours: string])[] = [
  ["noeviction", "none"],
  ["allkeys-random", "random"],
  ["allkeys-lru", "s3fifo"],
  ["allkeys-lfu", "merge"],
  ["volatile-ttl", "cte"],
];

const VOLATILE = ["volatile-lru", "volatile-lfu", "volatile-random"];

const LIST = `argument(s) must be one of the following: ${POLICY_NAMES.join(", ")}`;

/** What a policy drops, in words. @throws for a policy nobody described. */
export function meaningOf(policy: PolicyName): string {
  const meaning = MEANINGS[policy];
  if (meaning === undefined) throw new Error(`policy ${policy} has no description`);
  return meaning;
}

/** Redis's names that are accepted, with what they mean here. */
export const POLICY_ALIASES: ReadonlyMap<string, PolicyName> = new Map(
  NEAREST.flatMap(([redis, name]) => {
    const ours = ownPolicy(name);
    return ours === undefined ? [] : [[redis, ours] as const];
  }),
);

/** Redis's names that are not, with the reason. */
export const POLICY_EXPLANATIONS: ReadonlyMap<string, string> = new Map([
  ...VOLATILE.map((redis) => [redis, `keys without a time to live cannot be spared here; ${LIST}`] as const),
  ...NEAREST.filter(([, name]) => ownPolicy(name) === undefined).map(
    ([redis]) => [redis, `no policy here does what this name promises; ${LIST}`] as const,
  ),
]);

function ownPolicy(name: string): PolicyName | undefined {
  return POLICY_NAMES.find((known) => known === name);
}
