// A verb of the command line: its help, and what it does. The entry knows the verbs as a table and nothing of them.
import type { VerbHelp } from "../help.ts";

/** What a verb gets from the process. */
export interface VerbContext {
  readonly env: NodeJS.ProcessEnv;
  readonly name: string;
  readonly version: string;
  readonly print: (text: string) => void;
  readonly progressOutput: NodeJS.WriteStream;
  /** Begins to turn signals into an end of the load that leads to the report. */
  readonly stopOnSignals: () => Stop;
}

export interface Stop {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; undefined if none did. */
  readonly exitCode: () => number | undefined;
}

export interface Verb extends VerbHelp {
  /** @returns the exit code.   @throws errors with one-line messages for mistakes and circumstances. */
  run(args: readonly string[], context: VerbContext): Promise<number>;
}
