// One load under way per key: whoever asks for the key meanwhile waits for the same result. A load whose key is deleted while
// it runs is cut loose: those who wait for it still get its result, which may by then be out of date, but nobody else does.
import type { CacheKey } from "./options.ts";

/** What a load came to: the bytes of its value. */
export type Loaded = Uint8Array;

export class SingleFlight {
  private readonly flights: Map<string, Promise<Loaded>> = new Map();

  /**
   * The load of this key that is under way, or else a new one.
   * @param load is called once; `isCurrent` then tells whether its load has not been cut loose.
   */
  join(key: CacheKey, load: (isCurrent: () => boolean) => Promise<Loaded>): Promise<Loaded> {
    const name = nameOf(key);
    const underWay = this.flights.get(name);
    if (underWay !== undefined) return underWay;
    const isCurrent = (): boolean => this.flights.get(name) === flight;
    const land = (): void => {
      if (isCurrent()) this.flights.delete(name);
    };
    const flight = load(isCurrent).finally(land);
    this.flights.set(name, flight);
    return flight;
  }

  /** Cuts the load of a key loose, if one is under way. */
  forget(key: CacheKey): void {
    if (this.flights.size > 0) this.flights.delete(nameOf(key));
  }

  forgetAll(): void {
    this.flights.clear();
  }
}

const strictDecoder: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The same text for a key as a string and as its bytes. Bytes that are no UTF-8 are told by a half surrogate, which no text has. */
function nameOf(key: CacheKey): string {
  if (typeof key === "string") return key.replace(/\p{Surrogate}/gu, "\ufffd");
  try {
    return strictDecoder.decode(key);
  } catch {
    return `\udfff${Array.from(key, (byte) => String.fromCharCode(byte)).join("")}`;
  }
}
