// Policy `none`: nothing live is ever dropped; a full cache refuses new items until some expire or are deleted.
import { NONE } from "../segments/segment-layout.ts";
import { WholeSegmentPolicy } from "./whole-segment.ts";

export class NoEviction extends WholeSegmentPolicy {
  override readonly evicts: boolean = false;

  override chooseVictim(): number {
    return NONE;
  }
  protected chooseSealed(): number {
    return NONE;
  }
}
