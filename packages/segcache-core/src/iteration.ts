// Walking all keys of a cache in steps between which it may be changed: each step copies the keys of some buckets out, and a
// key is looked up again at the moment it is wanted.
import { NAMESPACE } from "./managed-cache.ts";
import type { RawCache } from "./raw-cache.ts";

/** Keys wanted per step: enough to spread its cost, few enough to stay current. */
const STEP_KEYS = 64;

/** The keys that the last `scan` of a cache found, as copies. */
export function scannedKeys(raw: RawCache): Uint8Array[] {
  return Array.from({ length: raw.scannedCount }, (_, index) => {
    const item = raw.scanned[index];
    const key = new Uint8Array(raw.keyBytes(item));
    raw.copyKey(item, key, 0);
    return key;
  });
}

/** All keys, step by step. A key that is there all the time comes at least once, and once only unless the cache grows meanwhile. */
export function* walkKeys(raw: RawCache): Generator<Uint8Array, undefined> {
  let cursor = 0;
  do {
    cursor = raw.scan(cursor, NAMESPACE, STEP_KEYS);
    const keys = scannedKeys(raw);
    raw.release();
    yield* keys;
  } while (cursor !== 0);
  return undefined;
}
