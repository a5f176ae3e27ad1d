// Policy `random-fifo`: a random full segment names a chain, and that chain's first full segment goes: chains give up
// segments in proportion to how many they have, each of them oldest first.
import { SEALED } from "../segments/segment-layout.ts";
import { RandomSegment } from "./random.ts";

export class RandomFifo extends RandomSegment {
  protected override chooseSealed(): number {
    const { state, next, chain } = this.segments;
    let segment = super.chooseSealed();
    if (segment === 0) return segment;
    segment = this.arena.chainHeads[chain[segment]];
    while (state[segment] !== SEALED) segment = next[segment]; // ends at the latest at the segment drawn
    return segment;
  }
}
