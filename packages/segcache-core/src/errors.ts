// The engine's two kinds of thrown error, and the outcomes that are returned instead of thrown.

/**
 * Why a write did not happen, as a stable machine-readable word. `NOT_INTEGER`: the value is no whole number that the call can
 * work on. `OVERFLOW`: the result would be none. `LOCK_TIMEOUT`: another thread holds part of a shared cache and does not let
 * go of it; nothing was changed.
 */
export type SegcacheErrorCode = "VALUE_TOO_LARGE" | "NO_SPACE" | "NOT_INTEGER" | "OVERFLOW" | "LOCK_TIMEOUT";

/** A legal request the cache could not serve. Each call says what then becomes of the key's earlier value. */
export class SegcacheError extends Error {
  /** Why, for programs. */
  readonly code: SegcacheErrorCode;

  constructor(code: SegcacheErrorCode, message: string) {
    super(message);
    this.name = "SegcacheError";
    this.code = code;
  }
}

/** An option that cannot be honoured. The message names the option, what it must be and what it was, in one line. */
export class ConfigError extends RangeError {
  /** The same for all of them. */
  readonly code: string = "INVALID_CONFIG";
  /** Name of the option. */
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
