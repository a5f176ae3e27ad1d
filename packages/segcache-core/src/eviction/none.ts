// Policy `none`: nothing live is ever dropped; a full cache refuses new items until some expire or are deleted.
import { NONE } from "../segments/segment-layout.ts";
import type { EvictionPolicy } from "./policy.ts";

export class NoEviction implements EvictionPolicy {
  chooseVictim(): number {
    return NONE;
  }
}
