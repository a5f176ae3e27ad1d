// Everything at once from one thread, on a cache that is too small for it: sets of all sizes and lives, reads, deletes, updates,
// walks, flushes, expiry. Every value tells the key it was stored under, so that any value in the wrong place shows.
import { NEVER, POLICY_NAMES, type Segcache } from "../../src/index.ts";
import { SIGNAL } from "./signals.ts";
import { dice, type Roll, type Task, type TaskResult } from "./tasks.ts";

const KEYS = 3000;
/** Most wrong results that are told. */
const WRONG_MAX = 5;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Storm {
  readonly wrong: string[] = [];
  private readonly cache: Segcache;
  private readonly roll: Roll;
  private readonly target: Uint8Array = new Uint8Array(1 << 16);

  constructor(cache: Segcache, roll: Roll) {
    this.cache = cache;
    this.roll = roll;
  }

  turn(): void {
    const { roll } = this;
    const choice = roll(1000);
    const key = `key ${roll(KEYS)};`;
    if (choice < 400) this.set(key);
    else if (choice < 700) this.get(key);
    else if (choice < 780) this.read(key);
    else if (choice < 850) this.cache.delete(key);
    else if (choice < 900) this.cache.setTTL(key, 1 + roll(30));
    else if (choice < 950) this.batch();
    else if (choice < 985) this.cache.expireSlice();
    else this.rarely(choice);
  }

  private rarely(choice: number): void {
    const { cache, roll } = this;
    if (choice < 990) for (const found of cache.scan(roll(2 ** 31), 20).keys) this.expectKey(found);
    else if (choice < 994) cache.pop();
    else if (choice < 996) cache.setPolicy(POLICY_NAMES[1 + roll(POLICY_NAMES.length - 1)]);
    else if (choice < 998) cache.setMaxMemory(roll(2) === 0 ? cache.limits.maxMemory : cache.limits.maxMemory - 65_536);
    else if (choice === 998) cache.raw.flush(1);
    else if (roll(20) === 0) cache.clear();
  }

  private set(key: string): void {
    const { cache, roll } = this;
    const bytes = roll(50) === 0 ? roll(cache.limits.valueBytesMax) : roll(300);
    const copies = Math.max(1, Math.floor(bytes / key.length));
    cache.set(key, key.repeat(copies), roll(3) === 0 ? { ttl: 1 + roll(40) } : {});
  }

  private get(key: string): void {
    const text = this.cache.getString(key);
    if (text !== undefined) this.expectValue(key, text);
  }

  /** A read and a write on the low-level surface, in a namespace of its own. */
  private read(key: string): void {
    const { raw } = this.cache;
    const bytes = encoder.encode(key);
    const item = raw.get(bytes, 0, bytes.length, 1);
    if (item >= 0) this.expectValue(key, decoder.decode(this.target.slice(0, raw.copyValue(item, this.target, 0))));
    else raw.set(bytes, 0, bytes.length, 1, bytes, 0, bytes.length, NEVER, 0);
    raw.release();
  }

  /** Several keys announced together, then read. */
  private batch(): void {
    const { raw } = this.cache;
    const names = Array.from({ length: 8 }, () => `key ${this.roll(KEYS)};`);
    const bytes = encoder.encode(names.join(""));
    raw.beginBatch(bytes);
    let start = 0;
    for (const name of names) {
      raw.announce(start, start + name.length, 0);
      start += name.length;
    }
    raw.touchBatch();
    start = 0;
    for (const name of names) {
      const item = raw.get(bytes, start, start + name.length, 0);
      start += name.length;
      if (item < 0) continue;
      const length = raw.valueBytes(item);
      if (length <= this.target.length) raw.copyValue(item, this.target, 0);
      if (length <= this.target.length) this.expectValue(name, decoder.decode(this.target.slice(0, length)));
    }
    raw.endBatch();
    raw.release();
  }

  private expectValue(key: string, text: string): void {
    if (text !== key.repeat(text.length / key.length)) this.note(`${key} has ${text.slice(0, 60)}`);
  }

  private expectKey(key: string): void {
    if (!/^key \d+;$/.test(key)) this.note(`a key is ${key}`);
  }

  private note(what: string): void {
    if (this.wrong.length < WRONG_MAX) this.wrong.push(what);
  }
}

/** Goes on for a number of turns, or with 0 of them until told to stop. */
export function storm(cache: Segcache, { signals, seed, rounds }: Task): TaskResult {
  const weather = new Storm(cache, dice(seed));
  let done = 0;
  while (rounds === 0 ? Atomics.load(signals, SIGNAL.stop) === 0 : done < rounds) {
    weather.turn();
    done++;
  }
  return { wrong: weather.wrong, done };
}
