// Notices that the launcher should end: by a signal, or because the npm that started it is gone.
// The scripts in package.json say `exec node ...`, so the launcher is npm's own child: npm passes SIGINT and SIGTERM on
// to it (a shell in between would swallow SIGINT while it waits), and a parent that changes means npm was killed.
// A launcher that npm or pnpm did not start has a shell for a parent, which may well be closed on purpose.

/** @typedef {"SIGINT" | "SIGTERM" | "SIGHUP"} StopSignal */
/** @typedef {StopSignal | "orphaned"} StopReason */

/** @type {readonly StopSignal[]} */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const LOOK_EVERY_MS = 200;

/** @type {StopReason[]} */
const reasons = [];
/** @type {Set<(reason: StopReason) => void>} */
const listeners = new Set();

/**
 * Calls `listener` at once for each reason there was, and then for each new one.
 * @param {(reason: StopReason) => void} listener
 * @returns {() => void} ends the calls
 */
export function onStop(listener) {
  listeners.add(listener);
  for (const reason of reasons) listener(reason);
  return () => listeners.delete(listener);
}

/** The first reason there was, if any. @returns {StopReason | undefined} */
export function stopReason() {
  return reasons[0];
}

/** For use between two steps. @throws {Stopped} if there was a reason to stop */
export function throwIfStopped() {
  if (reasons.length > 0) throw new Stopped();
}

export class Stopped extends Error {}

/** Begins to watch. Nothing here keeps the process alive. */
export function watchForStop() {
  for (const signal of STOP_SIGNALS) process.on(signal, () => stop(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop("orphaned");
  }, LOOK_EVERY_MS);
  timer.unref();
}

/**
 * Ends this process by the signal that stopped it, as programs that were interrupted do: whoever started it learns why.
 * @returns {never}
 */
export function endAsStopped() {
  const reason = stopReason();
  if (reason !== undefined && reason !== "orphaned") {
    process.removeAllListeners(reason);
    process.kill(process.pid, reason);
  }
  process.exit(EXIT_CODE_STOPPED);
}

/** 128 + SIGTERM, for where the signal itself did not end the process. */
const EXIT_CODE_STOPPED = 143;

/** @param {StopReason} reason */
function stop(reason) {
  reasons.push(reason);
  for (const listener of listeners) listener(reason);
}
