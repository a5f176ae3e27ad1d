import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as layout from "./item-layout.ts";

const flags = fc.subarray([layout.HAS_DEADLINE, layout.IS_DEAD, layout.HAS_CHUNKS]);

describe("item layout", () => {
  it("round-trips every field at full width, independently of the others", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: layout.KEY_BYTES_MAX }),
        fc.integer({ min: 0, max: layout.VALUE_FIELD_MAX }),
        fc.integer({ min: 0, max: layout.NAMESPACES - 1 }),
        fc.integer({ min: 0, max: layout.DEADLINE_FIELD_NEVER - 1 }),
        flags,
        (keyBytes, valueBytes, namespace, deadline, set) => {
          const words = new Int32Array(3);
          words[0] = layout.packLengths(keyBytes, deadline);
          words[1] = layout.packValue(
            valueBytes,
            namespace,
            set.reduce((all, flag) => all | flag, 0),
          );
          words[2] = layout.deadlineLow(deadline);
          expect(layout.keyBytesOf(words[0])).toBe(keyBytes);
          expect(layout.valueBytesOf(words[1])).toBe(valueBytes);
          expect(layout.namespaceOf(words[1])).toBe(namespace);
          expect(layout.hasDeadline(words[1])).toBe(set.includes(layout.HAS_DEADLINE));
          expect(layout.isDead(words[1])).toBe(set.includes(layout.IS_DEAD));
          expect(layout.deadlineOf(words[0], words[2])).toBe(deadline);
        },
      ),
    );
  });

  it("reads the largest deadline as never, and stores anything later as that", () => {
    const field = layout.deadlineField(8.64e15);
    expect(field).toBe(layout.DEADLINE_FIELD_NEVER);
    expect(layout.deadlineOf(layout.packLengths(3, field), layout.deadlineLow(field))).toBe(layout.NEVER);
    expect(layout.deadlineField(1_700_000_000_000)).toBe(1_700_000_000_000);
  });

  it("rounds an item's size up to a multiple of four, exactly", () => {
    expect(layout.itemBytes(0, 0, false)).toBe(8);
    expect(layout.itemBytes(16, 16, false)).toBe(40);
    expect(layout.itemBytes(16, 16, true)).toBe(44);
    expect(layout.itemBytes(1, 1, false)).toBe(12);
    expect(layout.itemBytes(3, 2, true)).toBe(20);
  });
});
