import { describe, expect, test } from "vitest";
import { sizes } from "../options/option-values.ts";
import type { Item } from "./items.ts";
import { STAMP_BYTES, StampedValues } from "./stamped-values.ts";
import { Values } from "./values.ts";

const values = new Values(sizes()("100"), 5);
const item = (id: number, valueBytes = 100): Item => ({ name: `k${id}`, id, valueBytes, ttlMs: 0, fills: true });

/** A value as a set would send it. */
function make(stamped: StampedValues, of: Item): Buffer {
  return stamped.make(of, stamped.order.begin(of.name));
}

describe("stamped values", () => {
  test("of any writer are right under their key, and only there", () => {
    const [one, two] = [new StampedValues(values, 1), new StampedValues(new Values(sizes()("100"), 5), 2)];
    for (const id of [0, 1, 2 ** 32 - 2]) {
      expect(two.faultOf(item(id), make(one, item(id)), 0)).toBeUndefined();
      expect(one.faultOf(item(id), make(two, item(id)), 0)).toBeUndefined();
    }
    expect(one.faultOf(item(4), make(one, item(3)), 0)).toBe("wrong value: it belongs to another key");
  });

  test("differ from version to version and from writer to writer", () => {
    const [one, two] = [new StampedValues(values, 1), new StampedValues(values, 2)];
    const made = [make(one, item(3)), make(one, item(3)), make(two, item(3))].map((value) => value.toString("hex"));
    expect(new Set(made).size).toBe(3);
  });

  test("show every altered byte, every cut, and mixtures", () => {
    const stamped = new StampedValues(values, 1);
    const right = make(stamped, item(3));
    for (let at = 0; at < right.length; at++) {
      const altered = Buffer.from(right);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(stamped.faultOf(item(3), altered, 0)).toMatch(/^wrong value: /);
    }
    for (let size = 0; size < right.length; size++) {
      expect(stamped.faultOf(item(3), right.subarray(0, size), 0)).toMatch(/^wrong value: /);
    }
    const mixture = Buffer.concat([right.subarray(0, 50), make(stamped, item(3)).subarray(50)]);
    expect(stamped.faultOf(item(3), mixture, 0)).toBe("wrong value: altered bytes");
  });

  test("are stale when they are older than the read may find, if they are this thread's", () => {
    const [one, two] = [new StampedValues(values, 1), new StampedValues(values, 2)];
    const value = one.make(item(3), 7);
    expect(one.faultOf(item(3), value, 7)).toBeUndefined();
    expect(one.faultOf(item(3), value, 8)).toBe("stale value: older than a write answered before");
    expect(two.faultOf(item(3), value, 8)).toBeUndefined();
  });

  test("are never smaller than their stamp", () => {
    const stamped = new StampedValues(values, 1);
    const value = make(stamped, item(3, 2));
    expect(value).toHaveLength(STAMP_BYTES);
    expect(stamped.faultOf(item(3, 2), value, 0)).toBeUndefined();
  });
});

test("a pool grows for larger values and keeps its bytes", () => {
  const before = Buffer.from(values.window(77, 60));
  const large = values.window(77, 500_000);
  expect(large).toHaveLength(500_000);
  expect(large.subarray(0, 60).equals(before)).toBe(true);
  expect(values.window(77, 60).equals(before)).toBe(true);
  const fresh = new Values(sizes()("500000"), 5);
  expect(fresh.window(77, 500_000).equals(large)).toBe(true);
});
