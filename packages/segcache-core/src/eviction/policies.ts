// From a policy's name to the policy.
import type { Arena } from "../arena/arena.ts";
import type { Segments } from "../segments/segments.ts";
import { Fifo } from "./fifo.ts";
import { NoEviction } from "./none.ts";
import type { EvictionPolicy } from "./policy.ts";
import type { PolicyName } from "./policy-names.ts";

export function createPolicy(name: PolicyName, arena: Arena, segments: Segments): EvictionPolicy {
  switch (name) {
    case "none":
      return new NoEviction();
    case "fifo":
      return new Fifo(arena, segments);
  }
}
