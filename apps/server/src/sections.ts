// Requests on several keys between which no other thread may come: their shards are locked before the first call and freed
// after the last. In a server of one thread nothing here is called.

import type { RawCache } from "segcache-core";
import { type Command, lastKeyOf } from "./commands/command.ts";
import type { Request } from "./request-batch.ts";
import type { Transaction, Watches } from "./transaction.ts";

/** Locks what a request needs. Whoever gets true back owes the cache a leaveSection(). */
export function enterRequestSection(
  raw: RawCache,
  { locking, keys }: Command,
  request: Request,
  database: number,
): boolean {
  if (locking === "none") return false;
  if (locking === "all") {
    raw.enterWholeSection();
    return true;
  }
  if (request.argumentCount <= keys.first + keys.step) return false; // one key
  raw.beginSection();
  addKeys(raw, keys, request, database);
  raw.enterSection();
  return true;
}

/** Locks what a transaction needs: the keys of its requests, and those it watches. The caller owes a leaveSection(). */
export function enterTransactionSection(
  raw: RawCache,
  transaction: Transaction,
  watches: Watches,
  database: number,
): void {
  if (transaction.locksAll) {
    raw.enterWholeSection();
    return;
  }
  raw.beginSection();
  for (let i = 0; i < transaction.size; i++) {
    const request = transaction.request(i);
    addKeys(raw, request.command.keys, request, database);
  }
  watches.addTo(raw);
  raw.enterSection();
}

function addKeys(raw: RawCache, keys: Command["keys"], request: Request, database: number): void {
  const { buffer, starts, ends, argumentCount } = request;
  const last = lastKeyOf(keys, argumentCount);
  for (let i = keys.first; i <= last; i += keys.step) raw.addToSection(buffer, starts[i]!, ends[i]!, database);
}
