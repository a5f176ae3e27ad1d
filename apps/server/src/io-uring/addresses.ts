// Addresses as the system's structures hold them: 64 bits in two words, the low one first.

const TWO_TO_32 = 2 ** 32;

/** Writes an address to the words `at` and behind it. */
export function writeAddress(words: Int32Array, at: number, address: number): void {
  const high = Math.floor(address / TWO_TO_32);
  words[at] = address - high * TWO_TO_32;
  words[at + 1] = high;
}
