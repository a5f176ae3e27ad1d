// What commands concern beyond the keys they name and the connection they came by: what they must know of other threads before
// they run, and what they must have to themselves while they do.

import type { Reads } from "../threads/report.ts";
import type { KeyPositions } from "./command.ts";

/** By full name: what is asked of the other threads before the command runs. */
export const READS: Readonly<Record<string, Reads>> = {
  info: "counts",
  "client|list": "clients",
  "client|kill": "clients",
  "slowlog|get": "counts",
  "slowlog|len": "counts",
  "latency|history": "counts",
  "latency|latest": "counts",
  "latency|reset": "counts",
  "latency|histogram": "counts",
  "latency|doctor": "counts",
  "memory|stats": "counts",
};

/** What a request locks while it runs: nothing but what each call takes by itself; all keys it names; every key there is. */
export type Locking = "none" | "keys" | "all";

/** COPY may name a key of another database; the engine locks both. */
const OWN_LOCKING: ReadonlySet<string> = new Set(["copy"]);
const EVERYTHING: ReadonlySet<string> = new Set(["flushall", "flushdb"]);
/** What a transaction cannot tell beforehand which keys it concerns, or in which database those after it are. */
const EVERYTHING_IN_TRANSACTION: ReadonlySet<string> = new Set([
  ...EVERYTHING,
  ...["scan", "keys", "randomkey", "dbsize", "copy", "select", "config|set"],
]);

/** For a request by itself. One key needs no lock beyond that of the calls on it, which is kept from one to the next. */
export function lockingOf(fullName: string, { first, last }: KeyPositions): Locking {
  if (EVERYTHING.has(fullName)) return "all";
  return first === last || OWN_LOCKING.has(fullName) ? "none" : "keys";
}

/** For a request among others of a transaction. */
export function transactionLockingOf(fullName: string, { first }: KeyPositions): Locking {
  if (EVERYTHING_IN_TRANSACTION.has(fullName)) return "all";
  return first === 0 ? "none" : "keys";
}
