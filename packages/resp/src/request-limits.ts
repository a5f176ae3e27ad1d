// How much one request may claim. The figures are Redis's, and so is the idea of a second, much stricter pair for peers
// that have not authenticated: a stranger may send AUTH or HELLO, not fill memory.

/** Bounds of one request; exceeding one makes the stream malformed. */
export interface RequestLimits {
  /** Most arguments, command name included. */
  readonly argumentsMax: number;
  /** Longest argument sent as a bulk string. */
  readonly bulkBytesMax: number;
  /** Longest inline request, and longest header line, without its terminator. */
  readonly inlineBytesMax: number;
  /** Longest request on the wire, headers included; at most 2 ** 30, so that offsets of what is held fit 32 bits. */
  readonly requestBytesMax: number;
  /** True until the peer has authenticated: arrays are then also bound by UNAUTHENTICATED_ARGUMENTS_MAX and
   *  UNAUTHENTICATED_BULK_BYTES_MAX, and exceeding those has an error text of its own. */
  readonly unauthenticated: boolean;
}

/** Most arguments of a request from a peer that has not authenticated. */
export const UNAUTHENTICATED_ARGUMENTS_MAX: number = 10;
/** Longest argument of a request from a peer that has not authenticated. */
export const UNAUTHENTICATED_BULK_BYTES_MAX: number = 16_384;

const REQUEST_BYTES_MAX = 2 ** 30;

/** Used for every limit that is not given. */
export const DEFAULT_REQUEST_LIMITS: RequestLimits = Object.freeze({
  argumentsMax: 1_048_576,
  bulkBytesMax: 512 * 1024 * 1024, // proto-max-bulk-len
  inlineBytesMax: 65_536, // PROTO_INLINE_MAX_SIZE
  requestBytesMax: REQUEST_BYTES_MAX, // client-query-buffer-limit
  unauthenticated: false,
});

const UPPER_BOUNDS = {
  argumentsMax: 2 ** 28, // a range takes eight bytes, and no request has more arguments than a quarter of its bytes
  bulkBytesMax: REQUEST_BYTES_MAX,
  inlineBytesMax: REQUEST_BYTES_MAX,
  requestBytesMax: REQUEST_BYTES_MAX,
} as const;

/** Completes `limits` with the defaults.
 * @throws RangeError for a limit that is not a whole number from 1 to its upper bound. */
export function completeLimits(limits: Partial<RequestLimits>): RequestLimits {
  const complete = { ...DEFAULT_REQUEST_LIMITS, ...limits };
  for (const name of Object.keys(UPPER_BOUNDS) as (keyof typeof UPPER_BOUNDS)[]) {
    const value = complete[name];
    if (!Number.isInteger(value) || value < 1 || value > UPPER_BOUNDS[name]) {
      throw new RangeError(`${name} must be a whole number from 1 to ${UPPER_BOUNDS[name]}, got ${value}`);
    }
  }
  return complete;
}
