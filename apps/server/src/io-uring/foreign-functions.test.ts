import { afterEach, expect, test, vi } from "vitest";
import { ForeignFunctions } from "./foreign-functions.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const isOffered = ForeignFunctions.find() !== undefined;
if (!isOffered) console.warn("SKIPPED: the tests of foreign functions, for want of node:ffi");

test.runIf(isOffered)("a function of the C library is called, by one signature or another", () => {
  const functions = ForeignFunctions.find()!;
  expect(functions.find("abs", ["i32"], "i32")(-7)).toBe(7);
  expect(functions.find("labs", ["i64"], "i64")(-7n)).toBe(7);
  expect(functions.find("abs", ["i32", "i32"], "i32")(-8, 0)).toBe(8);
  expect(() => functions.find("no_such_function", ["i32"], "i32")).toThrow();
});

test.runIf(isOffered)("memory is found by its address", () => {
  const functions = ForeignFunctions.find()!;
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
  const address = functions.addressOf(bytes);
  const same = new Uint8Array(functions.memoryAt(address + 100, 100));
  expect(same[0]).toBe(100);
  same[1] = 250;
  expect(bytes[101]).toBe(250);
});

test("looking for them warns of nothing and leaves warnings as they were", () => {
  const emitWarning = vi.spyOn(process, "emitWarning").mockReturnValue();
  ForeignFunctions.find();
  expect(emitWarning).not.toHaveBeenCalled();
  process.emitWarning("still told");
  expect(emitWarning).toHaveBeenCalledOnce();
});

test.each<[string, () => unknown]>([
  ["does not have them", () => undefined],
  ["has something else by that name", () => ({})],
  [
    "forbids them",
    () => {
      throw new Error("ERR_ACCESS_DENIED");
    },
  ],
])("there are none where Node %s", (_, offer) => {
  vi.spyOn(process, "getBuiltinModule").mockImplementation(offer as typeof process.getBuiltinModule);
  expect(ForeignFunctions.find()).toBeUndefined();
});
