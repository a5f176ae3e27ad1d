// Words of shared memory by which a test and its worker threads tell one another how far they are.

export const SIGNAL = {
  /** 1 once all may start. */
  go: 0,
  /** 1 once all are to end. */
  stop: 1,
  /** The common counter by which calls are ordered in time. */
  time: 2,
} as const;

export const SIGNALS = 8;
