// How much memory V8 takes beside what the program needs. It is made for programs that allocate all the time and may have what
// they like; a server that allocates next to nothing gains nothing by that, and its memory is for the cache.

import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 small, in this thread and in those that start later. V8 reads these flags whenever it comes to what they are about, so
 * they hold from here on; only the first size of the young generation is settled when a thread starts.
 * @see docs/adr/0016-small-v8.md for what each is worth.
 */
export function keepV8Small(): void {
  // The young generation would double whenever enough survives a collection, up to 128 MiB a thread, and threads of its own
  // would share the collection of it: but what a request leaves behind is dead at the next one, however soon that comes.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-parallel-scavenge");
  // The old generation is collected before it has grown by a few MiB, not after 8 or more.
  setFlagsFromString("--memory-saver-mode");
  // What runs often is compiled by Turbofan soon enough; code of the compiler between it and Sparkplug would only stay around.
  setFlagsFromString("--no-maglev");
}
