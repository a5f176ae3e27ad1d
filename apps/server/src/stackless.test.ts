import { expect, test } from "vitest";
import { withoutStacks } from "./stackless.ts";

test("errors made meanwhile have no stack, later ones do", () => {
  let inside = new Error();
  withoutStacks(() => {
    inside = new Error("without");
  });
  expect(inside.stack).toBe("Error: without");
  expect(new Error("with").stack).toMatch(/\n\s+at /);
});

test("what is thrown comes out, and later errors have stacks", () => {
  expect(() =>
    withoutStacks(() => {
      throw new Error("thrown");
    }),
  ).toThrow("thrown");
  expect(new Error("with").stack).toMatch(/\n\s+at /);
});
