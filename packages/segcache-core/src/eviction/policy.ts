// What a policy decides: which segment goes when memory is full. It is asked once per segment, so its interface can stay
// readable; all it knows is in the segments' columns.

export interface EvictionPolicy {
  /** The segment to empty next, which must stand in a chain, or NONE when nothing may be evicted. */
  chooseVictim(): number;
}
