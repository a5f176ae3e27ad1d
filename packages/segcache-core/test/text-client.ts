// The low-level surface spoken in strings, and a clock moved by hand: what the suites share. Every key and value lies in
// the middle of a larger buffer, so that a range read too far or from the wrong place cannot go unnoticed.
import { MISS, NEVER, type RawCache } from "../src/index.ts";

export class ManualClock {
  now = 1_700_000_000_000;
  readonly read = (): number => this.now;
}

interface Range {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const LEAD = 3;

function rangeOf(text: string): Range {
  const bytes = new TextEncoder().encode(text);
  const buffer = new Uint8Array(LEAD + bytes.length + 2).fill(0x7e);
  buffer.set(bytes, LEAD);
  return { buffer, start: LEAD, end: LEAD + bytes.length };
}

/** One namespace of a cache's low-level surface. */
export class TextClient {
  private readonly raw: RawCache;
  private readonly namespace: number;

  constructor(raw: RawCache, namespace: number = 0) {
    this.raw = raw;
    this.namespace = namespace;
  }

  /** The outcome. */
  set(key: string, value: string, deadline: number = NEVER, flags: number = 0): number {
    const k = rangeOf(key);
    const v = rangeOf(value);
    return this.raw.set(k.buffer, k.start, k.end, this.namespace, v.buffer, v.start, v.end, deadline, flags);
  }

  get(key: string): string | undefined {
    const { buffer, start, end } = rangeOf(key);
    return this.textOf(this.raw.get(buffer, start, end, this.namespace));
  }

  peek(key: string): string | undefined {
    return this.textOf(this.ref(key));
  }

  /** The item's reference, or MISS. */
  ref(key: string): number {
    const { buffer, start, end } = rangeOf(key);
    return this.raw.peek(buffer, start, end, this.namespace);
  }

  /** The deadline of a key that is there. */
  deadline(key: string): number {
    return this.raw.deadline(this.ref(key));
  }

  delete(key: string): boolean {
    const { buffer, start, end } = rangeOf(key);
    return this.raw.delete(buffer, start, end, this.namespace);
  }

  setDeadline(key: string, deadline: number): number {
    const { buffer, start, end } = rangeOf(key);
    return this.raw.setDeadline(buffer, start, end, this.namespace, deadline);
  }

  /** The result's text, or the outcome. */
  increment(key: string, delta: number | bigint): string | number {
    const { buffer, start, end } = rangeOf(key);
    const item = this.raw.increment(buffer, start, end, this.namespace, delta);
    return this.textOf(item) ?? item;
  }

  /** The new length, or the outcome. */
  append(key: string, value: string): number {
    const k = rangeOf(key);
    const v = rangeOf(value);
    return this.raw.append(k.buffer, k.start, k.end, this.namespace, v.buffer, v.start, v.end);
  }

  flush(): void {
    this.raw.flush(this.namespace);
  }

  /** Items, and those of them with a deadline. */
  counts(): [items: number, expiring: number] {
    return [this.raw.count(this.namespace), this.raw.countWithTtl(this.namespace)];
  }

  /** The value of a reference, copied into the middle of a buffer that must stay as it was around it. */
  textOf(item: number): string | undefined {
    if (item <= MISS) return undefined;
    const length = this.raw.valueBytes(item);
    const target = new Uint8Array(length + 2 * LEAD).fill(0x7e);
    const copied = this.raw.copyValue(item, target, LEAD);
    const around = [...target.subarray(0, LEAD), ...target.subarray(LEAD + length)];
    if (copied !== length || around.some((byte) => byte !== 0x7e)) throw new Error("copyValue wrote outside its place");
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(target.subarray(LEAD, LEAD + length));
  }
}
