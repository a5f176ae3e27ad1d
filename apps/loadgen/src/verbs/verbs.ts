// All verbs, in the order in which --help shows them.
import { compareVerb } from "./compare-verb.ts";
import { planVerb } from "./plan-verb.ts";
import { runVerb } from "./run-verb.ts";
import { saturateVerb } from "./saturate-verb.ts";
import { sizeVerb } from "./size-verb.ts";
import type { Verb } from "./verb.ts";

export const VERBS: readonly Verb[] = [runVerb, saturateVerb, compareVerb, sizeVerb, planVerb];
