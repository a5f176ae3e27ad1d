import { expect, test } from "vitest";
import { ExactLru, PlainS3Fifo } from "./reference-caches.ts";
import { randomFrom } from "./workload.ts";

const KEYS = 60;
const NEVER = Infinity;

/** The plainest LRU: a Map in order of use. */
class MapLru {
  private readonly map = new Map<number, { bytes: number; deadlineMs: number }>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: number, nowMs: number): boolean {
    const entry = this.map.get(key);
    this.map.delete(key);
    if (entry === undefined || entry.deadlineMs <= nowMs) return false;
    this.map.set(key, entry);
    return true;
  }

  set(key: number, bytes: number, deadlineMs: number): void {
    this.map.delete(key);
    if (bytes > this.capacity) return;
    this.map.set(key, { bytes, deadlineMs });
    while ([...this.map.values()].reduce((sum, entry) => sum + entry.bytes, 0) > this.capacity) {
      this.map.delete(this.map.keys().next().value as number);
    }
  }

  delete(key: number): void {
    this.map.delete(key);
  }
}

test("the LRU hits when the plainest one does", () => {
  const random = randomFrom(1);
  const lru = new ExactLru(KEYS, 1000, 10);
  const plain = new MapLru(1000);
  for (let step = 0; step < 20_000; step++) {
    const key = Math.floor(random() ** 2 * KEYS);
    const chance = random();
    if (chance < 0.02) {
      lru.delete(key);
      plain.delete(key);
      continue;
    }
    const isHit = plain.get(key, step);
    expect(lru.get(key, step)).toBe(isHit);
    if (isHit && chance < 0.9) continue;
    const bytes = chance < 0.03 ? 2000 : 1 + Math.floor(random() * 100);
    const deadline = chance < 0.5 ? NEVER : step + Math.floor(random() * 500);
    lru.set(key, bytes, deadline);
    plain.set(key, bytes + 10, deadline);
  }
});

test("S3-FIFO keeps what was read twice and lets go what was not read again", () => {
  const cache = new PlainS3Fifo(200, 100, 0);
  for (let key = 0; key < 100; key++) cache.set(key, 1, NEVER);
  for (const key of [0, 0, 1, 1]) expect(cache.get(key, 0)).toBe(true);
  for (let key = 100; key < 190; key++) cache.set(key, 1, NEVER);
  expect([0, 1, 2, 50, 189].map((key) => cache.get(key, 0))).toEqual([true, true, false, false, true]);
});

test("S3-FIFO takes what comes back soon into its main queue", () => {
  const cache = new PlainS3Fifo(300, 100, 0);
  for (let key = 0; key < 110; key++) cache.set(key, 1, NEVER);
  expect(cache.get(5, 0)).toBe(false);
  cache.set(5, 1, NEVER);
  for (let key = 110; key < 200; key++) cache.set(key, 1, NEVER);
  expect([5, 60].map((key) => cache.get(key, 0))).toEqual([true, false]);
});

test("S3-FIFO never holds more than it may", () => {
  const random = randomFrom(2);
  const cache = new PlainS3Fifo(KEYS, 500, 10);
  const bytes = new Float64Array(KEYS);
  for (let step = 0; step < 5000; step++) {
    const key = Math.floor(random() * KEYS);
    if (cache.get(key, step)) continue;
    bytes[key] = 1 + Math.floor(random() * 100);
    cache.set(key, bytes[key], random() < 0.5 ? NEVER : step + 50);
    if (step % 100 > 0) continue;
    // Whoever counts also reads, alike for all keys.
    const held = bytes.reduce((sum, size, other) => sum + (cache.get(other, step) ? size + 10 : 0), 0);
    expect(held).toBeLessThanOrEqual(500);
  }
});

test("S3-FIFO serves nothing past its deadline, deleted or too large", () => {
  const cache = new PlainS3Fifo(10, 100, 0);
  cache.set(1, 10, 1000);
  cache.set(2, 10, NEVER);
  cache.set(3, 101, NEVER);
  cache.delete(2);
  expect([cache.get(1, 999), cache.get(1, 1000), cache.get(2, 0), cache.get(3, 0)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
