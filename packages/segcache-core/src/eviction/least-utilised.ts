// Policy `util` (least utilised): the full segment with the fewest live bytes goes first, so the most memory is won for the
// least loss.
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class LeastUtilised extends WholeSegmentPolicy {
  protected chooseSealed(): number {
    return this.lowest(this.segments.liveBytes);
  }
}
