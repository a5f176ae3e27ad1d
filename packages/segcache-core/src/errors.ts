// The engine's two kinds of thrown error, and the outcomes that are returned instead of thrown.

/** Why a write did not happen, as a stable machine-readable word. */
export type SegcacheErrorCode = "VALUE_TOO_LARGE" | "NO_SPACE";

/** A legal request the cache could not serve; the earlier value of the key, if any, has been removed. */
export class SegcacheError extends Error {
  readonly code: SegcacheErrorCode;

  constructor(code: SegcacheErrorCode, message: string) {
    super(message);
    this.name = "SegcacheError";
    this.code = code;
  }
}

/** An option that cannot be honoured. The message names the option, what it must be and what it was, in one line. */
export class ConfigError extends RangeError {
  readonly code: string = "INVALID_CONFIG";
  readonly option: string;

  constructor(option: string, message: string) {
    super(`${option} ${message}`);
    this.name = "ConfigError";
    this.option = option;
  }
}

/** Throws when an internal invariant does not hold: a defect in this package, never the caller's fault. */
export function assert(condition: boolean, mustHold: string): asserts condition {
  if (!condition) throw new Error(`segcache-core invariant broken: ${mustHold}`);
}
