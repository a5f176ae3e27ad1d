// What worker threads do in the thread tests. A task returns what it saw; the test judges.
import { NEVER, type Segcache } from "../../src/index.ts";
import { mixSeed, nextRandom } from "../../src/sources/random.ts";
import type { Call } from "./linearizability.ts";
import { SIGNAL } from "./signals.ts";
import { storm } from "./storm.ts";

export interface TaskResult {
  /** Calls in the order in which this thread made them. */
  readonly history?: readonly Call[];
  /** What should never be seen, each time it was. */
  readonly wrong?: readonly string[];
  /** What this thread got and nobody else should. */
  readonly got?: readonly string[];
  /** How much was done. */
  readonly done: number;
}

export interface Task {
  readonly signals: Int32Array;
  readonly seed: number;
  readonly rounds: number;
}

export type Roll = (range: number) => number;

/** Whole numbers below a range, the same for the same seed. */
export function dice(seed: number): Roll {
  let state = mixSeed(seed);
  return (range) => {
    state = nextRandom(state);
    return (state >>> 0) % range;
  };
}

const HISTORY_KEYS = 5;
/** Keys among which `transfer` moves what they hold. */
export const ACCOUNTS = 8;
/** What each of them holds at first. */
export const DEPOSIT = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const accountNames: readonly Uint8Array[] = Array.from({ length: ACCOUNTS }, (_, n) => encoder.encode(`account ${n}`));

/** Random calls on a few keys, each with the moments at which it began and ended. */
function record(cache: Segcache, { signals, seed, rounds }: Task): TaskResult {
  const roll = dice(seed);
  const history: Call[] = [];
  const moment = (): number => Atomics.add(signals, SIGNAL.time, 1);
  for (let n = 0; n < rounds; n++) {
    const key = `key ${roll(HISTORY_KEYS)}`;
    const value = String(seed * 1_000_000 + n);
    const act = (["get", "get", "set", "add", "delete", "increment"] as const)[roll(6)];
    const began = moment();
    const result = perform(cache, act, key, value);
    const ended = moment();
    history.push({ thread: seed, key, act, value, result, began, ended });
  }
  return { history, done: rounds };
}

function perform(cache: Segcache, act: Call["act"], key: string, value: string): Call["result"] {
  switch (act) {
    case "get":
      return cache.getString(key);
    case "set":
      return cache.set(key, value);
    case "add":
      return cache.set(key, value, { ifAbsent: true });
    case "delete":
      return cache.delete(key);
    case "increment":
      return cache.increment(key);
  }
}

/** Adds 1 to keys of many shards, one by one, on both surfaces. */
function count(cache: Segcache, { rounds }: Task): TaskResult {
  const { raw } = cache;
  for (let n = 0; n < rounds; n++) {
    cache.increment(`count ${n % 7}`);
    const key = accountNames[n % ACCOUNTS];
    raw.increment(key, 0, key.length, 0, 1);
    raw.release();
  }
  return { done: rounds };
}

/** Moves 1 from one key to another in a section; now and then adds up what all of them hold in a section over all. */
function transfer(cache: Segcache, { seed, rounds }: Task): TaskResult {
  const { raw } = cache;
  const roll = dice(seed);
  const wrong: string[] = [];
  const add = (key: Uint8Array, change: number): number => raw.increment(key, 0, key.length, 0, change);
  for (let n = 0; n < rounds; n++) {
    const from = accountNames[roll(ACCOUNTS)];
    const to = accountNames[roll(ACCOUNTS)];
    raw.beginSection();
    for (const key of [from, to]) raw.addToSection(key, 0, key.length, 0);
    raw.enterSection();
    try {
      add(from, -1);
      add(to, 1);
    } finally {
      raw.leaveSection();
    }
    if (n % 8 !== 0) continue;
    const sum = balance(cache, n % 16 === 0);
    if (sum !== ACCOUNTS * DEPOSIT) wrong.push(`the accounts hold ${sum}`);
  }
  return { wrong, done: rounds };
}

/** What all accounts hold at one moment. */
function balance({ raw }: Segcache, whole: boolean): number {
  const digits = new Uint8Array(20);
  if (whole) {
    raw.enterWholeSection();
  } else {
    raw.beginSection();
    for (const key of accountNames) raw.addToSection(key, 0, key.length, 0);
    raw.enterSection();
  }
  try {
    let sum = 0;
    for (const key of accountNames) {
      const item = raw.get(key, 0, key.length, 0);
      sum += Number(decoder.decode(digits.subarray(0, raw.copyValue(item, digits, 0))));
    }
    return sum;
  } finally {
    raw.leaveSection();
  }
}

/** Tries to be the one who takes each key's deadline away, and then the one who takes it out. Tells what it got. */
function claim(cache: Segcache, { rounds }: Task): TaskResult {
  const got: string[] = [];
  for (let n = 0; n < rounds; n++) if (cache.persist(`prize ${n}`)) got.push(`prize ${n}`);
  for (let value = cache.pop(); value !== undefined; value = cache.pop()) got.push(decoder.decode(value));
  return { got, done: rounds };
}

/** Takes the lock of a key and never lets go of it. */
function seize({ raw }: Segcache, { signals }: Task): TaskResult {
  const key = accountNames[0];
  raw.set(key, 0, key.length, 0, key, 0, 1, NEVER, 0);
  Atomics.add(signals, SIGNAL.time, 1);
  for (;;) Atomics.wait(signals, SIGNAL.stop, 0, 1000);
}

/** Reads the key that `seize` holds. */
function read(cache: Segcache): TaskResult {
  const found = cache.has(accountNames[0]);
  return { wrong: found ? ["an item of an emptied shard was found"] : [], done: 1 };
}

export const TASKS = { record, count, transfer, claim, storm, seize, read } as const;
export type TaskName = keyof typeof TASKS;
