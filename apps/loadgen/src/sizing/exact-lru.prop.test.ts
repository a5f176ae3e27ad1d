import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactLru } from "./exact-lru.ts";

const CAPACITY = 1000;

/** The same in the plainest form: a Map keeps the order of insertion. */
class Model {
  private readonly items: Map<number, { bytes: number; deadlineMs: number }> = new Map();

  get(key: number, nowMs: number): boolean {
    const item = this.items.get(key);
    this.items.delete(key);
    if (item === undefined || item.deadlineMs <= nowMs) return false;
    this.items.set(key, item);
    return true;
  }

  set(key: number, bytes: number, deadlineMs: number): void {
    this.items.delete(key);
    if (bytes > CAPACITY) return;
    while (this.used() + bytes > CAPACITY) this.items.delete(this.items.keys().next().value ?? -1);
    this.items.set(key, { bytes, deadlineMs });
  }

  setDeadline(key: number, deadlineMs: number): void {
    const item = this.items.get(key);
    if (item !== undefined) item.deadlineMs = deadlineMs;
  }

  delete(key: number): void {
    this.items.delete(key);
  }

  expire(key: number, nowMs: number): void {
    if ((this.items.get(key)?.deadlineMs ?? Number.POSITIVE_INFINITY) <= nowMs) this.items.delete(key);
  }

  private used(): number {
    return [...this.items.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

const key = fc.integer({ min: 0, max: 3000 }).map((number) => (number < 2900 ? number % 20 : number));
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("get" as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      key,
      bytes: fc.integer({ min: 1, max: 1100 }),
      ttl: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 30 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("expire" as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("touch" as const), key }) },
);

test("finds what the plainest form of LRU finds, whatever is done", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
      const [lru, model] = [new ExactLru(CAPACITY), new Model()];
      for (const [nowMs, each] of commands.entries()) {
        if (each.kind === "get") expect(lru.get(each.key, nowMs)).toBe(model.get(each.key, nowMs));
        for (const cache of [lru, model]) {
          if (each.kind === "set") cache.set(each.key, each.bytes, nowMs + each.ttl);
          if (each.kind === "delete") cache.delete(each.key);
          if (each.kind === "expire") cache.expire(each.key, nowMs);
          if (each.kind === "touch") cache.setDeadline(each.key, nowMs + 5);
        }
      }
    }),
  );
});
