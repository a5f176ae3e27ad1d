// The key of the call under way: a range of somebody's buffer, with its namespace and hash. One object per caller, filled
// anew for every call, so that a key travels through the engine as one argument and nothing is allocated.
import { LastBytes } from "../byte-ranges.ts";

export class Key extends LastBytes {
  start = 0;
  end = 0;
  namespace = 0;
  hash = 0;
}
