// Comparing a password without telling by the time it takes how much of it was right: digests of equal length are
// compared, every byte of them.

import { createHash, timingSafeEqual } from "node:crypto";

/** Whether the bytes are the password, as UTF-8. */
export function matchesPassword(given: Uint8Array, password: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(Buffer.from(password)));
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
