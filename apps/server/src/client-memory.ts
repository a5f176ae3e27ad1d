// What clients make the server hold for them (unfinished requests, untaken replies, transactions, watched keys, names), and
// its bound: above maxmemory-clients the clients that hold most are closed, as in Redis 7, those with NO-EVICT excepted.
// Invariant: after evictClients() the rest hold no more than the bound, unless only clients with NO-EVICT are left. It is
// called some times a second, so what is held may pass the bound for as long.

import type { Config } from "./config.ts";
import type { OptionType, Parsed } from "./option-types.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./session.ts";
import { parseSize, plainSizeOf } from "./sizes.ts";
import { applyChange } from "./threads/changes.ts";

/** Bytes, or per cent of maxmemory; 0 is no bound. */
export interface ClientMemoryLimit {
  readonly amount: number;
  readonly isPercent: boolean;
}

/** A smaller bound would close every client that asks for anything. */
const LIMIT_BYTES_MIN = 128 * 1024;

export function clientMemoryLimit(): OptionType<ClientMemoryLimit> {
  return {
    usage: "size",
    accepts: "or n% of maxmemory",
    isList: false,
    parse: ([word, ...more]) =>
      word === undefined || more.length > 0 ? { problem: "wrong number of arguments" } : parseLimit(word),
    format: (limit) => formatted(limit, String),
    write: (limit) => [[formatted(limit, plainSizeOf)]],
  };
}

function parseLimit(word: string): Parsed<ClientMemoryLimit> {
  const percent = /^(\d+)%$/.exec(word)?.[1];
  if (percent !== undefined) {
    const amount = Number(percent);
    if (amount > 100) return { problem: "percentage argument must be less or equal to 100" };
    return { value: { amount, isPercent: amount > 0 } };
  }
  const amount = parseSize(word);
  if (amount === undefined) return { problem: "argument must be a memory or percent value" };
  return { value: { amount, isPercent: false } };
}

function formatted({ amount, isPercent }: ClientMemoryLimit, size: (bytes: number) => string): string {
  return isPercent ? `${amount}%` : size(amount);
}

/** The bound in bytes; Infinity when there is none. */
export function clientBytesMax(config: Config): number {
  const { amount, isPercent } = config["maxmemory-clients"];
  if (amount === 0) return Number.POSITIVE_INFINITY;
  return Math.max(LIMIT_BYTES_MIN, isPercent ? (config.maxmemory * amount) / 100 : amount);
}

/** What the server holds for one client. */
export function clientBytesOf({ peer, transaction, watches, name, libName, libVersion }: Session): number {
  const nameBytes = name.length + libName.length + libVersion.length;
  return peer.inputBytes + peer.outputBytes + (transaction?.bytes ?? 0) + watches.bytes + nameBytes;
}

/** Closes the clients of this thread that hold most until the rest is within the bound. */
export function evictClients(server: ServerState): void {
  const limit = clientBytesMax(server.config);
  if (limit === Number.POSITIVE_INFINITY) return;
  const holders = Array.from(server.sessions.values(), (session) => {
    return { id: session.id, bytes: clientBytesOf(session), noEvict: session.noEvict };
  });
  const ids = idsAbove(limit, holders);
  if (ids.length > 0) applyChange(server, { kind: "evict", ids });
}

/** A client, and what the server holds for it. */
export interface Holder {
  readonly id: number;
  readonly bytes: number;
  readonly noEvict: boolean;
}

/** Those that hold most, so many that the rest is within the limit. */
export function idsAbove(limit: number, holders: readonly Holder[]): readonly number[] {
  let total = holders.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= limit) return [];
  const evictable = holders.filter(({ noEvict }) => !noEvict).sort((a, b) => b.bytes - a.bytes);
  const ids: number[] = [];
  for (const { id, bytes } of evictable) {
    if (total <= limit) break;
    total -= bytes;
    ids.push(id);
  }
  return ids;
}
