// How much memory V8 takes for what is young, and who collects it. By itself V8 doubles that memory whenever enough survives
// a collection, up to 128 MiB a thread, and shares the collection out to threads of its own. What a request leaves behind
// is dead at the next collection, however soon that comes: a larger young generation would cost memory and longer pauses
// and save next to nothing, and of a small one there is nothing to share.

import { setFlagsFromString } from "node:v8";

/** Keeps the young generation of this thread as large as it is, and those of later threads as large as V8 makes them first. */
export function keepYoungGenerationSmall(): void {
  // V8 looks at these at every collection, so they may change at run time; the flag of the largest size counts at the start.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-parallel-scavenge");
}
