// What callers give, checked and turned into what the engine takes: bytes in a buffer and a deadline. Strings are encoded into
// scratch memory of this object; a key and a value stand in different parts of it until the next of their kind.
import type { CacheValue } from "./codecs.ts";
import type { Limits } from "./config.ts";
import { ConfigError, SegcacheError } from "./errors.ts";
import { NEVER } from "./item/item-layout.ts";
import type { CacheKey } from "./options.ts";
import { NO_SPACE, TOO_LARGE } from "./outcomes.ts";
import { TextScratch } from "./text.ts";

export class Arguments {
  private readonly limits: Limits;
  private readonly now: () => number;
  private readonly keyText: TextScratch;
  private readonly valueText: TextScratch;
  /** Time to live of what is stored without one, milliseconds; undefined: never expires. */
  readonly defaultTtl: number | undefined;
  /** The bytes of the last value: `[0, valueEnd)` of `value`. */
  value: Uint8Array;
  valueEnd = 0;

  /** @param ttl time to live where a call gives none. @throws ConfigError for one that is none. */
  constructor(limits: Limits, now: () => number, ttl: number | undefined) {
    this.limits = limits;
    this.now = now;
    this.keyText = new TextScratch(limits.keyBytesMax);
    this.valueText = new TextScratch(limits.valueBytesMax);
    this.value = this.valueText.bytes;
    if (!isNever(ttl) && !(typeof ttl === "number" && ttl > 0))
      throw new ConfigError("ttl", `must be a positive number of milliseconds, got ${String(ttl)}`);
    this.defaultTtl = isNever(ttl) ? undefined : ttl;
  }

  /** Length of a key, whose bytes `keyBuffer` gives afterwards. @throws TypeError, RangeError */
  keyLength(key: CacheKey): number {
    if (typeof key === "string") {
      const length = this.keyText.encode(key);
      if (length >= 0) return length;
    } else if (!(key instanceof Uint8Array)) {
      throw new TypeError(`key must be a string or Uint8Array, got ${typeof key}`);
    } else if (key.length <= this.limits.keyBytesMax) {
      return key.length;
    }
    throw new RangeError(`key must be at most ${this.limits.keyBytesMax} bytes`);
  }

  keyBuffer(key: CacheKey): Uint8Array {
    return typeof key === "string" ? this.keyText.bytes : key;
  }

  /**
   * Makes `value` and `valueEnd` tell of a value. Of text that is too long only that is known: it gets the least length that
   * is too long, of which the engine refuses to look at any byte. @throws TypeError
   */
  readValue(value: CacheValue): void {
    if (typeof value === "string") {
      const length = this.valueText.encode(value);
      this.value = this.valueText.bytes;
      this.valueEnd = length < 0 ? this.limits.valueBytesMax + 1 : length;
    } else if (value instanceof Uint8Array) {
      this.value = value;
      this.valueEnd = value.length;
    } else {
      throw new TypeError(`value must be a string or Uint8Array, got ${typeof value}`);
    }
  }

  /** The deadline of something stored now; without a ttl the default one holds. @throws RangeError */
  deadlineOrDefault(ttl: number | undefined): number {
    return this.deadlineOf(ttl === undefined ? this.defaultTtl : ttl);
  }

  /** The deadline that a ttl from now on means; undefined, 0 and Infinity: never. @throws RangeError */
  deadlineOf(ttl: number | undefined): number {
    return isNever(ttl) ? NEVER : Math.ceil(this.now()) + Math.ceil(checkedTtl(ttl));
  }

  /** Turns the outcomes of a write that mean failure into errors. @throws SegcacheError */
  refuse(outcome: number): void {
    if (outcome === NO_SPACE) throw new SegcacheError("NO_SPACE", 'no space left and policy "none" evicts nothing');
    if (outcome !== TOO_LARGE) return;
    const most = this.limits.valueBytesMax;
    throw new SegcacheError("VALUE_TOO_LARGE", `value must be at most ${most} bytes, and the key must fit a segment`);
  }
}

/** A whole number of bytes or items, from 0 on. @throws RangeError */
export function checkedCount(name: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError(`${name} must be a whole number from 0 on, got ${String(count)}`);
}

function isNever(ttl: number | undefined): ttl is undefined | 0 {
  return ttl === undefined || ttl === 0 || ttl === Infinity;
}

function checkedTtl(ttl: number): number {
  if (typeof ttl === "number" && ttl > 0) return ttl;
  throw new RangeError(`ttl must be a positive number of milliseconds, got ${String(ttl)}`);
}
