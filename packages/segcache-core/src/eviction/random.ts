// Policy `random`: any full segment, each with nearly the same chance: the first one from a random place on.
import { NONE, SEALED } from "../segments/segment-layout.ts";
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class RandomSegment extends WholeSegmentPolicy {
  protected chooseSealed(): number {
    const { state, first, end } = this.segments;
    const count = end - first;
    const start = this.arena.drawBelow(count);
    for (let step = 0; step < count; step++) {
      const segment = first + ((start + step) % count);
      if (state[segment] === SEALED) return segment;
    }
    return NONE;
  }
}
