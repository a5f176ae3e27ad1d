// The eviction policy in force and its parameters, as numbers in the arena: whoever opens a shard makes its own policy object
// from them, and a new one when the epoch has changed. What a policy remembers stands in the arena beside them.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { POLICY_NAMES, type PolicyName, type PolicyOptions } from "./policy-names.ts";

/** Every parameter of every policy, as `policy.parameter`. */
type Parameter = {
  [Policy in keyof PolicyOptions]-?: `${Policy}.${keyof NonNullable<PolicyOptions[Policy]> & string}`;
}[keyof PolicyOptions];

/** The place of each in the settings, where NaN means that it was not given. */
const PLACES: Readonly<Record<Parameter, number>> = {
  "merge.max": 0,
  "merge.merge": 1,
  "s3fifo.admissionRatio": 2,
  "merge.compact": 3,
};

type Groups = Record<string, Record<string, number> | undefined>;

export function writePolicy(arena: Arena, name: PolicyName, options: PolicyOptions): void {
  const { words, policySettings } = arena;
  for (const [path, place] of Object.entries(PLACES)) {
    const [policy, parameter] = path.split(".");
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
  for (const [path, place] of Object.entries(PLACES)) {
    const [policy, parameter] = path.split(".");
    const value = arena.policySettings[place];
    if (!Number.isNaN(value)) options[policy] = { ...options[policy], [parameter]: value };
  }
  return options;
}
