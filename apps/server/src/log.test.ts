import { expect, test } from "vitest";
import { checkAppendable, createLog } from "./log.ts";
import { pinoLevelOf } from "./log-level.ts";
import { LOG_LEVELS } from "./options.ts";
import { UsageError } from "./usage-error.ts";

test("Redis's levels keep their order", () => {
  const log = createLog("notice", 1);
  const values = LOG_LEVELS.map((level) => log.levels.values[pinoLevelOf(level)]!);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(new Set(values).size).toBe(LOG_LEVELS.length);
});

test.each(LOG_LEVELS)("%s sets the level of the log", (level) => {
  expect(createLog(level, 1).level).toBe(pinoLevelOf(level));
});

test("a file that cannot be written is a mistake of whoever named it", () => {
  expect(() => checkAppendable("logfile", "/nosuch/file")).toThrow(
    new UsageError("cannot write to logfile /nosuch/file: ENOENT"),
  );
});
