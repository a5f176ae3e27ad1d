// A shared cache lets go of its lock at the end of every call, however the call ends: methods do so themselves when they
// come to an end, and what is added here does so for errors, such as an allocation that fails half way. Caches of one
// thread have no lock and go without.
import type { Segcache } from "./cache.ts";

type MethodName = {
  [Name in keyof Segcache]: Segcache[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Segcache];

/** Walks that are the caller's to go on with: they let go before each item they give out. */
type WalkName = "keys" | "values" | "entries" | typeof Symbol.iterator;

/** Every other method; a record, so that none can be left out. */
const METHODS: Readonly<Record<Exclude<MethodName, WalkName>, true>> = {
  append: true,
  checkInvariants: true,
  clear: true,
  delete: true,
  deleteMany: true,
  expire: true,
  expireSlice: true,
  forEach: true,
  frequency: true,
  get: true,
  getInto: true,
  getMany: true,
  getOrSet: true,
  getRange: true,
  getRemainingTTL: true,
  getString: true,
  getWithVersion: true,
  has: true,
  increment: true,
  peek: true,
  persist: true,
  pop: true,
  purgeStale: true,
  recover: true,
  saturatingSubtract: true,
  scan: true,
  set: true,
  setMany: true,
  setMaxMemory: true,
  setPolicy: true,
  setRange: true,
  setTTL: true,
  share: true,
  stats: true,
  touch: true,
  trySet: true,
  wrappingAdd: true,
  [Symbol.dispose]: true,
};

/** Has each method of `cache` let go of the lock when it ends. */
export function releaseAfterCalls(cache: object & { readonly raw: { release(): void } }): void {
  for (const name of Reflect.ownKeys(METHODS)) {
    const method: unknown = Reflect.get(cache, name);
    if (typeof method !== "function") continue;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      try {
        return Reflect.apply(method, this, args);
      } finally {
        cache.raw.release();
      }
    };
    Object.defineProperty(cache, name, { value, writable: true, configurable: true });
  }
}
