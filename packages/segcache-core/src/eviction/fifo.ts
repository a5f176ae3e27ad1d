// Policy `fifo`: the full segment that was opened first goes first, whatever its chain. Chains are in the order in which
// their segments were opened, so the oldest full one of all is the first full one of some chain.
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class Fifo extends WholeSegmentPolicy {
  protected chooseSealed(): number {
    return this.lowest(this.segments.sequence);
  }
}
