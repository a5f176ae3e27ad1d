// UTF-8 as TextEncoder writes it, lone surrogates included.

import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length, writeUtf8 } from "./bytes.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom(
      "a",
      "\x7f",
      "\x80",
      "\u07ff",
      "\u0800",
      "\ud7ff",
      "\ud800",
      "\udfff",
      "\ue000",
      "\uffff",
      "😀",
    ),
  }),
);

test("utf8Length and writeUtf8 agree with TextEncoder", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const expected = new TextEncoder().encode(text);
      expect(utf8Length(text)).toBe(expected.length);
      const target = new Uint8Array(expected.length + 2);
      expect(writeUtf8(target, 1, text)).toBe(expected.length + 1);
      expect(target.subarray(1, -1)).toEqual(expected);
      expect([target[0], target.at(-1)]).toEqual([0, 0]);
    }),
    { numRuns: 2000 },
  );
});
