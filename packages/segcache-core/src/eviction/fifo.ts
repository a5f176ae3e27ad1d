// Policy `fifo`: the segment that was opened first goes first, whatever its chain. Chains are in the order in which their
// segments were opened, so the oldest of all is one of the heads. Full segments go before open ones: a chain's open tail is
// taken only when nothing else is left, which happens with as many chains as segments.
import type { Arena } from "../arena/arena.ts";
import { NONE, SEALED } from "../segments/segment-layout.ts";
import type { Segments } from "../segments/segments.ts";
import type { EvictionPolicy } from "./policy.ts";

export class Fifo implements EvictionPolicy {
  private readonly chainHeads: Int32Array;
  private readonly segments: Segments;

  constructor(arena: Arena, segments: Segments) {
    this.chainHeads = arena.chainHeads;
    this.segments = segments;
  }

  chooseVictim(): number {
    const { chainHeads } = this;
    const { state, sequence } = this.segments;
    let sealed = NONE;
    let open = NONE;
    for (let chain = 0; chain < chainHeads.length; chain++) {
      const head = chainHeads[chain];
      if (head === NONE) continue;
      if (state[head] === SEALED) {
        if (sealed === NONE || sequence[head] < sequence[sealed]) sealed = head;
      } else if (open === NONE || sequence[head] < sequence[open]) {
        open = head;
      }
    }
    return sealed === NONE ? open : sealed;
  }
}
