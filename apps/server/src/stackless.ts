// Errors without stacks, for what clients do all the time: reset connections, refuse replies. Node has the stack of every error that
// ends a socket made into text, and the first line of ours in one has the source map of the whole program read: 7 MiB a thread, kept.

/** Runs `work`; errors made meanwhile have no stack. */
export function withoutStacks(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
