// Fetching memory ahead: places far apart are read one right after another, so that the processor waits for all of them together
// and whoever reads them next finds them near. The loop is bare: only loads that wait for nothing but a place overlap.

/** Reads the word `offset` beyond each of the first `count` places. The number returned means nothing: it has to be kept in a
 * field, lest the compiler leave the reading out. */
export function touch(words: Int32Array, places: Int32Array, count: number, offset: number = 0): number {
  let seen = 0;
  for (let index = 0; index < count; index++) seen ^= words[places[index] + offset];
  return seen;
}
