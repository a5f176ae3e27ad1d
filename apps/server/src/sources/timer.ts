// Monotonic time, for durations only: it knows no date and no step of the system's clock moves it.

/** Microseconds since some moment, with a fraction. */
export type Timer = () => number;

export const systemTimer: Timer = () => performance.now() * 1000;
