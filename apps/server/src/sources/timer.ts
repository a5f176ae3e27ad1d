// Monotonic time, for durations only: it knows no date and no step of the system's clock moves it.

/** Microseconds since some moment, with a fraction. */
export type Timer = () => number;

/** Bound once: Node makes `performance` a getter, and every reading would look up both it and its method. */
const now = performance.now.bind(performance);

export const systemTimer: Timer = () => now() * 1000;
