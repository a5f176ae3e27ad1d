import { expect, test } from "vitest";
import { openFilesMaxIn, readOpenFilesMax } from "./open-files.ts";

const HEAD = "Limit                     Soft Limit           Hard Limit           Units     \n";

test.each([
  [`${HEAD}Max open files            1024                 1048576              files     \n`, 1024],
  [`${HEAD}Max open files            unlimited            unlimited            files     \n`, Number.POSITIVE_INFINITY],
  [HEAD, undefined],
  ["", undefined],
])("%j", (text, expected) => {
  expect(openFilesMaxIn(text)).toBe(expected);
});

test("the system's own limit is a number where it is told", () => {
  const limit = readOpenFilesMax();
  if (process.platform === "linux") expect(limit).toBeGreaterThan(0);
  else expect(limit).toBeUndefined();
});
