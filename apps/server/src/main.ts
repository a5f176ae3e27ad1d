#!/usr/bin/env node
// Where the process, and each of its workers, starts: what must hold before the program is loaded, and then the program. This file is
// built as a module, the program and that of a worker as one CommonJS file each (docs/adr/0017-built-as-one-function.md).

import { isMainThread } from "node:worker_threads";
import { inlineFurther } from "./v8-inlining.ts";
import { keepV8Small } from "./v8-memory.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const [SOURCE, BUILT] = isMainThread ? ["./program.ts", "./program.cjs"] : ["./threads/worker.ts", "./worker.cjs"];

if (isMainThread) {
  keepV8Small(); // most of the program would make it grow
  inlineFurther();
}
process.setSourceMapsEnabled(true); // of what is loaded from here on, so that stacks name the sources
await import(new URL(IS_SOURCE ? SOURCE : BUILT, import.meta.url).href);
