// Policy `cte` (closest to expiry): the full segment whose last deadline comes first goes first, so what is lost had the
// least time left. Segments without deadlines go last, the oldest of them first.
import { NONE, SEALED } from "../segments/segment-layout.ts";
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class ClosestToExpiry extends WholeSegmentPolicy {
  protected chooseSealed(): number {
    const { state, latestDeadline, sequence, first, end } = this.segments;
    let best = NONE;
    let bestDeadline = Infinity;
    for (let segment = first; segment < end; segment++) {
      if (state[segment] !== SEALED) continue;
      const deadline = latestDeadline[segment] === 0 ? Infinity : latestDeadline[segment];
      const isOlderTie = best !== NONE && deadline === bestDeadline && sequence[segment] < sequence[best];
      if (best === NONE || deadline < bestDeadline || isOlderTie) {
        best = segment;
        bestDeadline = deadline;
      }
    }
    return best;
  }
}
