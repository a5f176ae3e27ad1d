// The names of maxmemory-policy: the engine's own, and Redis's where one of the engine's does what the name promises.
// Redis's other names are explained rather than guessed at.

import { POLICY_NAMES, type PolicyName } from "segcache-core";

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
