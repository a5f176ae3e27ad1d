// The closed set of results of the low-level surface. Item references are never negative, so one number tells either.

/** The key is absent, or has expired. */
export const MISS = -1;
/** The item, header included, would not fit a segment; the earlier value is gone. */
export const TOO_LARGE = -2;
/** No room and nothing may be evicted (policy `none`). */
export const NO_SPACE = -3;
/** The value is not the decimal text of a signed 64-bit integer. */
export const NOT_INTEGER = -4;
/** The result would not fit a signed 64-bit integer; the value is unchanged. */
export const OVERFLOW = -5;
/** A condition failed; nothing was changed. */
export const SKIPPED = 0;
/** Done. */
export const STORED = 1;

/** Flags of a low-level `set`, to be added up. This one: store only where the key has no value. */
export const IF_ABSENT = 1;
/** Store only where the key has a value. */
export const IF_PRESENT = 2;
/** The new value takes over the deadline of the one it replaces. */
export const KEEP_TTL = 4;
