// Comparing bytes of a request with the words of the protocol (command names, option words) without making strings.
// Words are ASCII and kept in lower case; a request may write them in any case. Anything that is not a letter must
// match exactly.

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CASE_BIT = 0x20;

/** The byte in lower case if it is an ASCII capital, else the byte itself. */
export function lowerCaseOf(byte: number): number {
  return byte >= UPPER_A && byte <= UPPER_Z ? byte | CASE_BIT : byte;
}

/** The bytes of an ASCII word, in lower case. */
export function wordOf(text: string): Uint8Array {
  return new TextEncoder().encode(text.toLowerCase());
}

/** Whether buffer[start..end) is `word` in any case. */
export function equalsWord(buffer: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  const length = word.length;
  if (end - start !== length) return false;
  for (let i = 0; i < length; i++) {
    if (lowerCaseOf(buffer[start + i]!) !== word[i]!) return false;
  }
  return true;
}
