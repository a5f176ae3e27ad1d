import { ConfigError } from "segcache-core";
import { expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { startupProblemOf } from "./startup-problem.ts";
import { UsageError } from "./usage-error.ts";

function problemOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return startupProblemOf(error);
  }
  throw new Error("nothing was thrown");
}

test("the engine's complaints name our options", () => {
  expect(problemOf(() => createState({ maxmemory: 100 }))).toMatch(/^maxmemory must be at least \d+ bytes/);
  expect(problemOf(() => createState({ "segment-size": 1025 }))).toBe("segment-size must be a power of two, got 1025");
  expect(startupProblemOf(new ConfigError("maxMemory", "must be x"))).toBe("maxmemory must be x");
  expect(startupProblemOf(new ConfigError("reserveMemory", "must be x"))).toBe("maxmemory-reserve must be x");
});

test("a mistake on the command line is its own message", () => {
  expect(startupProblemOf(new UsageError("unknown option '--x'"))).toBe("unknown option '--x'");
});

test("trouble with the address says which and why", () => {
  const inUse = Object.assign(new Error("x"), { code: "EADDRINUSE", address: "127.0.0.1", port: 6379 });
  expect(startupProblemOf(inUse)).toBe("cannot listen on 127.0.0.1:6379: the address is already in use");
  const unknown = Object.assign(new Error("x"), { code: "ENOTFOUND", hostname: "nowhere.invalid" });
  expect(startupProblemOf(unknown)).toBe("cannot listen on nowhere.invalid: no such host name");
});

test("a defect is nobody's startup problem", () => {
  expect(startupProblemOf(new TypeError("x is not a function"))).toBeUndefined();
  expect(startupProblemOf("x")).toBeUndefined();
});
