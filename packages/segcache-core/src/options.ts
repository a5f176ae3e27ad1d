// What a program says to a cache: the options of its constructor and of its calls.
import type { AnyCodec, CacheValue } from "./codecs.ts";
import type { EngineOptions } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { IF_ABSENT, IF_PRESENT, KEEP_TTL } from "./outcomes.ts";
import type { Removal, RemovalReason } from "./reclaim/removals.ts";
import { decodeText } from "./text.ts";

/** A string (its UTF-8 bytes) or bytes, 0 to 65,535 of them. */
export type CacheKey = string | Uint8Array;

/** How keys are given back by iteration, `scan` and `onRemove`: as strings, or as bytes. Either is taken everywhere. */
export type KeyForm = "utf8" | "bytes";
/** A key as it is given back. */
export type KeyOut<K extends KeyForm> = K extends "bytes" ? Uint8Array : string;

/** What a cache is made from. Only `maxMemory` is required. */
export interface SegcacheOptions<C extends AnyCodec = "bytes", K extends KeyForm = "utf8"> extends EngineOptions {
  /** How values become bytes and come back. Default `"bytes"`. */
  readonly codec?: C;
  /** How keys are given back. Default `"utf8"`, under which bytes that are no UTF-8 come back with U+FFFD in them. */
  readonly keyForm?: K;
  /** Time to live of what is stored without one, milliseconds. Default: none, it never expires. */
  readonly ttl?: number | undefined;
  /**
   * Told of every item that leaves, once: `evict` for want of room, `expire` when its time has come (some time after that, when
   * the cache meets it), `set` when a newer value takes its place or would have, `delete` by `delete`, `deleteMany`, `pop`
   * or `clear`. Called when the call that removed the item is done, in order, so it may call the cache; what it throws comes out
   * of that call. What low-level calls removed is told at the end of the next call on the cache itself. Each removal costs a copy
   * of its key, and `clear` a walk over all items. Of a shared cache each thread is told of what its own calls removed.
   */
  readonly onRemove?: (key: KeyOut<K>, reason: RemovalReason) => void;
}

/** What a thread says that opens a shared cache; the rest comes with the handle. `ttl` and `now` are for this thread's calls alone. */
export type OpenOptions<C extends AnyCodec = "bytes", K extends KeyForm = "utf8"> = Pick<
  SegcacheOptions<C, K>,
  "codec" | "keyForm" | "ttl" | "onRemove" | "now"
>;

/** When and for how long a value is stored. Conditions may be combined; all must hold. */
export interface SetOptions {
  /** Milliseconds from now, exact; 0 or Infinity never expires; fractions round up. Absent: the cache's `ttl`, or never. */
  readonly ttl?: number | undefined;
  /** Only if the key has no value. */
  readonly ifAbsent?: boolean | undefined;
  /** Only if the key has a value. */
  readonly ifPresent?: boolean | undefined;
  /** Only if `getWithVersion` would still tell this version: the key was not written or removed since. */
  readonly ifVersion?: number | undefined;
  /** The new value takes over the time to live of the one it replaces; with none to replace `ttl` holds. */
  readonly keepTtl?: boolean | undefined;
}

/** What `trySet` did. After `skipped`, a condition having failed, all is as before; after the last two the key has no value. */
export type SetOutcome = "stored" | "skipped" | "value-too-large" | "no-space";

/** Something to store with `setMany`. */
export type SetEntry<V = CacheValue> = readonly [key: CacheKey, value: V, options?: SetOptions];

/** Turns a key's bytes into what a program is given. @throws ConfigError */
export function keyReader<K extends KeyForm>(form: K | undefined): (key: Uint8Array) => KeyOut<K> {
  if (form === undefined || form === "utf8") return decodeText as (key: Uint8Array) => KeyOut<K>;
  if (form === "bytes") return (key) => key as KeyOut<K>;
  throw new ConfigError("keyForm", `must be "utf8" or "bytes", got ${String(form)}`);
}

/** Who is told of removals, if anybody. @throws ConfigError */
export function tellerOf<Key>(
  onRemove: ((key: Key, reason: RemovalReason) => void) | undefined,
  keyOut: (key: Uint8Array) => Key,
): ((removal: Removal) => void) | undefined {
  if (onRemove === undefined) return undefined;
  if (typeof onRemove === "function") return ({ key, reason }) => onRemove(keyOut(key), reason);
  throw new ConfigError("onRemove", `must be a function, got ${typeof onRemove}`);
}

/** The engine's flags for what it decides itself. */
export function flagsOf({ ifAbsent, ifPresent, keepTtl }: SetOptions): number {
  return (
    (ifAbsent === true ? IF_ABSENT : 0) + (ifPresent === true ? IF_PRESENT : 0) + (keepTtl === true ? KEEP_TTL : 0)
  );
}
