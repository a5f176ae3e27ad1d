// The eviction policy in force and its parameters, as numbers in the arena: whoever opens a shard makes its own policy object
// from them, and a new one when the epoch has changed. What a policy remembers stands in the arena beside them.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { POLICY_NAMES, type PolicyName, type PolicyOptions } from "./policy-names.ts";

/** The parameter that stands in each place of the settings; NaN there means that it was not given. */
const PLACES = [
  ["merge", "max"],
  ["merge", "merge"],
  ["s3fifo", "admissionRatio"],
] as const;

type Groups = Record<string, Record<string, number> | undefined>;

export function writePolicy(arena: Arena, name: PolicyName, options: PolicyOptions): void {
  const { words, policySettings } = arena;
  for (const [place, [policy, parameter]] of PLACES.entries()) {
    policySettings[place] = (options as Groups)[policy]?.[parameter] ?? Number.NaN;
  }
  words[HEADER.policy] = POLICY_NAMES.indexOf(name);
  words[HEADER.policyEpoch]++;
}

export function policyNameIn(arena: Arena): PolicyName {
  return POLICY_NAMES[arena.words[HEADER.policy]];
}

export function policyOptionsIn(arena: Arena): PolicyOptions {
  const options: Record<string, Record<string, number>> = {};
  for (const [place, [policy, parameter]] of PLACES.entries()) {
    const value = arena.policySettings[place];
    if (Number.isNaN(value)) continue;
    options[policy] ??= {};
    options[policy][parameter] = value;
  }
  return options;
}
