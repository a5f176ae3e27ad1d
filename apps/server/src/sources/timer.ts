// Monotonic time, for durations only: it knows no date and no step of the system's clock moves it.

/** Microseconds since some moment, with a fraction. */
export type Timer = () => number;

const { performance } = globalThis; // Node makes it a getter that every reading would call

export const systemTimer: Timer = () => performance.now() * 1000;
