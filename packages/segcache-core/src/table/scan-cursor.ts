// Walking the buckets of a growing table so that a key present all the time is met at least once: the cursor counts in
// reversed bits (Pieter Noordhuis's method, known from Redis's dictScan), so what a visited bucket is later split into counts
// as visited as well. A bucket not yet split in the present doubling stands for both its halves.

/** The cursor after the bucket that `cursor` names; 0 when all have been visited. */
export function nextCursor(cursor: number, mask: number): number {
  return reversed((reversed(cursor | ~mask) + 1) | 0);
}

/** The 32 bits of a word in the opposite order, as an unsigned number. */
function reversed(word: number): number {
  let bits = word;
  bits = ((bits >>> 1) & 0x55555555) | ((bits & 0x55555555) << 1);
  bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
  bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
  bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8);
  return ((bits >>> 16) | (bits << 16)) >>> 0;
}
