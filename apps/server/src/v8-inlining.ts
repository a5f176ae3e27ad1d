// How far V8 goes when it compiles what runs often. A request runs through some forty small functions of server, codec and
// engine; by its own bounds V8 makes a dozen pieces of them, each of which checks anew what the one before it knew.

import { setFlagsFromString } from "node:v8";

/**
 * Has V8 make fewer and larger pieces, in all threads.
 * @see docs/adr/0017-built-as-one-function.md for what it is worth.
 */
export function inlineFurther(): void {
  // Bytes of bytecode: of one function that is inlined, and of all that are inlined into one.
  setFlagsFromString("--max-inlined-bytecode-size=1000");
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=2000");
}
