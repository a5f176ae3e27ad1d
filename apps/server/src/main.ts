#!/usr/bin/env node
// Where the process starts: what must hold before the program is loaded, and then the program. This file is built as a module,
// the program as one CommonJS file (docs/adr/0017-built-as-one-function.md).

import { inlineFurther } from "./v8-inlining.ts";
import { keepV8Small } from "./v8-memory.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const PROGRAM = new URL(IS_SOURCE ? "./program.ts" : "./program.cjs", import.meta.url);

keepV8Small(); // most of the program would make it grow
inlineFurther();
process.setSourceMapsEnabled(true); // of what is loaded from here on, so that stacks name the sources
await import(PROGRAM.href);
