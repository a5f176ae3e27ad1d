// Policy `random`: any full segment, each with nearly the same chance: the first one from a random place on.
import { HEADER } from "../arena/arena-layout.ts";
import { NONE, SEALED } from "../segments/segment-layout.ts";
import { nextRandom } from "../sources/random.ts";
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class RandomSegment extends WholeSegmentPolicy {
  protected chooseSealed(): number {
    const { state, first, end } = this.segments;
    const { words } = this.arena;
    words[HEADER.random] = nextRandom(words[HEADER.random]);
    const count = end - first;
    const start = (words[HEADER.random] >>> 0) % count;
    for (let step = 0; step < count; step++) {
      const segment = first + ((start + step) % count);
      if (state[segment] === SEALED) return segment;
    }
    return NONE;
  }
}
