// The clock: Unix milliseconds. Everything in the engine that needs the time takes a `Clock`, so that a run can be
// replayed and a test can move time by hand. A clock that steps back may lengthen lives; it breaks no invariant.

/** Returns the current time in Unix milliseconds. */
export type Clock = () => number;

/** The system clock (`Date.now`). */
export const systemClock: Clock = () => Date.now();
