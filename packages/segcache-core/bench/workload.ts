// Keys, sizes and orders of access, all from seeds.

/** Numbers in [0, 1), the same for the same seed (mulberry32, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` numbers below `keys`, each as likely. */
export function uniformOrder(keys: number, count: number, seed: number): Int32Array {
  const random = randomFrom(seed);
  return Int32Array.from({ length: count }, () => Math.floor(random() * keys));
}

/** `count` numbers below `keys`, number n with a likelihood of 1 / (n + 1), and then shuffled over the keys. */
export function zipfOrder(keys: number, count: number, seed: number): Int32Array {
  const sums = new Float64Array(keys);
  let sum = 0;
  for (let key = 0; key < keys; key++) {
    sum += 1 / (key + 1);
    sums[key] = sum;
  }
  const random = randomFrom(seed);
  const places = shuffled(keys, random);
  return Int32Array.from({ length: count }, () => places[firstAbove(sums, random() * sum)]);
}

function firstAbove(sums: Float64Array, wanted: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

function shuffled(count: number, random: () => number): Int32Array {
  const numbers = Int32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const held = numbers[at];
    numbers[at] = numbers[other];
    numbers[other] = held;
  }
  return numbers;
}

export const KEY_BYTES = 16;

/** A key of 16 characters. */
export function keyText(key: number): string {
  return `key:${String(key).padStart(KEY_BYTES - 4, "0")}`;
}

/** Writes the bytes of `keyText(key)` to a buffer of 16. */
export function writeKey(key: number, target: Uint8Array): void {
  target[0] = 0x6b;
  target[1] = 0x65;
  target[2] = 0x79;
  target[3] = 0x3a;
  let rest = key;
  for (let at = KEY_BYTES - 1; at > 3; at--) {
    const tenth = Math.floor(rest / 10);
    target[at] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
}

/** A number that a key always has: spread over 32 bits. */
export function mixed(key: number): number {
  let x = Math.imul(key ^ 0x5bd1e995, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
