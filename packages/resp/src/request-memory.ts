// Where a parser's memory for unfinished requests comes from. A server with many connections hands one supply to all parsers
// of a thread: what is large is needed for the length of one feed, so they can take turns with it.

/** A supply of memory. */
export interface RequestMemory {
  /** Returns at least `bytes` bytes, with anything in them, for the parser alone until it gives them back. */
  take(bytes: number): Uint8Array;
  /** Takes back what take() has returned; the parser does not use it any more. */
  give(memory: Uint8Array): void;
}

/** Leaves everything to the garbage collector. */
export const FRESH_MEMORY: RequestMemory = {
  take: (bytes) => new Uint8Array(bytes),
  give: () => {},
};

const INITIAL_BYTES = 512;

/** How much to take for a request that needs `bytesMin`: as much as it is awaited to need if that is not above twice as much. So growing
 * is geometric, and nothing is allocated for what is only announced. */
export function capacityFor(bytesMin: number, awaitedBytes: number): number {
  const capacity = Math.max(bytesMin, INITIAL_BYTES);
  return awaitedBytes > capacity && awaitedBytes <= capacity * 2 ? awaitedBytes : capacity;
}
